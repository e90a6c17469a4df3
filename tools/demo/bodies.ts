/** The government bodies of the demo city, and the fonds of their archives. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { HoldingLoad } from '../../subgraphs/holdings/index.ts';
import type { SharingLoad } from '../../subgraphs/sharing/index.ts';
import { demoId } from './stable.ts';

/** Region of the city; its districts begin with 9901. */
export const CITY_REGION = '990100';

/** Bodies that form records. */
export type Bureau = 'housing' | 'civilAffairs' | 'market' | 'transport' | 'formerRealEstate';

interface Body {
  readonly name: string;
  readonly kind: 'AGENCY' | 'ARCHIVE_HALL' | 'ARCHIVES_AUTHORITY' | 'DATA_AUTHORITY';
  readonly predecessors?: readonly (keyof typeof DEMO_BODIES)[];
  /** The city's own, unless it says another. */
  readonly region?: string;
}

const BODIES = {
  housing: { name: '某市住房和城乡建设局', kind: 'AGENCY', predecessors: ['formerRealEstate'] },
  civilAffairs: { name: '某市民政局', kind: 'AGENCY' },
  market: { name: '某市市场监督管理局', kind: 'AGENCY' },
  transport: { name: '某市交通运输局', kind: 'AGENCY' },
  cityArchives: { name: '某市档案馆', kind: 'ARCHIVE_HALL' },
  archivesAuthority: { name: '某市档案局', kind: 'ARCHIVES_AUTHORITY' },
  dataAuthority: { name: '某市数据局', kind: 'DATA_AUTHORITY' },
  formerRealEstate: { name: '某市房地产管理局（已并入住房和城乡建设局）', kind: 'AGENCY' },
  districtArchives: { name: '某市样例区档案馆', kind: 'ARCHIVE_HALL', region: '990106' },
} as const satisfies Record<keyof typeof DEMO_BODIES, Body>;

type BodyKey = keyof typeof BODIES;

function predecessorsOf(body: Body): string[] {
  return (body.predecessors ?? []).map((each) => DEMO_BODIES[each]);
}

function regionOf({ region = CITY_REGION }: Body): string {
  return region;
}

export const AGENCIES: NonNullable<SharingLoad['agencies']> = (Object.keys(BODIES) as BodyKey[]).map((key) => ({
  uscc: DEMO_BODIES[key],
  name: BODIES[key].name,
  kind: BODIES[key].kind,
  region: regionOf(BODIES[key]),
  predecessors: predecessorsOf(BODIES[key]),
}));

export function nameOfBody(key: BodyKey): string {
  return BODIES[key].name;
}

/** Fonds numbers, by the unit whose archives they are. */
const FONDS_NUMBERS = {
  housing: 'Z901',
  civilAffairs: 'Z902',
  market: 'Z903',
  transport: 'Z904',
  formerRealEstate: 'Z908',
} as const satisfies Record<Bureau, string>;

export interface Fonds {
  readonly id: string;
  readonly number: string;
}

export function fondsOf(bureau: Bureau): Fonds {
  return { id: demoId(`fonds/${bureau}`), number: FONDS_NUMBERS[bureau] };
}

export const FONDS: NonNullable<HoldingLoad['fonds']> = (Object.keys(FONDS_NUMBERS) as Bureau[]).map((bureau) => ({
  ...fondsOf(bureau),
  name: BODIES[bureau].name,
  hall: DEMO_BODIES.cityArchives,
  formingUnit: DEMO_BODIES[bureau],
}));
