/**
 * No policy decides that two security officers have not approved in `sharing`. The first one that an installation is
 * started with is the one that it was accepted with.
 *
 * @clause 三员分立
 */
import { StartError } from '../subgraphs/kernel/index.ts';
import type { PolicyStanding } from '../subgraphs/sharing/index.ts';
import type { House } from './house.ts';
import { VERSION_DIGITS } from './shadow.ts';

const SO_FAR: Readonly<Record<string, string>> = {
  PROPOSED: 'it is proposed, and waits for a second security officer: npm run -s permissions -- approve',
  REJECTED: 'the second security officer has rejected it',
  STALE: 'it was compared with a policy that is no longer live: npm run -s permissions -- propose',
};
const UNKNOWN =
  'nobody has proposed it for the policy that is live: one security officer proposes it, a second one approves it (npm run -s permissions -- propose, approve)';

/**
 * Durable when it returns: from here on this is the policy that is live.
 *
 * @param at RFC 3339
 * @throws StartError when it is not approved, or when that cannot be found out
 */
export async function mustBeApproved(house: Pick<House, 'call'>, digest: string, at: string): Promise<void> {
  const standing = (await house.call('sharing', 'takePolicyLive', { digest, at }).catch((cause: unknown) => {
    throw new StartError(`Whether the policy ${toVersion(digest)} is approved cannot be found out.`, { cause });
  })) as PolicyStanding;
  if (standing.mayServe) return;
  throw new StartError(
    `The policy ${toVersion(digest)} is not approved: ${SO_FAR[standing.state ?? ''] ?? UNKNOWN}. Live is ${toVersion(standing.live)}.`,
  );
}

function toVersion(digest: string): string {
  return digest.slice(0, VERSION_DIGITS);
}
