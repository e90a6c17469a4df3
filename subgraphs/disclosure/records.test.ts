/** An order tells values: only what is no secret by its class sorts, whatever an API offers by mistake. */
import { expect, it } from 'vitest';
import type { EntityManager } from '../kernel/index.ts';
import { Context } from '../kernel/index.ts';
import { access, testServices } from '../../test/support/services.ts';
import { DomainError } from '../../schema/errors.ts';
import { Records } from './records.ts';

const records = new Records({
  typeName: 'Case',
  from: 'cases.case_record r',
  columns: { id: 'r.id', title: 'r.title', applicantName: 'r.applicant_name', bankAccount: 'r.bank_account' },
  facts: { label: 'r.facts' } as never,
});
const context = new Context(access(), testServices(), {} as EntityManager);

it.each(['title', 'applicantName', 'bankAccount', 'nothing'])('%s does not sort cases', async (field) => {
  const request = { filter: {}, orderBy: { field, descending: false }, first: 1, after: null };

  await expect(async () => records.list(context, request)).rejects.toThrow(
    new DomainError('INVALID_INPUT', 'orderBy: only P0 and P1 fields sort.'),
  );
});
