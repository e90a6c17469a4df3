/** Cursors: encrypted, and bound to the caller and the query they were made for. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { DomainError } from '../../schema/errors.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param binding everything the cursor must not be used outside of: caller, grant, list, filter, order */
export function sealCursor(key: Buffer, binding: string, position: readonly (string | null)[]): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', toSecret(key), iv, { authTagLength: TAG_BYTES }).setAAD(toAad(binding));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(position), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
}

/** @throws INVALID_INPUT for a cursor that is forged, foreign, or of another query; which of them is not told */
export function openCursor(key: Buffer, binding: string, cursor: string): readonly (string | null)[] {
  const bytes = Buffer.from(cursor, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', toSecret(key), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(toAad(binding)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(opened.toString('utf8')) as readonly (string | null)[];
  } catch (cause) {
    throw new DomainError('INVALID_INPUT', 'after: this cursor does not belong to this query.', { cause });
  }
}

function toAad(binding: string): Buffer {
  return createHash('sha256').update(binding).digest();
}

/** A key as an object: 14 µs a cursor, 64 as a buffer (2026-11-21). */
const secrets = new WeakMap<Buffer, KeyObject>();

function toSecret(key: Buffer): KeyObject {
  const known = secrets.get(key) ?? createSecretKey(key);
  secrets.set(key, known);
  return known;
}
