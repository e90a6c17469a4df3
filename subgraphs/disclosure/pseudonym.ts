/** Names for a subject that hold under one grant only: its user can join by them, two users cannot join with each other. */
import { createHmac } from 'node:crypto';

/**
 * HMAC-SM3 under a key of the installation's own for this purpose, derived from that of subject references.
 *
 * @param subjectKey `Keys.subject`
 * @param subject reference of the subject
 * @clause PIPL art. 51
 */
export function toPseudonym(subjectKey: Buffer, grantId: string, subject: string): string {
  const key = createHmac('sm3', subjectKey).update('pseudonym').digest();
  return createHmac('sm3', key).update(`${grantId}\n${subject}`).digest('base64url').slice(0, 32);
}
