/** The one catalogue of error codes, and the error that services throw. `gateway/README.md` lists the same set. */

export interface ErrorEntry {
  readonly meaning: string;
  /** What a caller is told when nothing safer and more exact is known. */
  readonly publicMessage: string;
  readonly httpStatus: number;
  readonly retryable: boolean;
  readonly userStep: string;
  readonly operatorStep: string;
}

export const ERRORS = {
  UNAUTHENTICATED: {
    meaning: 'No token, or one that does not verify. Nothing says which.',
    publicMessage: 'Authentication is required.',
    httpStatus: 401,
    retryable: false,
    userStep: 'Obtain a valid token and send it as "Authorization: Bearer …".',
    operatorStep: 'Check issuer, audience, key set and clock.',
  },
  FORBIDDEN: {
    meaning: 'The role, or the post, may not call this operation at all.',
    publicMessage: 'Your role or post may not do this.',
    httpStatus: 403,
    retryable: false,
    userStep: 'Ask somebody whose post includes it.',
    operatorStep: 'See the table in the policy.ts of the subgraph that owns the root field.',
  },
  NOT_FOUND: {
    meaning: 'Unknown, or something that the caller may not know of.',
    publicMessage: 'There is no such record.',
    httpStatus: 404,
    retryable: false,
    userStep: 'Check the number.',
    operatorStep: 'None: the two cases are alike on purpose.',
  },
  SIGNATURE_INVALID: {
    meaning:
      'A call of a registered operation is not signed, or its signature does not hold. Only what is malformed is told.',
    publicMessage: 'The request must be signed.',
    httpStatus: 401,
    retryable: false,
    userStep: 'Sign the request as gateway/README.md describes, with a key that is registered for the grant.',
    operatorStep: 'Compare the clocks; look at the keys of the grant.',
  },
  REPLAYED: {
    meaning: 'A signed request came a second time.',
    publicMessage: 'This request has been answered before.',
    httpStatus: 409,
    retryable: false,
    userStep: 'Sign anew, with another nonce.',
    operatorStep: 'Several of them from one consumer: ask it whether its key is still its own.',
  },
  OPERATION_NOT_REGISTERED: {
    meaning: 'The grant is used by registered operations alone, and this is none of them.',
    publicMessage:
      'This grant is used by registered operations only. Register the document for it, or call one that is.',
    httpStatus: 403,
    retryable: false,
    userStep: 'Register the document with registerOperation, or send the request without this grant.',
    operatorStep: 'None: the provider demands it.',
  },
  INVALID_INPUT: {
    meaning: 'The request is malformed; the message names every part that is wrong.',
    publicMessage: 'The request is not valid.',
    httpStatus: 400,
    retryable: false,
    userStep: 'Correct the parts that the message names.',
    operatorStep: 'None.',
  },
  CONFLICT: {
    meaning: 'The state has moved on since the caller looked.',
    publicMessage: 'The record has changed meanwhile.',
    httpStatus: 409,
    retryable: false,
    userStep: 'Read the record again, then decide.',
    operatorStep: 'None.',
  },
  LIMIT_EXCEEDED: {
    meaning: 'Too large, too deep, too often, or beyond what the grant allows.',
    publicMessage: 'The request exceeds a limit.',
    httpStatus: 429,
    retryable: false,
    userStep: 'Ask for less, or wait for the next period of the grant.',
    operatorStep: 'Compare the limit with the grant and the configuration.',
  },
  CURSOR_EXPIRED: {
    meaning: 'The cursor was made under a key or a baseline that is no longer in use.',
    publicMessage: 'The cursor is no longer valid.',
    httpStatus: 410,
    retryable: false,
    userStep: 'Start again from the first page.',
    operatorStep: 'None.',
  },
  UNAVAILABLE: {
    meaning: 'A part that is needed does not answer.',
    publicMessage: 'The service is not available at the moment.',
    httpStatus: 503,
    retryable: true,
    userStep: 'Try again in a few seconds.',
    operatorStep: 'Look at /health/ready and at the log line with the request id.',
  },
  INTERNAL: {
    meaning: 'A fault of ours. The log line with the request id says more.',
    publicMessage: 'Something went wrong on our side.',
    httpStatus: 500,
    retryable: false,
    userStep: 'Report the request id.',
    operatorStep: 'Find the request id in the log.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export interface DomainErrorOptions {
  /** Ids and names of parts, never personal data: they reach the caller. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly clause?: string;
  readonly cause?: unknown;
  /** Seconds after which the same may succeed; for `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** Something a caller can cause or must be told. Its message reaches the caller: keep personal data out. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly clause: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message?: string, options: DomainErrorOptions = {}) {
    super(message ?? ERRORS[code].publicMessage, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? null;
    this.clause = options.clause ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  /** What goes into a GraphQL error's `extensions`. */
  toExtensions(): Record<string, unknown> {
    return {
      code: this.code,
      ...(this.details === null ? {} : { details: this.details }),
      ...(this.clause === null ? {} : { clause: this.clause }),
    };
  }
}
