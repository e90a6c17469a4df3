/**
 * Demo identities and the issuer that vouches for them, for development only. Every number here is a fixture: region
 * prefix 99 is not assigned, so none of them can be a person or a body.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Post, Role } from '../../schema/actor.ts';
import { makeCheckOrganisationCode } from '../../schema/identifiers/organisation-code.ts';
import { makeCheckUscc } from '../../schema/identifiers/uscc.ts';
import { StartError, type Config } from '../../subgraphs/kernel/index.ts';

export const DEVELOPMENT_ISSUER = 'https://issuer.development.invalid';
export const DEVELOPMENT_AUDIENCE = 'archive-sharing-gateway';
export const DEVELOPMENT_KEY_ID = 'development';

/** USCCs of the demo bodies. */
export const DEMO_BODIES = {
  housing: bodyCode('01'),
  civilAffairs: bodyCode('02'),
  market: bodyCode('03'),
  transport: bodyCode('04'),
  cityArchives: bodyCode('05'),
  archivesAuthority: bodyCode('06'),
  dataAuthority: bodyCode('07'),
  /** Merged into housing: what it formed is housing's own. */
  formerRealEstate: bodyCode('08'),
  /** A second hall, of a district: readers there ask for what the city's hall keeps. */
  districtArchives: bodyCode('09'),
} as const;

export const DEMO_CITIZEN_ID = '990106199003070017';
export const DEMO_ENTERPRISE = '91990100MA0DEM03X0';
/** Civil affairs may see housing cases to review applications for social assistance. */
export const DEMO_GRANT_ID = 'a3f1c2d4-5b6e-4f70-8a91-b2c3d4e5f607';
export const DEMO_USE_CAUSE = 'social-assistance-review';

export interface DemoIdentity {
  readonly title: { readonly en: string; readonly zh: string };
  readonly role: Role;
  readonly agency?: string;
  readonly region?: string;
  readonly posts?: readonly Post[];
  /** Verified identity number or USCC, for persons and enterprises. */
  readonly subject?: string;
  /** What the explorer fills in when the identity is chosen. */
  readonly grant?: string;
  readonly useCause?: string;
  readonly onBehalfOf?: string;
}

const CITY = '990100';

export const DEMO_IDENTITIES = {
  housing: {
    title: { en: 'Housing bureau (forming agency)', zh: '住房和城乡建设局（立档单位）' },
    role: 'AGENCY',
    agency: DEMO_BODIES.housing,
    region: CITY,
    useCause: 'archive-management',
  },
  'civil-affairs': {
    title: { en: 'Civil affairs bureau (agency with a grant)', zh: '民政局（已获授权）' },
    role: 'AGENCY',
    agency: DEMO_BODIES.civilAffairs,
    region: CITY,
    grant: DEMO_GRANT_ID,
    useCause: DEMO_USE_CAUSE,
  },
  transport: {
    title: { en: 'Transport bureau (agency without a grant)', zh: '交通运输局（未获授权）' },
    role: 'AGENCY',
    agency: DEMO_BODIES.transport,
    region: CITY,
    useCause: 'archive-management',
  },
  market: {
    title: { en: 'Market regulation bureau (issues licences)', zh: '市场监督管理局（发证机关）' },
    role: 'AGENCY',
    agency: DEMO_BODIES.market,
    region: CITY,
    useCause: 'archive-management',
  },
  'national-platform': {
    title: { en: 'National platform, for civil affairs', zh: '全国一体化政务服务平台（代民政局）' },
    role: 'NATIONAL_PLATFORM',
    grant: DEMO_GRANT_ID,
    useCause: DEMO_USE_CAUSE,
    onBehalfOf: DEMO_BODIES.civilAffairs,
  },
  'city-archives': {
    title: { en: 'City archive hall', zh: '市档案馆' },
    role: 'ARCHIVE_HALL',
    agency: DEMO_BODIES.cityArchives,
    region: CITY,
    useCause: 'archive-management',
  },
  'archives-authority': {
    title: { en: 'Archives authority', zh: '档案主管部门' },
    role: 'ARCHIVES_AUTHORITY',
    agency: DEMO_BODIES.archivesAuthority,
    region: CITY,
  },
  'data-authority': {
    title: { en: 'Government data authority', zh: '政务数据主管部门' },
    role: 'DATA_AUTHORITY',
    agency: DEMO_BODIES.dataAuthority,
    region: CITY,
  },
  'system-admin': { title: { en: 'System administrator', zh: '系统管理员' }, role: 'SYSTEM_ADMIN' },
  'security-officer': { title: { en: 'Security officer', zh: '安全保密管理员' }, role: 'SECURITY_OFFICER' },
  auditor: { title: { en: 'Auditor', zh: '安全审计员' }, role: 'AUDITOR' },
  citizen: {
    title: { en: 'Citizen (subject of some records)', zh: '公民（部分办件的当事人）' },
    role: 'PERSON',
    subject: DEMO_CITIZEN_ID,
  },
  enterprise: {
    title: { en: 'Enterprise (subject of some records)', zh: '企业（部分办件的当事人）' },
    role: 'ENTERPRISE',
    subject: DEMO_ENTERPRISE,
  },
} as const satisfies Record<string, DemoIdentity>;

