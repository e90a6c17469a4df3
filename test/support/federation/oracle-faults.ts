/** Where `@apollo/gateway` 2.14.4 itself departs from GraphQL. Each entry is in gateway/engine/README.md. */

interface Fault {
  readonly name: string;
  /** Whether the fault may show, judged by the operation, by what the oracle answered or threw, and by the schemas. */
  readonly shows: (source: string, outcome: string, sdl: string) => boolean;
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
    shows: (source, _outcome, sdl) => {
      const required = [...sdl.matchAll(/@requires\(fields: "[^"]*?\b(\w+)\(/g)].map(([, name]) => name);
      return required.some((name) => mayMeet(source, sdl, name ?? ''));
    },
  },
  {
    name: 'an object that is narrowed to a union loses what is selected there',
    shows: (source) => /\.\.\. on (Any|Thing)\b/.test(source),
  },
  {
    name: 'the name that an interface object answers is taken for the type of the object, which then is null',
    shows: (source, outcome, sdl) => {
      const bodies = [...sdl.matchAll(/@interfaceObject \{([^}]*)\}/g)].map(([, body]) => body ?? '');
      const names = bodies.flatMap((body) => [...body.matchAll(/(\w+)(\([^)]*\))?:/g)].map(([, name]) => name));
      return outcome.includes('null') && names.some((name) => new RegExp(`\\b${name}\\b`).test(source));
    },
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

/** Whether an operation asks for what requires a field with arguments, beside it or beside another such field. */
function mayMeet(source: string, sdl: string, required: string): boolean {
  const requirers = [
    ...sdl.matchAll(new RegExp(`(\\w+)(\\([^)]*\\))?: \\S+ @requires\\(fields: "[^"]*\\b${required}\\(`, 'g')),
  ];
  const asked = [required, ...requirers.map(([, name]) => name)].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(source),
  );
  return asked.length > 1;
}

/** The fault that explains why the oracle answers differently; undefined when none does. */
export function faultOfOracle(source: string, outcome: string, sdl: string): string | undefined {
  return faults.find((fault) => fault.shows(source, outcome, sdl))?.name;
}
