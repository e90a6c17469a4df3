import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import { classify } from '../../schema/policy/classify.ts';
import type { FieldClass } from '../../schema/policy/rules.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { DEMO_OTHER_GRANTS } from './grants.ts';
import { demoWorld } from './world.ts';

const { records } = classify(parse(readProjectFile(SUPERGRAPH_FILE)));
const fields = [...records.values()].flatMap((record) => record.fields);
const { entries = [], grants = [] } = demoWorld().sharing;
const providers = [...new Set(entries.map(({ provider }) => String(provider)))];

function coordinatesWhere(accepts: (field: FieldClass) => boolean): string[] {
  return fields.filter(accepts).map(({ coordinate }) => coordinate);
}

function textsOf(column: unknown): string[] {
  return Array.isArray(column) ? column.map(String) : [];
}

function fieldsOf(provider: string, attribute: string): string[] {
  return entries
    .filter((entry) => entry.provider === provider && entry.attribute === attribute)
    .flatMap((entry) => textsOf(entry.fields));
}

describe('the catalogue of the demo city', () => {
  it.each(providers)('of %s holds every field that is shared, once, and no other', (provider) => {
    const offered = [...fieldsOf(provider, 'UNCONDITIONAL'), ...fieldsOf(provider, 'CONDITIONAL')];

    expect(offered.toSorted()).toEqual(coordinatesWhere(({ sharing }) => sharing !== 'NON_SHARING').toSorted());
  });

  it('offers without conditions what is open by law, and nothing else', () => {
    for (const provider of providers)
      expect(fieldsOf(provider, 'UNCONDITIONAL').toSorted()).toEqual(
        coordinatesWhere(({ level }) => level === 'P0').toSorted(),
      );
  });

  it.each(providers)('of %s holds everything that the graph can disclose, in exactly one entry', (provider) => {
    const held = entries.filter((entry) => entry.provider === provider).flatMap((entry) => textsOf(entry.fields));

    expect(held.toSorted()).toEqual(fields.map(({ coordinate }) => String(coordinate)).toSorted());
    expect(new Set(entries.map(({ state }) => state))).toEqual(new Set(['PUBLISHED']));
  });

  it('names the law for what is not shared', () => {
    const closed = entries.filter(({ attribute }) => attribute === 'NON_SHARING');

    for (const provider of providers)
      expect(fieldsOf(provider, 'NON_SHARING').toSorted()).toEqual(
        coordinatesWhere(({ sharing }) => sharing === 'NON_SHARING').toSorted(),
      );
    for (const { legalBasis } of closed) expect(legalBasis).toMatch(/《中华人民共和国.+》第.+条/);
  });

  it('offers masks only of fields that have one, in the entry that holds them', () => {
    const maskable = coordinatesWhere(({ mask }) => mask !== null);

    for (const entry of entries) {
      expect(maskable).toEqual(expect.arrayContaining(textsOf(entry.offeredMasked)));
      expect(entry.fields).toEqual(expect.arrayContaining(textsOf(entry.offeredMasked)));
    }
  });
});

describe('the grants of the demo city', () => {
  it('name fields of their own entry', () => {
    for (const { entryId, named, withBasis } of grants) {
      const entry = entries.find(({ id }) => id === entryId);
      expect(entry?.fields).toEqual(expect.arrayContaining(textsOf(named)));
      expect(named).toEqual(expect.arrayContaining(textsOf(withBasis)));
    }
  });

  it('give civil affairs identity number and phone as masks, and the address not at all', () => {
    const grant = grants.find(({ id }) => id === DEMO_GRANT_ID);
    const entry = entries.find(({ id }) => id === grant?.entryId);

    for (const coordinate of ['Case.applicantIdNumber', 'Case.applicantPhone']) {
      expect(grant?.named).not.toContain(coordinate);
      expect(entry?.offeredMasked).toContain(coordinate);
    }
    expect(grant?.named).not.toContain('Case.applicantAddress');
    expect(entry?.offeredMasked).not.toContain('Case.applicantAddress');
  });

  it('are in every state', () => {
    expect(new Set(grants.map(({ state }) => state))).toEqual(
      new Set(['ACTIVE', 'SUSPENDED', 'TERMINATED', 'EXPIRED', 'DISPOSED']),
    );
    const named = (id: string): object | undefined => grants.find((grant) => grant.id === id);
    expect(named(DEMO_OTHER_GRANTS.suspended)).toMatchObject({ state: 'SUSPENDED' });
    expect(named(DEMO_OTHER_GRANTS.returnFlow)).toMatchObject({ state: 'ACTIVE', returnFlow: true });
    expect(named(DEMO_OTHER_GRANTS.exhausted)).toMatchObject({ state: 'ACTIVE', exhausted: true });
  });
});
