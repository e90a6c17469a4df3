/** The demo identities that a development gateway offers. */
import type { Bilingual } from './texts.ts';

export interface Identity {
  readonly name: string;
  readonly title: Bilingual;
  readonly token: string;
  readonly grant: string | null;
  readonly useCause: string | null;
  readonly onBehalfOf: string | null;
}

/**
 * Null where the gateway offers none: in production the address answers 404, and the page asks for a
 * token instead. An unreachable gateway counts as none too, so that the page still opens.
 */
export async function loadIdentities(): Promise<readonly Identity[] | null> {
  try {
    const response = await fetch('/dev/identities', { headers: { accept: 'application/json' } });
    if (!response.ok) return null;
    const identities = parseIdentities(await response.json());
    return identities.length === 0 ? null : identities;
  } catch {
    return null;
  }
}

function parseIdentities(body: unknown): readonly Identity[] {
  if (!Array.isArray(body)) throw new TypeError('/dev/identities did not answer a list.');
  return body as readonly Identity[];
}
