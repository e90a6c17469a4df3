/** Tables of `cases` for what archiving leaves: its steps, sealed packages, check reports. Storage only. */
import { defineEntity, p } from '@mikro-orm/core';

/** One step of the archiving of a case or of a part: from where, to where, and for a return all reasons. */
export const ArchivingStepEntity = defineEntity({
  name: 'ArchivingStepEntity',
  tableName: 'archiving_step',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    partAgency: p.text().nullable(),
    /** Rising within a case. */
    number: p.integer(),
    fromState: p.text(),
    toState: p.text(),
    actor: p.text(),
    at: p.datetime(3),
    reasons: p.json(),
    /** Told by the package that the case came in; not done here. */
    brought: p.boolean().default(false),
  },
});

/** The sealed description of a package: what it holds, with digests, and the digest over that. */
export const ArchivePackageEntity = defineEntity({
  name: 'ArchivePackageEntity',
  tableName: 'archive_package',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    partAgency: p.text().nullable(),
    /** 基本信息元数据.xml */
    metadata: p.text(),
    /** The same as elements, by name. */
    elements: p.json(),
    manifest: p.text(),
    manifestSm3: p.text(),
    sealedAt: p.datetime(3),
  },
});

export const CheckReportEntity = defineEntity({
  name: 'CheckReportEntity',
  tableName: 'check_report',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    partAgency: p.text().nullable(),
    /** Rising within a case. */
    number: p.integer(),
    stage: p.text(),
    verdict: p.text(),
    at: p.datetime(3),
    findings: p.json(),
    /** Told by the package that the case came in; not found here. */
    brought: p.boolean().default(false),
  },
});

/** A package (归档信息包) that a case came in by: the same again is known by its digest. */
export const PackageReceiptEntity = defineEntity({
  name: 'PackageReceiptEntity',
  tableName: 'package_receipt',
  uniques: [{ properties: ['agency', 'sha256'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    agency: p.text(),
    /** Of the package as it came. */
    sm3: p.text(),
    sha256: p.text(),
    bytes: p.bigint(),
    /** The sender's name for the run that brought it: the same run again hears the same answer. */
    run: p.text().nullable(),
    receivedBy: p.text(),
    receivedAt: p.datetime(3),
  },
});

/** What an agency does about a failed check where it does not simply block. */
export const CheckPolicyEntity = defineEntity({
  name: 'CheckPolicyEntity',
  tableName: 'check_policy',
  properties: {
    agency: p.text().primary(),
    checkCode: p.text().primary(),
    policy: p.text(),
    setBy: p.text(),
    setAt: p.datetime(3),
  },
});

/** A named person lets one case pass one check, with a reason. */
export const CheckOverrideEntity = defineEntity({
  name: 'CheckOverrideEntity',
  tableName: 'check_override',
  uniques: [{ properties: ['caseId', 'agency', 'checkCode', 'object'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    agency: p.text(),
    checkCode: p.text(),
    /** What the finding is about, as the report names it. */
    object: p.text(),
    reason: p.text(),
    givenBy: p.text(),
    givenAt: p.datetime(3),
  },
});
