/** What an installation has: media beside the online store, converters, and how fast content may be read. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StartError, type Services } from '../kernel/index.ts';

/** 介质: a set on one of them is a set of its own. */
export const MEDIUM_KINDS = ['DISK', 'TAPE', 'OPTICAL', 'OBJECT_STORE', 'CABINET'] as const;
export type MediumKind = (typeof MEDIUM_KINDS)[number];

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens');
const settings = z.strictObject({
  /** Name → kind and the folder where it is mounted. */
  media: z
    .record(
      name,
      z.strictObject({ kind: z.enum(MEDIUM_KINDS), folder: z.string().regex(/^\//, 'must be an absolute path') }),
    )
    .default({}),
  /** Programs of the installation's own. In `command`, `{in}` and `{out}` stand for files; no shell reads it. */
  converters: z
    .array(
      z.strictObject({
        name,
        version: z.string().min(1).max(40),
        from: z.string().min(1),
        to: z.string().min(1),
        command: z.array(z.string().min(1)).min(1),
        timeoutSeconds: z.number().int().min(1).max(3_600).default(120),
      }),
    )
    .default([]),
  megabytesPerSecond: z.number().positive().optional(),
  filesAtATime: z.number().int().min(1).max(32).default(4),
});

export type PreservationSettings = z.output<typeof settings>;
export type CommandSettings = PreservationSettings['converters'][number];

const NOTHING: PreservationSettings = settings.parse({});
const known = new WeakMap<Services, PreservationSettings>();

/** Of `preservation.json` beside the folder of content; read once. @throws StartError naming everything wrong in it */
export function settingsOf(services: Services): PreservationSettings {
  const read = known.get(services) ?? readSettings(join(dirname(services.files.blobDir), 'preservation.json'));
  known.set(services, read);
  return read;
}

function readSettings(file: string): PreservationSettings {
  const text = readIfThere(file);
  if (text === null) return NOTHING;
  const parsed = settings.safeParse(toJson(text, file));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new StartError(`${file} is not valid. ${faults.join('; ')}`);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function toJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StartError(`${file} cannot be read as JSON.`, { cause });
  }
}
