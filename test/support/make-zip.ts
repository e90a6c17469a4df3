/** Zip files as tests need them: honest, locked, lying about their sizes, or overlapping. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly data: Uint8Array | string;
  readonly stored?: boolean;
  /** Says that a password is needed. */
  readonly locked?: boolean;
  /** What the directory claims to be the unpacked size. */
  readonly claims?: number;
  /** The name is written in GB 18030, without the flag for UTF-8. */
  readonly nameBytes?: Buffer;
}

export function makeZip(members: readonly ZipMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const { local, central } = toHeaders(member, at);
    bodies.push(local);
    directory.push(central);
    at += local.length;
  }
  const heads = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(heads.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, heads, end]);
}

function toHeaders(member: ZipMember, at: number): { local: Buffer; central: Buffer } {
  const data = Buffer.from(member.data);
  const packed = member.stored === true ? data : deflateRawSync(data);
  const name = member.nameBytes ?? Buffer.from(member.name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE((member.nameBytes === undefined ? 0x800 : 0) | (member.locked === true ? 1 : 0), 2);
  common.writeUInt16LE(member.stored === true ? 0 : 8, 4);
  common.writeUInt16LE(0x21, 8);
  common.writeUInt32LE(crc32(data), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(member.claims ?? data.length, 18);
  common.writeUInt16LE(name.length, 22);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  common.copy(central, 6);
  central.writeUInt32LE(at, 42);
  const signature = Buffer.from('PK\x03\x04', 'latin1');
  return { local: Buffer.concat([signature, common, name, packed]), central: Buffer.concat([central, name]) };
}

const page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>';

export interface OfdParts {
  readonly docInfo?: string;
  readonly docType?: string;
  readonly more?: readonly ZipMember[];
  readonly without?: readonly string[];
}

/** A small OFD of one page. */
export function makeOfd({ docInfo = '', docType = 'OFD', more = [], without = [] }: OfdParts = {}): Buffer {
  const ns = 'xmlns:ofd="http://www.ofdspec.org/2016"';
  const members: readonly ZipMember[] = [
    {
      name: 'OFD.xml',
      data: `<?xml version="1.0" encoding="UTF-8"?><ofd:OFD ${ns} Version="1.0" DocType="${docType}"><ofd:DocBody><ofd:DocInfo>${docInfo}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
    },
    {
      name: 'Doc_0/Document.xml',
      data: `<ofd:Document ${ns}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`,
    },
    { name: 'Doc_0/Pages/Page_0/Content.xml', data: page },
  ];
  return makeZip([...members.filter(({ name }) => !without.includes(name)), ...more]);
}
