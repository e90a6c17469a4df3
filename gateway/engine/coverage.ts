/** Whether a plan fetches all that was asked for. The planner sometimes forgets fields, silently. */
import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { EntityBatch, PathStep, PlanNode, Requirement } from './plan-nodes.ts';
import { renamedKeys } from './rewrites.ts';

/** Keys below keys. Types are left out: what is fetched for one type counts for all. */
type KeyTree = Map<string, KeyTree>;

/** The first path of `wanted` that no fetch of the plan answers; undefined when there is none. */
export function forgottenPath(wanted: DocumentNode, plan: PlanNode | undefined): string | undefined {
  const fetched: KeyTree = new Map();
  if (plan) addNode(plan, fetched);
  const asked: KeyTree = new Map();
  addRoots(wanted, asked);
  return firstMissing(asked, fetched);
}

function firstMissing(asked: KeyTree, fetched: KeyTree): string | undefined {
  for (const [key, below] of asked) {
    // Every object's type name is known without asking, or the projection says what is missing.
    if (key === '__typename') continue;
    const answered = fetched.get(key);
    if (answered === undefined) return key;
    const missing = firstMissing(below, answered);
    if (missing !== undefined) return `${key}.${missing}`;
  }
  return undefined;
}

function addNode(node: PlanNode, into: KeyTree): void {
  switch (node.kind) {
    case 'root':
      addRoots(node.request.document, into, renamedKeys(node.rewrites));
      return;
    case 'entities':
      for (const batch of node.batches) addBatch(batch, node.request.document, into);
      return;
    case 'sequence':
    case 'parallel':
      for (const child of node.nodes) addNode(child, into);
      return;
    case 'condition':
      for (const child of [node.whenTrue, node.whenFalse]) if (child) addNode(child, into);
  }
}

/** A batch whose requirements nobody has fetched before cannot be asked, so it answers nothing. */
function addBatch(batch: EntityBatch, document: DocumentNode, into: KeyTree): void {
  const paths = batch.paths.filter((path) => batch.requires.some((each) => isMet(each, find(into, path))));
  const answer: KeyTree = new Map();
  addRoots(document, answer, renamedKeys(batch.outputRewrites));
  const entities = answer.get(batch.responseKey) ?? new Map();
  for (const path of paths) addTree(entities, at(into, path));
}

function isMet(requirement: Requirement, tree: KeyTree | undefined): boolean {
  if (tree === undefined) return false;
  if (requirement.kind === 'field') {
    const found = requirement.source === '__typename' ? new Map() : tree.get(requirement.source);
    return found !== undefined && requirement.children.every((child) => isMet(child, found));
  }
  return requirement.children.every((child) => isMet(child, tree));
}

function find(tree: KeyTree, path: readonly PathStep[]): KeyTree | undefined {
  return path.reduce<KeyTree | undefined>((place, step) => (step.kind === 'key' ? place?.get(step.key) : place), tree);
}

function at(tree: KeyTree, path: readonly PathStep[]): KeyTree {
  return path.reduce((place, step) => (step.kind === 'key' ? childOf(place, step.key) : place), tree);
}

function addTree(from: KeyTree, into: KeyTree): void {
  for (const [key, below] of from) addTree(below, childOf(into, key));
}

function addRoots(document: DocumentNode, into: KeyTree, rename: (key: string) => string = (key) => key): void {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) addSet(definition.selectionSet, document, into, rename);
  }
}

function addSet(set: SelectionSetNode, document: DocumentNode, into: KeyTree, rename: (key: string) => string): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const child = childOf(into, rename(node.alias?.value ?? node.name.value));
      if (node.selectionSet) addSet(node.selectionSet, document, child, rename);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      addSet(node.selectionSet, document, into, rename);
    } else {
      const fragment = document.definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) addSet(fragment.selectionSet, document, into, rename);
    }
  }
}

function childOf(tree: KeyTree, key: string): KeyTree {
  const child: KeyTree = tree.get(key) ?? new Map();
  tree.set(key, child);
  return child;
}
