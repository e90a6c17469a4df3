/** SM3 and SHA-256 on the way, and what differs from what the sender declared. */
import { createHash, type Hash } from 'node:crypto';
import { DomainError } from '../../schema/errors.ts';
import type { Declared, Digests } from './blob-store.ts';

export class Digester {
  readonly #sm3: Hash = createHash('sm3');
  readonly #sha256: Hash = createHash('sha256');
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  update(chunk: Uint8Array): void {
    this.#sm3.update(chunk);
    this.#sha256.update(chunk);
    this.#bytes += chunk.byteLength;
  }

  /** Once only: a hash that has been read takes no more bytes. */
  finish(): Digests {
    return { sm3: this.#sm3.digest('hex'), sha256: this.#sha256.digest('hex') };
  }
}

/** @throws INVALID_INPUT with every difference; neither digest is repeated */
export function assertAsDeclared(found: Digests & { readonly bytes: number }, declared: Declared): void {
  const digests = declared.declaredDigests ?? {};
  const differing = [
    ...(declared.declaredBytes !== undefined && declared.declaredBytes !== found.bytes ? ['bytes'] : []),
    ...(digests.sm3 !== undefined && digests.sm3.toLowerCase() !== found.sm3 ? ['sm3'] : []),
    ...(digests.sha256 !== undefined && digests.sha256.toLowerCase() !== found.sha256 ? ['sha256'] : []),
  ];
  if (differing.length === 0) return;
  throw new DomainError('INVALID_INPUT', `The content differs from what was declared: ${differing.join(', ')}.`, {
    details: { differing },
  });
}
