/** Where `@apollo/gateway` 2.14.4 itself departs from GraphQL. Each entry is in gateway/engine/README.md. */

interface Fault {
  readonly name: string;
  /** Whether the fault may show, judged by the operation and by what the oracle answered or threw. */
  readonly shows: (source: string, outcome: string) => boolean;
}

const faults: readonly Fault[] = [
  {
    name: 'conditions by variables drop fields, or the objects that hold them',
    shows: (source) => /@(skip|include)\(if: \$/.test(source),
  },
  {
    name: 'an alias called like a key or like a property of objects is mixed up with it',
    shows: (source) => /\b(id|sku|name|title|__proto__|constructor|prototype|toString|_entities): /.test(source),
  },
  {
    name: 'what @requires fetches with arguments replaces the same field as the client asked for it',
    shows: (source) => /\bweight\b/.test(source) && /\bshipping\b/.test(source),
  },
  {
    name: 'a client variable called like its own takes its place',
    shows: (source) => source.includes('$representations'),
  },
  {
    name: 'planning fails for an interface object that is narrowed to another interface',
    shows: (_source, outcome) => outcome.includes('We should have an edge'),
  },
];

/** The fault that explains why the oracle answers differently; undefined when none does. */
export function faultOfOracle(source: string, outcome: string): string | undefined {
  return faults.find((fault) => fault.shows(source, outcome))?.name;
}
