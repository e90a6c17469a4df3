/** What a supergraph may not ask of us. Better not to start than to serve unchecked. */
import { Kind, visit, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** Federation's machinery, by the path of its specification, with the versions that we execute. */
const executed: Readonly<Record<string, readonly string[]>> = {
  '/link': ['v1.0'],
  '/join': ['v0.3', 'v0.4', 'v0.5'],
  '/inaccessible': ['v0.2'],
  '/tag': ['v0.2', 'v0.3'],
  '/cost': ['v0.1'],
  '/cacheTag': ['v0.1'],
};

const authorization = ['authenticated', 'requiresScopes', 'policy'];
const specifications = 'https://specs.apollo.dev';

/** A feature that the supergraph links. */
interface Link {
  readonly url: string;
  readonly purpose: string | undefined;
  /** Its directives carry other names here than in the specification. */
  readonly renamed: boolean;
}

/**
 * @throws Error whose sentence names the directive or the specification that the gateway would
 *   have to enforce or execute, and does not
 */
export function refuseWhatWeDoNotEnforce(supergraph: DocumentNode): void {
  refuseAuthorizationDirectives(supergraph);
  const links = readLinks(supergraph);
  if (!links.some((link) => link.url.startsWith(`${specifications}/join/`))) {
    throw new Error('The file is no supergraph of Federation 2: it does not link the join specification.');
  }
  links.forEach(refuseLink);
}

function refuseAuthorizationDirectives(supergraph: DocumentNode): void {
  const refuse = (name: string): void => {
    if (!authorization.includes(bareName(name))) return;
    throw new Error(
      `The supergraph carries @${name}, which this gateway does not enforce; remove it or do not serve it.`,
    );
  };
  visit(supergraph, {
    Directive: (node) => refuse(node.name.value),
    DirectiveDefinition: (node) => refuse(node.name.value),
  });
}

/** `@federation__policy` is `@policy`. */
function bareName(name: string): string {
  return name.slice(name.lastIndexOf('__') + (name.includes('__') ? 2 : 0));
}

function refuseLink({ url, purpose, renamed }: Link): void {
  if (!url.startsWith(`${specifications}/`)) {
    if (purpose === undefined) return;
    throw new Error(`The supergraph links ${url} for ${purpose}, which this gateway does not implement.`);
  }
  const [, feature = '', version = ''] = /^(.*)\/([^/]*)$/.exec(url.slice(specifications.length)) ?? [];
  if (authorization.includes(feature.slice(1))) {
    throw new Error(`The supergraph links @${feature.slice(1)} (${url}), which this gateway does not enforce.`);
  }
  const versions = Object.hasOwn(executed, feature) ? executed[feature] : undefined;
  if (!versions?.includes(version)) {
    throw new Error(`The supergraph links ${url}, which this gateway does not know.`);
  }
  if (renamed) throw new Error(`The supergraph links ${url} under another name; compose it without "as".`);
}

function readLinks(supergraph: DocumentNode): Link[] {
  return supergraph.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (definition.directives ?? []).flatMap((directive) => {
      if (directive.name.value !== 'link' && directive.name.value !== 'core') return [];
      const url = argument(directive, 'url') ?? argument(directive, 'feature');
      return url === undefined ? [] : [{ url, purpose: argument(directive, 'for'), renamed: isRenamed(directive) }];
    });
  });
}

function isRenamed(directive: ConstDirectiveNode): boolean {
  const imports = directive.arguments?.find((candidate) => candidate.name.value === 'import')?.value;
  if (argument(directive, 'as') !== undefined) return true;
  return imports?.kind === Kind.LIST && imports.values.some((value) => value.kind === Kind.OBJECT);
}

function argument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((candidate) => candidate.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
