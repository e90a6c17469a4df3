/** Columns that applications and grants share, as the API shows them. */
import type { GrantRows } from '../../../schema/actor.ts';
import type { Row } from '../service/page.ts';

/** Who the own subjects are is told to nobody: how many is. */
export function toRowScope(root: Row): unknown {
  const { subjects, ...rows } = root['rows'] as GrantRows;
  return { ...rows, subjectCount: subjects?.length ?? null };
}

export function toQuota(root: Row): unknown {
  if (root['quotaPeriod'] === null) return null;
  return { period: root['quotaPeriod'], requests: root['quotaRequests'], subjects: root['quotaSubjects'] };
}

export function toImpactAssessment(root: Row): unknown {
  if (root['impactDigest'] === null) return null;
  return { digest: root['impactDigest'], reference: root['impactReference'] };
}
