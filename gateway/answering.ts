/** One operation answered by an API, whichever way the request came. What goes wrong becomes an answer too. */
import { GraphQLError } from 'graphql';
import { toHttpError } from './errors.ts';
import type { Api, ApiAnswer, ApiRequest, Exchange } from './serving.ts';

export interface Asked<A> extends Omit<ApiRequest<A>, 'admitted' | 'signal'> {
  readonly isMutation: boolean;
  readonly exchange: Exchange<A>;
}

/** Never throws. A mutation is not called off when its client leaves: what has begun is done. */
export async function answerWith<A>(api: Api<A>, { isMutation, exchange, ...operation }: Asked<A>): Promise<ApiAnswer> {
  const { admitted, signal } = exchange;
  try {
    return await api.execute({ ...operation, admitted, ...(isMutation ? {} : { signal }) });
  } catch (error) {
    return refuse(error);
  }
}

/** An operation that could not be answered at all, such as one that the log could not record. */
function refuse(error: unknown): ApiAnswer {
  const { errors } = toHttpError(error).body;
  const originalError = error instanceof Error ? error : null;
  return {
    errors: errors.map(({ message, extensions }) => {
      return new GraphQLError(message, { originalError, extensions: { ...extensions } });
    }),
  };
}

/** What an operator is told of an error whose code is INTERNAL. */
export function faultOf(error: GraphQLError): unknown {
  return error.extensions['cause'] ?? error.originalError ?? error;
}
