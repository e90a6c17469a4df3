/** The sealed description of one record as it comes to a hall: elements, steps and files. Pure. */
import { z } from 'zod';
import { DomainError } from '../../schema/errors.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const texts = z.record(z.string().max(200), z.string());

const file = z.object({
  /** Names the file within the package, such as `M001`. */
  code: z.string().regex(/^[0-9A-Za-z_-]{1,40}$/),
  sequence: z.int().min(0),
  path: z.string().max(500),
  folderId: z.string().max(20),
  scopeCode: z.string().nullable(),
  metadata: texts,
  bytes: z.number().nullable(),
  sm3: digest.nullable(),
  sha256: digest.nullable(),
});

const description = z.object({
  elements: texts,
  /** 基本信息元数据.xml, as it was sealed. */
  metadata: z.string(),
  /** The list of files with their digests, exactly as it was sealed. */
  manifest: z.string(),
  manifestSm3: digest,
  steps: z.array(
    z.object({ sequence: z.int(), step: z.string(), actor: z.string().nullable(), at: z.string().nullable() }),
  ),
  /** What the agency's archiving scope demands of the item. */
  scope: z.object({ materials: z.array(z.string()), steps: z.array(z.string()) }),
  folders: z.array(z.object({ id: z.string(), fileCount: z.int() })),
  files: z.array(file).max(10_000),
});

export type ItemDescription = z.infer<typeof description>;
export type DescribedFile = z.infer<typeof file>;

/** @throws INVALID_INPUT; what was written is not repeated */
export function parseDescription(text: string): ItemDescription {
  const parsed = description.safeParse(readJson(text));
  if (!parsed.success) throw new DomainError('INVALID_INPUT', 'Not the description of a record.');
  const codes = new Set(parsed.data.files.map(({ code }) => code));
  if (codes.size !== parsed.data.files.length)
    throw new DomainError('INVALID_INPUT', 'The description names a file twice.');
  return parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
