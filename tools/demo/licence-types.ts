/** Types of e-licence of the demo city, who issues them, and what their raw status codes mean. */
import type { LicenceStatus } from '../../schema/codes.ts';
import type { LicenceLoad } from '../../subgraphs/licences/index.ts';
import type { Bureau } from './bodies.ts';

/** A fixture: the national body that defines the types. */
const DEFINING_AUTHORITY = '11990000MB0DEM017Y';

interface LicenceType {
  /** Three digits after the defining authority's USCC. */
  readonly number: string;
  readonly name: string;
  readonly issuer: Bureau;
  readonly sensitive?: true;
  /** Years of validity; none: unlimited. */
  readonly years?: number;
  readonly statusCodes?: Readonly<Record<string, LicenceStatus>>;
}

const LICENCE_TYPES = {
  business: { number: '001', name: '营业执照', issuer: 'market', statusCodes: { '03': 'REVOKED', '05': 'CANCELLED' } },
  food: {
    number: '002',
    name: '食品经营许可证',
    issuer: 'market',
    years: 5,
    statusCodes: { '03': 'WITHDRAWN', '05': 'CANCELLED', '06': 'EXPIRED' },
  },
  lease: {
    number: '003',
    name: '房屋租赁登记备案证明',
    issuer: 'housing',
    years: 3,
    statusCodes: { '05': 'CANCELLED', '06': 'EXPIRED' },
  },
  presale: { number: '004', name: '商品房预售许可证', issuer: 'housing', statusCodes: { '04': 'WITHDRAWN' } },
  marriage: { number: '005', name: '结婚证', issuer: 'civilAffairs' },
  disability: { number: '006', name: '残疾人证', issuer: 'civilAffairs', sensitive: true, years: 10 },
  relief: {
    number: '007',
    name: '最低生活保障证',
    issuer: 'civilAffairs',
    sensitive: true,
    years: 1,
    statusCodes: { '06': 'EXPIRED' },
  },
  road: { number: '008', name: '道路运输经营许可证', issuer: 'transport', years: 4, statusCodes: { '03': 'REVOKED' } },
  rideHailing: { number: '009', name: '网络预约出租汽车驾驶员证', issuer: 'transport', years: 3 },
  ship: { number: '010', name: '船舶营业运输证', issuer: 'transport', years: 5 },
} as const satisfies Record<string, LicenceType>;

export type LicenceKind = keyof typeof LICENCE_TYPES;

export function licenceTypeOf(kind: LicenceKind): LicenceType & { readonly code: string } {
  return { ...LICENCE_TYPES[kind], code: `${DEFINING_AUTHORITY}${LICENCE_TYPES[kind].number}` };
}

export const LICENCE_TYPE_ROWS: NonNullable<LicenceLoad['types']> = (Object.keys(LICENCE_TYPES) as LicenceKind[]).map(
  (kind) => {
    const { code, name, statusCodes = {} } = licenceTypeOf(kind);
    return { code, name, definingAuthority: DEFINING_AUTHORITY, statusCodes };
  },
);
