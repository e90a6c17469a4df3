import { expect, it } from 'vitest';
import { cases } from '../../subgraphs/cases/index.ts';
import { openPglite } from '../../subgraphs/kernel/index.ts';
import { access, subjectRef, testServices } from '../support/services.ts';
import { createFixtures } from '../../tools/demo/fixtures.ts';

it('smoke', async () => {
  const db = await openPglite(null);
  const sub = await cases.start(db, testServices());
  const f = createFixtures(1);
  const agency = f.uscc({ category: '11' } as never);
  const item = { id: f.uuid(), taskCode: `${agency}3990000001001`, version: '1', name: 'x', itemType: 'PERMIT', agency, byReference: false, sensitive: false };
  const idn = f.citizen({ bornOn: '1990-03-07' } as never);
  const c = { id: f.uuid(), recordCode: 'R1', caseNumber: 'N1', itemId: item.id, state: 'COMPLETED', title: 'T', applicantType: 'PERSON', applicantName: '张三', applicantIdType: '111', applicantIdNumber: String(idn), receivedAt: new Date(), completedOn: '2025-03-01', formingUnit: agency, region: '990106', sensitive: false, nonSharing: false, taskCode: item.taskCode, standing: [] };
  await sub.call('load', { items: [item], cases: [c], materials: [{ id: f.uuid(), caseId: c.id, sequence: 1, materialClass: 'EVIDENTIAL', name: 'm', obtainedBy: 'HANDED_IN', format: 'PDF', fileName: 'a.pdf', fileBytes: 3, digestSm3: 'x' }] });
  const query = `query ($id: ID!) { case(id: $id) { id label caseNumber item { name } agency { uscc } applicantName applicantIdNumber completedOn receivedAt materials { name fileName disclosure { field rule reason } } disclosure { field outcome rule reason } ... on DisclosedRecord { tombstone { recordCode } } } cases(filter: { applicantName: { eq: "张三" } }, orderBy: { field: COMPLETED_ON, direction: DESC }) { totalCount edges { cursor node { __typename applicantName } } pageInfo { hasNextPage } } }`;
  const run = async (a: object) => console.log(JSON.stringify(await sub.execute({ query, operationName: undefined, variables: { id: c.id } }, access(a)), null, 1));
  await run({ agency, useCause: 'archive' });
  await run({ agency: 'OTHER' });
  await run({ role: 'PERSON', subjectRef: subjectRef(String(idn)) });
  console.log(await sub.turn({}), await sub.events(0, 10));
  expect(1).toBe(1);
  await db.close();
});
