/** Who may call what of registered operations. */
import type { PolicyTable } from '../kernel/index.ts';

const HEADS = { call: ['AGENCY', 'ARCHIVE_HALL'], posts: ['SHARING_HEAD'] } as const;

/** Of the gateway's part of the graph, which asks `sharing` to enter what it has found good: both hold it against this. */
export const REGISTER_OPERATION: PolicyTable[string] = {
  call: HEADS.call,
  posts: ['HANDLER', 'SHARING_HEAD'],
  clause: '809 art. 25',
};

export const operationPolicy = {
  // Whose body must be which party of the grant is checked with its row.
  'Mutation.demandRegisteredOperations': { ...HEADS, clause: '809 art. 25' },
  'Mutation.withdrawOperation': { ...HEADS, clause: '809 art. 27' },
  'Mutation.registerOperationKey': { ...HEADS, clause: '数据安全法 art. 27' },
  'Mutation.withdrawOperationKey': { ...HEADS, clause: '数据安全法 art. 27' },
} satisfies PolicyTable;
