import { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One operation of the API as data: server, screens, tests and the OpenAPI document all read it.
 * `permission` is the one the caller must hold somewhere; the service narrows by scope. 'signed-in' asks only for a
 * known caller, 'public' for none: both must be written down.
 */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  method: Method;
  /** Fastify style, e.g. `/api/v1/contacts/:id`. */
  path: string;
  tag: string;
  summary: string;
  permission: string;
  /** Another permission that is as good for this operation. */
  orPermission?: string;
  params: P;
  query: Q;
  body: B;
  output: O;
  /** Status of success; 200 unless told. */
  status: number;
  /** The body is not JSON: its content type. The handler gets a Buffer (or, for multipart, the request). */
  rawBody?: string;
  /** The answer is not JSON: its content type. */
  rawOutput?: string;
  /** Bytes; the server's default is 1 MiB. */
  bodyLimit?: number;
  /** Requests a minute from one address; for public routes. */
  rateLimit?: number;
  /** The answer carries a secret that is shown this once: it is not kept for a repeated Idempotency-Key. */
  answersSecret?: boolean;
}

/** What a setting said when it was read, as an answer tells it. */
export const settingVersion = z.string().max(64);
/**
 * With a change of a setting: the version that it was made from. Another one by now is 409 `changed_meanwhile`, which
 * names who changed it and when; left out, the change is made whatever the setting says.
 */
export const madeFrom = { version: settingVersion.optional() };

const nothing = z.undefined();
type Nothing = typeof nothing;

type Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType> = Omit<
  Route<P, Q, B, O>,
  'params' | 'query' | 'body' | 'output' | 'status'
> & { params?: P; query?: Q; body?: B; output?: O; status?: number };

/** Declares an operation. What is left out (params, query, body, output) is "nothing". */
export function route<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
  O extends z.ZodType = Nothing,
>(definition: Definition<P, Q, B, O>): Route<P, Q, B, O> {
  const filled = {
    params: nothing,
    query: nothing,
    body: nothing,
    output: nothing,
    status: definition.output === undefined && definition.rawOutput === undefined ? 204 : 200,
    ...definition,
  };
  return filled as unknown as Route<P, Q, B, O>;
}

/** What a caller sends. */
export type Input<R extends Route> = {
  params: z.input<R['params']>;
  query: z.input<R['query']>;
  body: z.input<R['body']>;
};
/** What a handler gets, after validation and defaults. */
export type Parsed<R extends Route> = {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
};
/** What a handler may return. */
export type Result<R extends Route> = z.input<R['output']>;
/** What a caller receives. */
export type Output<R extends Route> = z.output<R['output']>;

export const id = z.uuid();
export const idParams = z.object({ id });
/** A day of the calendar, `2026-11-29`; none that a database or a clock of ours would stumble on. */
export const day = z.iso.date().refine((value) => value >= '1900', 'a day since 1900');
/** An instant: a Date on the server, ISO 8601 text in UTC on the wire. */
export const instant = z
  .union([z.date(), z.string()])
  .transform((value): string => (typeof value === 'string' ? value : value.toISOString()))
  .meta({ wire: { type: 'string', format: 'date-time' } });
/** A whole number as the database keeps one: 32 bits. */
export const whole = z.number().int().min(-2_147_483_648).max(2_147_483_647);
/** A name in the languages of the staff. */
export const names = z.object({ it: z.string().min(1).max(200), en: z.string().min(1).max(200) });
export type Names = z.output<typeof names>;
const further = z.string().min(1).max(200).optional();
/** A name that citizens read, too: in their languages as far as somebody has translated it. */
export const publicNames = names.extend({
  fr: further,
  de: further,
  es: further,
  ar: further,
  pl: further,
  ru: further,
  ro: further,
});
export type PublicNames = z.output<typeof publicNames>;

/** A page of a list and the cursor of the next one; null when this is the last. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
export const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2000).optional(),
};

/** The shape of every error (RFC 9457). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
