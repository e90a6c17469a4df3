/** Files on their way in: streamed to the store past the door, then attached to a case by the key they came under. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { inspectFile } from '../../checks/index.ts';
import { headFile, putFile, type FileReply, type StoredBlob } from '../../files/index.ts';
import { Context, type ActResult, type EntityManager, type Refusal, type Runtime } from '../../kernel/index.ts';
import { checkMaterial } from '../input-rules.ts';
import type { AttachMaterialInput } from '../inputs/intake.ts';
import { passTexts } from './door.ts';
import { addOnce, type Insert } from './handling-acts.ts';
import { refusal } from './handling.ts';
import { storesOf } from './stores.ts';

/** Larger files are for offline archiving. */
const MAX_BYTES = 2 * 1024 ** 3 - 1;

/** What the gateway hands on of `PUT` and `HEAD /files/{key}`. */
export interface UploadCall {
  readonly access: AccessContext;
  readonly method: 'PUT' | 'HEAD';
  readonly key: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes content in. It is looked at where it is staged: what bears a secrecy mark never reaches the store, and of what
 * is refused nothing stays. A file that is told to be complete survives a power cut.
 *
 * @throws FORBIDDEN for anybody but a handling system; INVALID_INPUT with the rule when the door refuses
 * @clause 26号 art. 9; 26号 art. 15
 */
export async function receiveUpload(runtime: Runtime, input: unknown): Promise<FileReply> {
  const { access, method, key, headers, body } = input as UploadCall;
  if (access.agency === null || !access.posts.includes('HANDLING_SYSTEM')) throw new DomainError('FORBIDDEN');
  const context = new Context(access, runtime.services, runtime.fork());
  const { uploads } = await storesOf(runtime.services);
  const owner = ownerOf(context);
  assertClear(await passTexts(context, [{ field: 'key', value: key }], key));
  if (method === 'HEAD') return headFile(uploads, { owner, key });
  const reply = await putFile(uploads, {
    owner,
    key,
    headers,
    body,
    maxBytes: MAX_BYTES,
    inspect: async (source, { sm3 }) => {
      const { texts } = await inspectFile(source);
      assertClear(await passTexts(context, texts, sm3));
    },
  });
  if (reply.status === 201) await remember(context, { owner, key });
  return reply;
}

function assertClear([violation]: readonly Refusal[]): void {
  if (violation === undefined) return;
  const { message, clause, code } = violation;
  throw new DomainError('INVALID_INPUT', message, { clause, details: { rule: code } });
}

function ownerOf({ access }: Context): string {
  return JSON.stringify([access.agency, access.actorId]);
}

/** The row that keeps the content from being swept. */
async function remember(context: Context, name: { owner: string; key: string }): Promise<void> {
  const { uploads } = await storesOf(context.services);
  const state = await uploads.find(name);
  if (state === null || !state.complete) throw new DomainError('UNAVAILABLE');
  const { id, bytes, sm3, sha256 } = state.blob;
  await sql`insert into cases.case_file (id, owner, upload_key, bytes, sm3, sha256, at)
    values (${id}, ${name.owner}, ${name.key}, ${bytes}, ${sm3}, ${sha256}, ${context.access.at}::timestamptz)
    on conflict do nothing`.execute(context.em.getKysely());
}

type SentFile = Omit<StoredBlob, 'id'> & { readonly id: string; readonly caseId: string | null };

/** Makes a file that was sent before a material of the case. A file belongs to one material. @clause 26号 art. 7 */
export async function attachMaterial(context: Context, input: AttachMaterialInput): Promise<ActResult> {
  let file: SentFile | null = null;
  const check = async (tx: EntityManager): Promise<readonly Refusal[]> => {
    file = await findSent(tx, ownerOf(context), input.uploadKey);
    if (file === null)
      return [refusal('FILE_MISSING', 'Send the file first: PUT /files/{key}.', '26号 art. 9', 'uploadKey')];
    if (file.caseId === null) return [];
    return [
      refusal(
        'FILE_TAKEN',
        'This file belongs to a material already. Send it again under a new key.',
        '26号 art. 9',
        'uploadKey',
      ),
    ];
  };
  const insert =
    (tx: EntityManager): Insert =>
    async ({ id: caseId, partAgency }, { id, storedKey, digest }) => {
      if (file === null) return;
      const { materialClass, name, obtainedBy, format, fileName, fileBytes, sequence, code = null } = input;
      await sql`insert into cases.case_material (id, case_id, part_agency, sequence, material_class, name, obtained_by,
          format, file_name, file_bytes, digest_sm3, digest_sha256, code, file_id, system_key, input_digest)
        values (${id}::uuid, ${caseId}::uuid, ${partAgency}, ${sequence}, ${materialClass}, ${name}, ${obtainedBy},
          ${format}, ${fileName}, ${fileBytes}, ${input.digestSm3.toLowerCase()}, ${file.sha256}, ${code}, ${file.id},
          ${storedKey}, ${digest})`.execute(tx.getKysely());
      await sql`update cases.case_file set case_id = ${caseId}::uuid where id = ${file.id}`.execute(tx.getKysely());
    };
  const what = { name: 'attachMaterial', table: 'case_material' } as const;
  return addOnce(context, what, input, { faults: checkMaterial(input), check, insert });
}

async function findSent(tx: EntityManager, owner: string, key: string): Promise<SentFile | null> {
  const { rows } = await sql<SentFile>`select id, case_id as "caseId", bytes::float8 as bytes, sm3, sha256
    from cases.case_file where owner = ${owner} and upload_key = ${key} for update`.execute(tx.getKysely());
  return rows[0] ?? null;
}
