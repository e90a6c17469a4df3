/** Which registered operation a request is, and whether a grant that demands one takes any other. */
import type { DocumentNode } from 'graphql';
import { ByteCache } from '../../schema/byte-cache.ts';
import { DomainError } from '../../schema/errors.ts';
import { toCanonicalOperation } from '../../schema/operation-document.ts';
import type { Registered } from '../../subgraphs/sharing/index.ts';

const KEPT_BYTES = 1024 * 1024;

interface Asked {
  readonly document: DocumentNode;
  readonly source: string;
}

export class RegisteredOperations {
  readonly #hashes = new ByteCache<string>(KEPT_BYTES);

  /**
   * @param isFree asks for the schema, or what an operation would bring: no record is touched
   * @returns the name; null for any other operation, where the grant takes it
   * @throws OPERATION_NOT_REGISTERED, alike whatever is registered
   * @clause 809 art. 25
   */
  nameOf({ only, operations }: Registered, asked: Asked, isFree: boolean): string | null {
    const hash = operations.length === 0 ? null : this.#hashOf(asked);
    const found = operations.find((each) => each.hash === hash);
    if (found !== undefined) return found.name;
    if (only && !isFree) throw new DomainError('OPERATION_NOT_REGISTERED', undefined, { clause: '809 art. 25' });
    return null;
  }

  #hashOf({ document, source }: Asked): string {
    const known = this.#hashes.get(source);
    if (known !== undefined) return known;
    const { hash } = toCanonicalOperation(document);
    this.#hashes.set(source, hash, 2 * source.length + 2 * hash.length);
    return hash;
  }
}
