import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose } from '../../test/support/federation/compose.ts';
import { refuseWhatWeDoNotEnforce } from './refuse.ts';

const check = (sdl: string): void => refuseWhatWeDoNotEnforce(parse(sdl));
const linking = (url: string, more = ''): string => `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
    @link(url: "${url}"${more}) { query: Query }
  type Query { a: Int }`;

describe('a supergraph is refused', () => {
  for (const [name, use] of [
    ['authenticated', '@authenticated'],
    ['requiresScopes', '@requiresScopes(scopes: [["read"]])'],
    ['policy', '@policy(policies: [["own"]])'],
  ] as const) {
    it(`when it carries @${name}, which nobody would check`, () => {
      const supergraph = compose({ a: `type Query { open: Int closed: Int ${use} }` });

      expect(() => check(supergraph)).toThrow(`@${name}`);
    });
  }

  it('when it uses an authorization directive by its long name', () => {
    expect(() => check('type Query { a: Int @federation__policy }')).toThrow('@federation__policy');
  });

  it('when it links authorization under another name', () => {
    const sdl = linking('https://specs.apollo.dev/authenticated/v0.1', ', as: "login", for: SECURITY');

    expect(() => check(sdl)).toThrow('links @authenticated');
  });

  it('when its join specification is unknown', () => {
    expect(() => check(linking('https://specs.apollo.dev/join/v0.9'))).toThrow('join/v0.9');
  });

  it('when it links no join specification', () => {
    expect(() => check('type Query { a: Int }')).toThrow('no supergraph of Federation 2');
  });

  it('when it links an unknown specification for security or execution', () => {
    expect(() => check(linking('https://example.org/mask/v1', ', for: SECURITY'))).toThrow(
      'https://example.org/mask/v1',
    );
    expect(() => check(linking('https://specs.apollo.dev/context/v0.1', ', for: SECURITY'))).toThrow('context/v0.1');
  });

  it('when @inaccessible goes by another name', () => {
    const sdl = linking('https://specs.apollo.dev/inaccessible/v0.2', ', as: "secret", for: SECURITY');

    expect(() => check(sdl)).toThrow('under another name');
  });
});

describe('a supergraph is accepted', () => {
  it('when it carries directives of our own', () => {
    expect(() => check(linking('https://example.org/disclosure/v1.0', ', import: ["@disclosure"]'))).not.toThrow();
  });

  it('when it is what the composer makes of the directives that we execute', () => {
    const supergraph = compose({ a: 'type Query { a: Int @tag(name: "x") b: Int @inaccessible }' });

    expect(() => check(supergraph)).not.toThrow();
  });
});
