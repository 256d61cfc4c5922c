import type { z } from 'zod';
import type { Output, Route } from '#contract/route.ts';

type Part<Name extends string, T> = [T] extends [undefined]
  ? { [K in Name]?: undefined }
  : object extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };
/** What a call needs: `params`, `query` and `body`, each only when the route has it. */
export type CallInput<R extends Route> = Part<'params', z.input<R['params']>> &
  Part<'query', z.input<R['query']>> &
  Part<'body', z.input<R['body']>>;
export interface FieldProblem {
  field: string;
  message: string;
}

/** An answer of the server that is not a success (RFC 9457), or no answer at all (status 0, code `offline`). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  /** Which of several reasons the code stands for. */
  readonly reason: string;
  /** Everything else that the answer told. */
  told: Record<string, unknown> = {};
  constructor(status: number, code: string, detail: string, fields: FieldProblem[] = [], reason = '') {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.reason = reason;
  }
  /** What is wrong with one field of the body, e.g. `email` or `identities[0].value`. */
  field(name: string): string | undefined {
    return this.fields.find((one) => one.field === name || one.field === `body.${name}`)?.message;
  }
}

let signedOut: () => void = () => {};
/** Called when the server no longer knows the caller. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** A new key for one intended write; send the same key again to try the same write again. */
export const newKey = (): string => crypto.randomUUID();

/** The address of a call: parameters and query filled in. */
export function urlOf(route: Route, input: { params?: unknown; query?: unknown } = {}): string {
  const params = (input.params ?? {}) as Record<string, string>;
  const path = route.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** For a write that may be tried again: the key of the first attempt. */
  idempotencyKey?: string;
  /** A failed sign-in is not a lost session. */
  quiet401?: boolean;
}

/**
 * Calls an operation of the contract. Writes carry the CSRF header and an idempotency key.
 * Rejects with ApiProblem only (and AbortError when `signal` says so).
 */
export async function call<R extends Route>(
  route: R,
  input?: CallInput<R>,
  { signal, idempotencyKey = newKey(), quiet401 = false }: CallOptions = {},
): Promise<Output<R>> {
  const { body } = (input ?? {}) as { body?: unknown };
  const headers: Record<string, string> = { accept: 'application/json' };
  if (route.method !== 'GET') {
    headers['x-filo'] = '1';
    headers['idempotency-key'] = idempotencyKey;
  }
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(urlOf(route, input as { params?: unknown; query?: unknown }), {
      method: route.method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, 'offline', 'The server does not answer.');
  }
  if (!response.ok) {
    if (response.status === 401 && !quiet401) signedOut();
    throw await problemOf(response);
  }
  if (response.status === 204) return undefined as Output<R>;
  if (route.rawOutput !== undefined) return (await response.text()) as Output<R>;
  return (await response.json()) as Output<R>;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  return problemFrom(response.status, text);
}

function problemFrom(status: number, text: string): ApiProblem {
  try {
    const { code, detail, errors, reason, ...told } = JSON.parse(text) as {
      code?: string;
      detail?: string;
      errors?: FieldProblem[];
      reason?: string;
    };
    const said = new ApiProblem(
      status,
      code ?? 'unknown',
      detail ?? `Error ${status}.`,
      errors ?? [],
      reason,
    );
    said.told = told;
    return said;
  } catch {
    // A proxy in between answers in its own words.
    return new ApiProblem(status, status >= 502 ? 'offline' : 'unknown', `Error ${status}.`);
  }
}

/**
 * Sends one file as `multipart/form-data` (field `file`) and tells how far it is (0 to 1).
 * Rejects with ApiProblem.
 */
export function upload<R extends Route>(
  route: R,
  file: File,
  { onProgress, signal }: { onProgress?: (part: number) => void; signal?: AbortSignal } = {},
): Promise<Output<R>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(route.method, route.path);
    request.setRequestHeader('x-filo', '1');
    request.setRequestHeader('idempotency-key', newKey());
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress?.(total === 0 ? 0 : loaded / total),
    );
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300)
        resolve(JSON.parse(request.responseText) as Output<R>);
      else {
        if (request.status === 401) signedOut();
        reject(problemFrom(request.status, request.responseText));
      }
    });
    const lost = () => reject(new ApiProblem(0, 'offline', 'The server does not answer.'));
    request.addEventListener('error', lost);
    request.addEventListener('abort', lost);
    signal?.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