const HOUSING = { role: 'AGENCY', agency: DEMO_BODIES.housing, region: CITY, useCause: 'archive-management' } as const;
const MARKET = { role: 'AGENCY', agency: DEMO_BODIES.market, region: CITY, useCause: 'archive-management' } as const;
const CITY_ARCHIVES = {
  role: 'ARCHIVE_HALL',
  agency: DEMO_BODIES.cityArchives,
  region: CITY,
  useCause: 'archive-management',
} as const;
const DISTRICT_ARCHIVES = {
  role: 'ARCHIVE_HALL',
  agency: DEMO_BODIES.districtArchives,
  region: '990106',
  useCause: 'archive-management',
} as const;
const CIVIL_AFFAIRS = { role: 'AGENCY', agency: DEMO_BODIES.civilAffairs, region: CITY } as const;

/** People of the demo bodies, each in a post: procedures want several of them. They see what their body sees. */
export const DEMO_STAFF = {
  'housing-system': {
    ...HOUSING,
    title: { en: 'Housing: handling system', zh: '住建局业务系统' },
    posts: ['HANDLING_SYSTEM'],
  },
  'housing-handler': { ...HOUSING, title: { en: 'Housing: handler', zh: '住建局经办人' }, posts: ['HANDLER'] },
  'housing-head': {
    ...HOUSING,
    title: { en: 'Housing: sharing head', zh: '住建局共享负责人' },
    posts: ['SHARING_HEAD'],
  },
  'housing-archivist': { ...HOUSING, title: { en: 'Housing: archivist', zh: '住建局档案员' }, posts: ['ARCHIVIST'] },
  'housing-appraiser': { ...HOUSING, title: { en: 'Housing: appraiser', zh: '住建局鉴定人' }, posts: ['APPRAISER'] },
  'housing-approver': { ...HOUSING, title: { en: 'Housing: approver', zh: '住建局审批人' }, posts: ['APPROVER'] },
  'housing-operator': { ...HOUSING, title: { en: 'Housing: operator', zh: '住建局操作员' }, posts: ['OPERATOR'] },
  'housing-supervisor': { ...HOUSING, title: { en: 'Housing: supervisor', zh: '住建局监销人' }, posts: ['SUPERVISOR'] },
  'housing-supervisor-2': {
    ...HOUSING,
    title: { en: 'Housing: second supervisor', zh: '住建局监销人（二）' },
    posts: ['SUPERVISOR'],
  },
  'civil-affairs-handler': {
    ...CIVIL_AFFAIRS,
    title: { en: 'Civil affairs: handler', zh: '民政局经办人' },
    posts: ['HANDLER'],
  },
  'civil-affairs-head': {
    ...CIVIL_AFFAIRS,
    title: { en: 'Civil affairs: sharing head', zh: '民政局共享负责人' },
    posts: ['SHARING_HEAD'],
  },
  'market-handler': {
    ...MARKET,
    title: { en: 'Market regulation: handler', zh: '市场监管局经办人' },
    posts: ['HANDLER'],
  },
  'market-system': {
    ...MARKET,
    title: { en: 'Market regulation: licensing system', zh: '市场监管局业务系统' },
    posts: ['HANDLING_SYSTEM'],
  },
  'market-head': {
    role: 'AGENCY',
    agency: DEMO_BODIES.market,
    region: CITY,
    title: { en: 'Market regulation: sharing head', zh: '市场监管局共享负责人' },
    posts: ['SHARING_HEAD'],
  },
  'city-archives-head': {
    role: 'ARCHIVE_HALL',
    agency: DEMO_BODIES.cityArchives,
    region: CITY,
    title: { en: 'City archive hall: sharing head', zh: '市档案馆共享负责人' },
    useCause: 'archive-management',
    posts: ['SHARING_HEAD'],
  },
  'housing-reviewer': {
    ...HOUSING,
    title: { en: 'Housing: opening reviewer', zh: '住建局开放审核人' },
    posts: ['OPENING_REVIEWER'],
  },
  'housing-preserver': { ...HOUSING, title: { en: 'Housing: preserver', zh: '住建局保管员' }, posts: ['PRESERVER'] },
  'city-archives-archivist': {
    ...CITY_ARCHIVES,
    title: { en: 'City archive hall: archivist', zh: '市档案馆档案员' },
    posts: ['ARCHIVIST'],
  },
  'city-archives-receiver': {
    ...CITY_ARCHIVES,
    title: { en: 'City archive hall: receiver', zh: '市档案馆接收员' },
    posts: ['RECEIVER'],
  },
  'city-archives-reviewer': {
    ...CITY_ARCHIVES,
    title: { en: 'City archive hall: opening reviewer', zh: '市档案馆开放审核人' },
    posts: ['OPENING_REVIEWER'],
  },
  'city-archives-preserver': {
    ...CITY_ARCHIVES,
    title: { en: 'City archive hall: preserver', zh: '市档案馆保管员' },
    posts: ['PRESERVER'],
  },
  'city-archives-copier': {
    ...CITY_ARCHIVES,
    title: { en: 'City archive hall: copy issuer', zh: '市档案馆出证员' },
    posts: ['COPY_ISSUER'],
  },
  'city-archives-approver': {
    ...CITY_ARCHIVES,
    title: { en: 'City archive hall: approver', zh: '市档案馆审批人' },
    posts: ['APPROVER'],
  },
  'district-archives-reviewer': {
    ...DISTRICT_ARCHIVES,
    title: { en: 'District archive hall: opening reviewer', zh: '区档案馆开放审核人' },
    posts: ['OPENING_REVIEWER'],
  },
  'district-archives-copier': {
    ...DISTRICT_ARCHIVES,
    title: { en: 'District archive hall: copy issuer', zh: '区档案馆出证员' },
    posts: ['COPY_ISSUER'],
  },
  'security-officer-2': {
    title: { en: 'Second security officer', zh: '安全保密管理员（二）' },
    role: 'SECURITY_OFFICER',
  },
  public: {
    title: { en: 'Anybody, not verified', zh: '社会公众（未实名）' },
    role: 'PERSON',
  },
  'transport-head': {
    role: 'AGENCY',
    agency: DEMO_BODIES.transport,
    region: CITY,
    title: { en: 'Transport: sharing head', zh: '交通运输局共享负责人' },
    posts: ['SHARING_HEAD'],
  },
} as const satisfies Record<string, DemoIdentity>;

