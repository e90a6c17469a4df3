/** Fetching fields of the root type. */
import { answeredKeys } from './answered-keys.ts';
import { ask, type Run } from './fetch.ts';
import { mergeInto } from './merge.ts';
import type { RootFetch } from './plan-nodes.ts';
import { emptyObject } from './null-object.ts';
import { compileRewrites, renamedKeys } from './rewrites.ts';
import type { TypeMatcher } from './type-matcher.ts';

export function compileRootFetch<C>(node: RootFetch, types: TypeMatcher): (run: Run<C>) => Promise<void> {
  const { request } = node;
  const rewrite = compileRewrites(node.rewrites, types);
  const rename = renamedKeys(node.rewrites);
  const keys = new Set([...answeredKeys(request.document)].map((key) => rename(key)));
  return async (run) => {
    const { data, errors, cause } = await ask(run, request, emptyObject());
    for (const error of errors) {
      run.log.report(error.path ? { ...error, path: error.path.map(rename) } : error);
    }
    run.log.fail(run.data, { ...cause, keys });
    if (data === undefined) return;
    rewrite?.(data);
    mergeInto(run.data, data, types.isConcrete);
  };
}
