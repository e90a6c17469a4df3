import { describe, expect, it } from 'vitest';
import { checkIdentity, checkLicence, checkMaterial, checkOpening, checkStep } from './input-rules.ts';
import type { AddStepInput, AttachLicenceInput, AttachMaterialInput, OpenCaseInput } from './inputs/intake.ts';

const OPEN: OpenCaseInput = {
  systemKey: 'k-1',
  taskCode: '11990000MB0DEM017Y3000199001001',
  itemVersion: '1',
  region: '990100',
  caseNumber: 'N-1',
  title: '公租房资格确认申请',
  applicant: { type: 'PERSON', name: '张三', idType: '111', idNumber: '990106199003070017' },
  receivedAt: '2026-11-02T09:00:00+08:00',
};
const MATERIAL: AttachMaterialInput = {
  caseId: 'c',
  systemKey: 'k-1',
  uploadKey: 'u-1',
  sequence: 1,
  materialClass: 'EVIDENTIAL',
  name: '申请表',
  obtainedBy: 'HANDED_IN',
  fileName: '申请表.pdf',
  format: 'PDF',
  fileBytes: 12,
  digestSm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
};
const pathsOf = (refusals: readonly { readonly path: string | null }[]): (string | null)[] =>
  refusals.map(({ path }) => path);

describe('a case that is opened', () => {
  it('passes when nothing is wrong with it', () => {
    expect(checkOpening(OPEN)).toEqual([]);
    const standing = ['990101198001010022', '91990100MA0DEM03X0'];
    expect(checkOpening({ ...OPEN, applicant: { ...OPEN.applicant, standing } })).toEqual([]);
  });

  it.each<[string, Partial<OpenCaseInput>]>([
    ['systemKey', { systemKey: '' }],
    ['systemKey', { systemKey: '键' }],
    ['systemKey', { systemKey: 'k'.repeat(129) }],
    ['taskCode', { taskCode: 'with blank' }],
    ['region', { region: '99010' }],
    ['itemVersion', { itemVersion: '' }],
    ['caseNumber', { caseNumber: 'N'.repeat(65) }],
    ['title', { title: '题'.repeat(501) }],
    ['remarks', { remarks: '  ' }],
    ['contactPhone', { contactPhone: '1'.repeat(201) }],
    ['applicant.name', { applicant: { ...OPEN.applicant, name: ' ' } }],
    ['applicant.idNumber', { applicant: { ...OPEN.applicant, idNumber: '990106199003070018' } }],
    ['applicant.idNumber', { applicant: { ...OPEN.applicant, idType: 'ID' } }],
    ['applicant.idType', { applicant: { ...OPEN.applicant, type: 'ENTERPRISE' } }],
    ['applicant.standing[0]', { applicant: { ...OPEN.applicant, standing: ['990106199003070018'] } }],
    ['applicant.address', { applicant: { ...OPEN.applicant, address: '' } }],
  ])('is refused for its %s, by its path', (path, wrong) => {
    expect(new Set(pathsOf(checkOpening({ ...OPEN, ...wrong })))).toEqual(new Set([path]));
  });
});

it('the number of an identity document is checked where its type has a check digit', () => {
  expect(checkIdentity('n', '111', '990106199003070017')).toEqual([]);
  expect(checkIdentity('n', '001', '91990100MA0DEM03X0')).toEqual([]);
  expect(pathsOf(checkIdentity('n', '001', '91990100MA0DEM03X1'))).toEqual(['n']);
  expect(checkIdentity('n', '414', 'E12345678')).toEqual([]);
  expect(pathsOf(checkIdentity('n', '414', ''))).toEqual(['n']);
});

it('a step has a place in the order', () => {
  const step: AddStepInput = {
    caseId: 'c',
    systemKey: 'k',
    sequence: 1,
    step: 'RECEIVED',
    at: '2026-11-02T09:00:00+08:00',
  };
  expect(checkStep(step)).toEqual([]);
  expect(pathsOf(checkStep({ ...step, sequence: 0 }))).toEqual(['sequence']);
  expect(pathsOf(checkStep({ ...step, note: '' }))).toEqual(['note']);
});

it.each<[string, Partial<AttachMaterialInput>]>([
  ['sequence', { sequence: 10_001 }],
  ['fileName', { fileName: '../../etc/passwd' }],
  ['fileName', { fileName: 'a\u0000b' }],
  ['obtainedBy', { obtainedBy: 'STOLEN' }],
  ['digestSm3', { digestSm3: 'abc' }],
  ['fileBytes', { fileBytes: -1 }],
  ['name', { name: '' }],
])('a material is refused for its %s', (path, wrong) => {
  expect(checkMaterial(MATERIAL)).toEqual([]);
  expect(pathsOf(checkMaterial({ ...MATERIAL, ...wrong }))).toEqual([path]);
});

it('a licence is named by its identifier, and called in for a cause', () => {
  const licence: AttachLicenceInput = {
    caseId: 'c',
    systemKey: 'k',
    identifier: '1.2.156.3005.2.11990000MB0DEM017Y001.12990100MB0DEM025U.TEST2024000123.001.6',
    typeName: '结婚证',
    holderName: '张三',
    holderType: '111',
    holderNumber: '990106199003070017',
    statusAtUse: 'VALID',
    calledAt: '2026-11-02T09:30:00+08:00',
    useCause: '公租房资格确认',
  };
  expect(checkLicence(licence)).toEqual([]);
  expect(pathsOf(checkLicence({ ...licence, identifier: '1.2.3', useCause: '' }))).toEqual(['identifier', 'useCause']);
});
