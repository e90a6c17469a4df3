/** 电子证照标识 GB/T 36904: names one version of one e-licence. Personal: the serial may hold an identity number. Pure. */
import type { Brand } from '../ids.ts';
import { accepted, checkSpans, fault, parseCharacters, refused, type Fault, type Parsed } from './parsed.ts';

export type LicenceIdentifier = Brand<string, 'LicenceIdentifier'>;

export interface LicenceIdentifierParts {
  readonly identifier: LicenceIdentifier;
  /** USCC of the agency that defined the type, and three characters. */
  readonly typeCode: string;
  /** USCC of the issuer; some provinces write a region code. */
  readonly issuer: string;
  readonly serial: string;
  /** `001` and up; a renewed licence keeps its serial. */
  readonly version: string;
  /**
   * Licences with a wrong check character are in lawful use: at least one province's system computed it
   * wrongly. So it is told, and does not refuse the licence.
   */
  readonly checkDigit: 'VALID' | 'MISMATCH_LEGACY';
}

export const LICENCE_ROOT_OID = '1.2.156.3005.2';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ANY = { allowed: /[0-9A-Z]/, expected: '0-9 or A-Z' };
const USCC = { allowed: /[0-9A-HJ-NPQRTUWXY]/, expected: '0-9 or A-Z without I, O, S, V, Z' };

/** The parts after the root OID, in order, each with its length and its characters. */
const PARTS = [
  {
    part: 'type code',
    min: 21,
    max: 21,
    spans: [
      { ...USCC, from: 1, to: 18 },
      { ...ANY, from: 19, to: 21 },
    ],
  },
  { part: 'issuer', min: 6, max: 18, spans: [{ ...ANY, from: 1, to: 18 }] },
  { part: 'serial', min: 1, max: 64, spans: [{ ...ANY, from: 1, to: 64 }] },
  { part: 'version', min: 3, max: 3, spans: [{ allowed: /[0-9]/, expected: '0-9', from: 1, to: 3 }] },
  { part: 'check character', min: 1, max: 1, spans: [{ ...ANY, from: 1, to: 1 }] },
] as const;

const MAX_LENGTH = LICENCE_ROOT_OID.length + PARTS.reduce((total, { max }) => total + max + 1, 0);

/** Positions in faults count within the part. @clause GB/T 36904-2018 */
export function parseLicenceIdentifier(input: unknown): Parsed<LicenceIdentifierParts> {
  const text = parseCharacters(input, 1, MAX_LENGTH);
  if (!text.ok) return text;
  const identifier = text.value.join('');
  if (!identifier.startsWith(`${LICENCE_ROOT_OID}.`)) {
    return refused([fault('root OID', `an identifier that begins with ${LICENCE_ROOT_OID}. expected`)]);
  }
  const values = identifier.slice(LICENCE_ROOT_OID.length + 1).split('.');
  if (values.length !== PARTS.length) {
    return refused([fault('structure', `${PARTS.length} parts after the root OID expected, ${values.length} found`)]);
  }
  const faults = PARTS.flatMap((part, index) => checkPart(part, values[index]));
  if (faults.length > 0) return refused(faults);
  const [typeCode = '', issuer = '', serial = '', version = '', check = ''] = values;
  const right = makeCheckLicenceIdentifier(typeCode + issuer + serial + version) === check;
  return accepted({
    identifier: identifier as LicenceIdentifier,
    typeCode,
    issuer,
    serial,
    version,
    checkDigit: right ? 'VALID' : 'MISMATCH_LEGACY',
  });
}

/**
 * ISO/IEC 7064 MOD 37,36 over type, issuer, serial and version, without dots and root OID.
 *
 * @throws RangeError unless given characters of 0-9 A-Z, at least one
 * @clause GB/T 36904-2018
 */
export function makeCheckLicenceIdentifier(body: string): string {
  if (!/^[0-9A-Z]+$/.test(body)) throw new RangeError('characters of 0-9 A-Z expected');
  let product = 36;
  for (const character of body) {
    const sum = (product + ALPHABET.indexOf(character)) % 36;
    product = (2 * (sum === 0 ? 36 : sum)) % 37;
  }
  return ALPHABET.charAt((37 - product) % 36);
}

function checkPart({ part, min, max, spans }: (typeof PARTS)[number], value: string | undefined): readonly Fault[] {
  const text = parseCharacters(value, min, max);
  if (!text.ok) return text.faults.map(({ message }) => fault(part, message));
  return checkSpans(
    text.value,
    spans.map((span) => ({ ...span, part })),
  );
}