/** Whom a name stands for; null for a name that stands for nobody. */
export function findIdentity(name: string): DemoIdentity | null {
  return Object.entries({ ...DEMO_IDENTITIES, ...DEMO_STAFF }).find(([each]) => each === name)?.[1] ?? null;
}

const TOKEN_LIFE = '12h';

/** @throws StartError in production: demo identities do not exist there */
export async function issueToken(config: Pick<Config, 'keyDir' | 'mode'>, name: string): Promise<string> {
  const identity = findIdentity(name);
  if (identity === null)
    throw new StartError(
      `There is no demo identity ${name}. Known: ${Object.keys({ ...DEMO_IDENTITIES, ...DEMO_STAFF }).join(', ')}.`,
    );
  const { role, agency, region, posts, subject } = identity;
  const claims = {
    role,
    ...(agency && { agency }),
    ...(region && { region }),
    ...(posts && { posts }),
    ...(subject && { subject, verified_level: 4 }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: DEVELOPMENT_KEY_ID })
    .setSubject(name)
    .setIssuer(DEVELOPMENT_ISSUER)
    .setAudience(DEVELOPMENT_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(TOKEN_LIFE)
    .sign(developmentKey(config));
}

/** The public half, for verifying what `issueToken` signs. */
export function developmentPublicKey(config: Pick<Config, 'keyDir' | 'mode'>): KeyObject {
  return createPublicKey(developmentKey(config));
}

function developmentKey({ keyDir, mode }: Pick<Config, 'keyDir' | 'mode'>): KeyObject {
  if (mode === 'production') throw new StartError('The development issuer does not exist in production.');
  const file = join(keyDir, 'development-issuer.pem');
  if (!existsSync(file)) {
    mkdirSync(keyDir, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  return createPrivateKey(readFileSync(file, 'utf8'));
}

function bodyCode(number: string): string {
  const organisation = `MB0DEM${number}`;
  const body = `11990100${organisation}${makeCheckOrganisationCode(organisation)}`;
  return body + makeCheckUscc(body);
}
