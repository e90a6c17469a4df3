/** Processes, and what passes between them. */
export { CallVerifier, isAnswer, signAnswer, signCall } from './access-signature.ts';
export { openPglite } from './data-folder.ts';
export {
  keepTurning,
  openDatabase,
  RESTORING,
  runUntilSignal,
  serve,
  serveSubgraph,
  type ServedSubgraph,
} from './serve.ts';
export { StreamPeer } from './stream-peer.ts';
export { toPayload } from './utf8.ts';
