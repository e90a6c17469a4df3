/** Every guard between a caller and what it may not see: where it is, how to take it out, and which tests must then fail. */

export interface Guard {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly is: string;
  readonly without: string;
  /** Files of which at least one test must go red. */
  readonly tests: readonly string[];
}

const CITY = ['test/security/city.deep.test.ts'];
const HOSTILE = ['test/security/hostile-schema.test.ts'];
const DETOURS = ['test/security/no-detours.deep.test.ts'];
const POLICIES = ['test/integration/policy-changes.test.ts'];
const SIGNATURES = ['test/security/operation-signatures.test.ts'];
const records = 'subgraphs/disclosure/records.ts';

export const GUARDS: readonly Guard[] = [
  {
    name: 'visibility is in the WHERE',
    file: records,
    is: 'const also = this.#source.also?.(context);\n    return also',
    without:
      'const also = this.#source.also?.(context);\n    if (Date.now() > 0) return sql<boolean>`true`;\n    return also',
    tests: DETOURS,
  },
  { name: 'rows are redacted', file: records, is: 'redact(row, decision, masks);', without: '', tests: CITY },
  {
    name: 'a filter finds only what it shows',
    file: records,
    is: 'return [sql<boolean>`${shown}`, ...matches(',
    without: 'void shown;\n      return [...matches(',
    tests: DETOURS,
  },
  {
    name: 'an order takes a hidden value for an empty one',
    file: records,
    is: 'coalesce(case when ${shown} then (${column})::text end,',
    without: 'coalesce((${column})::text,',
    tests: DETOURS,
  },
  {
    name: 'only P0 and P1 fields sort',
    file: records,
    is: "if (level !== 'P0' && level !== 'P1')",
    without: 'if (level === undefined)',
    tests: ['subgraphs/disclosure/records.test.ts'],
  },
  {
    name: 'cursors are bound to caller and list',
    file: 'subgraphs/disclosure/cursors.ts',
    is: "return createHash('sha256').update(binding).digest();",
    without: "void binding;\n  return createHash('sha256').digest();",
    tests: DETOURS,
  },
  {
    name: 'a record of another hand is no stub',
    file: 'subgraphs/holdings/service/records.ts',
    is: '(await caseCopies.isPresent(context, caseId)) ? { id: caseId } : null',
    without: '{ id: caseId }',
    tests: ['test/integration/holdings.test.ts', ...CITY],
  },
  {
    name: 'cases that are being handled are not told of',
    file: 'subgraphs/cases/service/records.ts',
    is: "return sql<boolean>`(${column('announced')} or ",
    without: 'return sql<boolean>`(true or ',
    tests: ['test/integration/intake.test.ts'],
  },
  {
    name: 'the gateway takes out what is withheld',
    file: 'gateway/disclosure.ts',
    is: 'for (const { coordinate, responseKey } of verdict.locked) state.lock(coordinate, target, responseKey);',
    without: '',
    tests: HOSTILE,
  },
  {
    name: 'what is no record leaves only where it is open',
    file: 'gateway/disclosure.ts',
    is: 'if (type === undefined) return outsideRecords({ classified, typeName, fields, emptied });',
    without: 'if (type === undefined) return undefined;',
    tests: ['gateway/disclosure.test.ts'],
  },
  {
    name: 'a label that the caller cannot have is not believed',
    file: 'gateway/disclosure.ts',
    is: ' || (label & ~reachable) !== 0) return unlabelled;',
    without: ') return unlabelled;\n      void reachable;',
    tests: HOSTILE,
  },
  {
    name: 'members of an interface are told apart',
    file: 'gateway/preflight.ts',
    is: 'if (!isAbstractType(type)) return [];',
    without: 'if (Date.now() > 0) return [];',
    tests: HOSTILE,
  },
  {
    name: 'what nobody could be shown is not asked for',
    file: 'gateway/preflight.ts',
    is: 'if (classified.records.has(typeName)) return policy.isEverGiven(access, typeName, fieldName);',
    without: 'if (classified.records.has(typeName)) return true;',
    tests: [...HOSTILE, 'gateway/preflight.test.ts'],
  },
  {
    name: 'a supergraph that gives protected facts away is not served',
    file: 'gateway/index.ts',
    is: 'if (detours.length > 0)',
    without: 'if (detours.length > 1_000)',
    tests: HOSTILE,
  },
  {
    name: 'plans are kept by access class',
    file: 'gateway/executor.ts',
    is: "[operationName ?? '', accessClass.key, source].join('|')",
    without: "[operationName ?? '', source].join('|')",
    tests: ['gateway/prepared.test.ts'],
  },
  {
    name: 'no alias passes for a field of the gateway’s own',
    file: 'gateway/limits.ts',
    is: "if (selection.alias?.value.startsWith('__') === true)",
    without: "if (selection.alias?.value === '__nothing')",
    tests: ['gateway/limits.test.ts', ...CITY],
  },
  {
    name: 'no cache keeps an answer',
    file: 'gateway/server.ts',
    is: ".header('cache-control', 'no-store')",
    without: '',
    tests: CITY,
  },
  {
    name: 'only the platform asks on behalf of others',
    file: 'gateway/access-context.ts',
    is: "if (onBehalfOf !== null && caller.role !== 'NATIONAL_PLATFORM')",
    without: "if (onBehalfOf === 'nobody')",
    tests: ['gateway/access-context.test.ts'],
  },
  {
    name: 'a grant is its grantee’s',
    file: 'schema/policy/access-class.ts',
    is: 'if (asker === null || grant.grantee !== asker) return false;',
    without: '',
    tests: CITY,
  },
  {
    name: 'a grant is for its causes',
    file: 'schema/policy/access-class.ts',
    is: 'if (context.useCause === null || !grant.useCauses.includes(context.useCause)) return false;',
    without: '',
    tests: CITY,
  },
  {
    name: 'a grant is for its modes',
    file: 'schema/policy/access-class.ts',
    is: 'if (!grant.modes.includes(context.mode)) return false;',
    without: '',
    tests: CITY,
  },
  {
    name: 'a grant that is not active gives nothing',
    file: 'schema/policy/access-class.ts',
    is: "if (grant.state !== 'ACTIVE') return false;",
    without: '',
    tests: CITY,
  },
  {
    name: 'a grant has its days',
    file: 'schema/policy/access-class.ts',
    is: 'return grant.validFrom <= context.today && context.today <= grant.validTo;',
    without: 'return true;',
    tests: CITY,
  },
  {
    name: 'a subgraph believes no context that is not signed',
    file: 'subgraphs/wire/access-signature.ts',
    is: "if (!isSame(signature, mac(this.#key, payload))) throw new DomainError('UNAUTHENTICATED');",
    without: 'void signature;',
    tests: ['test/security/contexts.test.ts'],
  },
  {
    name: 'a signed call is good once, for a while, for one receiver and one body',
    file: 'subgraphs/wire/access-signature.ts',
    is: "if (!isFresh || !isOurs || this.#seen.has(envelope.nonce)) throw new DomainError('UNAUTHENTICATED');",
    without: 'void isFresh;\n    void isOurs;',
    tests: ['test/security/contexts.test.ts'],
  },
  {
    name: 'a link to a file is its caller’s',
    file: 'subgraphs/cases/service/downloads.ts',
    is: "return JSON.stringify(['file', actorId, role, agency, onBehalfOf, grant?.id, useCause]);",
    without: "void [actorId, role, agency, onBehalfOf, grant, useCause];\n  return 'file';",
    tests: ['test/integration/files.test.ts'],
  },
  {
    name: 'an error that is not ours says nothing',
    file: 'gateway/errors.ts',
    is: "const message = isOurs && code !== 'INTERNAL' ? error.message : ERRORS[code].publicMessage;",
    without: 'const message = error instanceof Error ? error.message : ERRORS[code].publicMessage;\n  void isOurs;',
    tests: ['gateway/errors.test.ts'],
  },
  {
    name: 'a masked value is its mask',
    file: 'schema/policy/table.ts',
    is: "row[field] = typeof value === 'string' ? applyMask(mask, value, masks) : null;",
    without: "if (mask === 'BIRTH_DATE') row[field] = applyMask(mask, String(value), masks);",
    tests: CITY,
  },
  {
    name: 'no policy decides that is not approved',
    file: 'gateway/policy-approval.ts',
    is: 'if (standing.mayServe) return;',
    without: 'if (Date.now() > 0) return;',
    tests: POLICIES,
  },
  {
    name: 'nobody approves the policy that he has proposed',
    file: 'subgraphs/sharing/rules/policy-change.ts',
    is: 'decider === proposedBy',
    without: "decider === ''",
    tests: POLICIES,
  },
  {
    name: 'a policy is approved against the one that is live',
    file: 'subgraphs/sharing/service/policy-changes.ts',
    is: "await sql`update sharing.policy_change set state = 'STALE' where state in ('PROPOSED', 'APPROVED')`.execute(db);",
    without: '',
    tests: POLICIES,
  },
  {
    name: 'a grant that demands registered operations takes no other',
    file: 'gateway/operations/registered.ts',
    is: 'if (only && !isFree) throw',
    without: 'if (only && !isFree && Date.now() < 0) throw',
    tests: ['test/integration/operations-life.test.ts'],
  },
  {
    name: 'a call is signed by a key of the grant',
    file: 'gateway/operations/signature.ts',
    is: 'if (signer === undefined || !isSignedBy(signer, read.base, read.value))',
    without: 'void isSignedBy;\n  if (signer === undefined)',
    tests: SIGNATURES,
  },
  {
    name: 'a call is signed with its body',
    file: 'gateway/operations/signature.ts',
    is: "textOf(headers, 'content-digest') !== contentDigest(body)",
    without: "textOf(headers, 'content-digest') === ''",
    tests: SIGNATURES,
  },
  {
    name: 'a signature has its time',
    file: 'gateway/operations/signature.ts',
    is: '- read.created) > windowSeconds)',
    without: '- read.created) > windowSeconds * 1_000)',
    tests: SIGNATURES,
  },
  {
    name: 'a signed call is answered once',
    file: 'gateway/operations/caller.ts',
    is: 'if (isFirst !== true)',
    without: 'if (isFirst === null)',
    tests: SIGNATURES,
  },
  {
    name: 'what a provider has withdrawn is not registered again',
    file: 'subgraphs/sharing/rules/operation.ts',
    is: "each.hash === hash && each.withdrawnFor === 'PROVIDER'",
    without: "each.hash === '' && each.withdrawnFor === 'PROVIDER'",
    tests: ['test/integration/registered-operations.test.ts'],
  },
];
