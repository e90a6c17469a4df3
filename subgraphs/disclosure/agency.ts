/** From a USCC in a row to a link that federation follows. */
export function toAgency(uscc: unknown): { uscc: string } | null {
  return typeof uscc === 'string' ? { uscc } : null;
}
