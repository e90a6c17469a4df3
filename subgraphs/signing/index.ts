/** Signatures behind one port, for every subgraph that makes evidence; see the README. */
export { KeyFiles } from './key-files.ts';
export { isSignedBy, toJwk, verifies } from './published.ts';
export { sealPdf, verifySealed, type Evidence } from './sealed.ts';
export type { PublicKey, Signature, Signing } from './types.ts';
