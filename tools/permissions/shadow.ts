/** What the candidate policy beside a running gateway would have decided otherwise, from the gateway's metrics. */
import { StartError } from '../../subgraphs/kernel/index.ts';

const LINE = /^gateway_shadow_differences_total\{coordinate="([^"]*)",from="([^"]*)",to="([^"]*)"\} (\d+)$/gm;

/** @throws StartError when nobody answers at the address */
export async function reportShadow(address: string): Promise<string> {
  const response = await fetch(new URL('/metrics', address)).catch((cause: unknown) => {
    throw new StartError(`Nobody answers at ${address}.`, { cause });
  });
  return toReport(await response.text());
}

export function toReport(metrics: string): string {
  const version = /^gateway_shadow_candidate\{version="([^"]*)"\}/m.exec(metrics)?.[1];
  if (version === undefined) return 'No candidate policy decides along here: SHADOW_SUPERGRAPH, SHADOW_PROFILE.\n';
  const rows = [...metrics.matchAll(LINE)].map(([, coordinate = '', from = '', to = '', records = '']) => ({
    records: Number(records),
    text: `${coordinate}  ${from} → ${to}  ${records}`,
  }));
  if (rows.length === 0) return `Candidate ${version}: nothing in real answers would have been otherwise so far.\n`;
  const lines = rows.sort((a, b) => b.records - a.records || (a.text < b.text ? -1 : 1)).map(({ text }) => text);
  return `Candidate ${version} would have decided otherwise (field, live → candidate, records):\n\n${lines.join('\n')}\n`;
}
