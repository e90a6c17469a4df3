import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { repairSupergraph } from './repair-supergraph.ts';

/** The supergraph after its repair, spaces folded. */
const repaired = (sdl: string): string => print(repairSupergraph(parse(sdl))).replaceAll(/\s+/g, ' ');

const item = (title: string): string => `
  interface Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
    id: ID!
    title: String ${title}
    price: Int @join__field(graph: B, requires: "id title")
  }`;

describe('what an interface object requires', () => {
  it('is external there, if nothing is said', () => {
    expect(repaired(item(''))).toContain(
      'title: String @join__field(graph: A, external: false) @join__field(graph: B, external: true)',
    );
  });

  it('is what the composer says, if it says something', () => {
    expect(repaired(item('@join__field(graph: A)'))).toContain('title: String @join__field(graph: A) price');
  });

  it('is still its key', () => {
    expect(repaired(item(''))).toContain('id: ID! title');
  });
});

describe('what a subgraph provides of a narrower type', () => {
  it('is provided of that type', () => {
    const sdl = 'type Query { media: [Media!] @join__field(graph: A, provides: "price", type: "[Book]") }';

    expect(repaired(sdl)).toContain('provides: "... on Book { price }"');
  });

  it('is left alone when the type is the same', () => {
    const sdl = 'type Query { media: Media @join__field(graph: A, provides: "price", type: "Media!") }';

    expect(repaired(sdl)).toContain('provides: "price"');
  });
});
