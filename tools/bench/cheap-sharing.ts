/** `sharing` without a database: one grant, and an access log that is a file. */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { House } from '../../gateway/index.ts';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { GrantView } from '../../schema/actor.ts';
import { NOTHING_REGISTERED, type AccessLogRow, type Standing } from '../../subgraphs/sharing/index.ts';
import { GRANTS } from '../demo/grants.ts';

export type Call = House['call'];

/** What `sharing` is asked beside GraphQL. */
export async function cheapSharing(folder: string): Promise<Call> {
  const file = await open(join(folder, `access-log-${process.pid}.jsonl`), DURABLE);
  return async (_subgraph, name, input) => {
    if (name === 'appendLog') return append(file, input as readonly AccessLogRow[]);
    if (name === 'findStanding')
      return {
        epoch: 1,
        grant: demoGrant(),
        predecessors: [],
        demand: null,
        isMetered: false,
        registered: NOTHING_REGISTERED,
      } satisfies Standing;
    return name === 'readEpoch' ? 1 : {};
  };
}

/** Appending, with O_SYNC: a write that returns is on the disk, as a commit of the table is. */
const DURABLE = 'as';

async function append(file: FileHandle, rows: readonly AccessLogRow[]): Promise<void> {
  await file.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

export function demoGrant(): GrantView {
  const [grant] = GRANTS;
  if (grant === undefined) throw new RangeError('The demo city has no grants.');
  return {
    ...(grant as unknown as GrantView),
    entryCode: 'FG-CASE-001',
    entryNonSharing: false,
    providers: [DEMO_BODIES.housing],
    offeredMasked: [
      'Case.applicantName',
      'Case.applicantIdNumber',
      'Case.applicantPhone',
      'LicenceSnapshot.holderName',
    ],
  };
}
