/**
 * Failures have stable codes. Domain code throws these; http.ts turns them into application/problem+json (RFC 9457).
 * A user's mistake is never logged as our fault.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldError[];
  readonly extra: Record<string, unknown>;
  constructor(
    status: number,
    code: string,
    message: string,
    fields: FieldError[] = [],
    extra: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.extra = extra;
  }
}

/** One wrong field: its path as a reader would write it (`customer.identities[0].value`) and what would be right. */
export interface FieldError {
  field: string;
  message: string;
}

/** 422: the request is well-formed, one field of it is not acceptable. */
export const invalid = (field: string, message: string, code = 'invalid') =>
  new Problem(422, code, `${field}: ${message}`, [{ field, message }]);
/** 404: it does not exist, or is outside what the caller may see; the two are never told apart. */
export const notFound = (what: string) => new Problem(404, 'not_found', `No such ${what}.`);
export const unauthenticated = (message = 'Sign in, or send a valid bearer token.') =>
  new Problem(401, 'unauthenticated', message);
export const forbidden = (permission: string) =>
  new Problem(403, 'forbidden', `This needs the permission ${permission}.`, [], { permission });
/** 409: the state of things does not allow it; `code` says which rule. */
export const conflict = (code: string, message: string, extra: Record<string, unknown> = {}) =>
  new Problem(409, code, message, [], extra);
export const tooMany = (message: string, retryAfterSeconds: number) =>
  new Problem(429, 'too_many_requests', message, [], { retryAfterSeconds });
export const tooLarge = (message: string) => new Problem(413, 'too_large', message);
export const unavailable = (message: string) => new Problem(503, 'unavailable', message);

/** For `catch`: says something better than that a thing is not there; every other failure goes on as it is. */
export const ifMissing =
  (better: Problem) =>
  (error: unknown): never => {
    throw error instanceof Problem && error.status === 404 ? better : error;
  };
