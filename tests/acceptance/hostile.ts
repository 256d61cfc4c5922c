import { z } from 'zod';
import type { Route } from '#contract/route.ts';

type Schema = {
  type?: string;
  format?: string;
  pattern?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
};

/** One request that a careless or hostile program could send. */
export interface Wrong {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

// A small generator of numbers (mulberry32): the same seed gives the same requests.
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const texts = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfffy',
  '\u202eRTL',
  '\u2028',
  '😀'.repeat(50),
  "'; drop table x;--",
  '%',
  '_%\\',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-11-01T00:00:00-23:59',
  '2026-13-45T99:99:99Z',
  '2026-02-30',
  '02-30',
  'null',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'a'.repeat(5000),
  'a@b',
  '"a b"@example.org',
  'me',
  '*',
  '{"a":1}',
  '\r\nX: y',
  '__proto__',
  'Europe/Nowhere',
  'http://[::1',
  'eyJhIjoxfQ',
];
const values: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2_147_483_648,
  -2_147_483_649,
  Number.MAX_SAFE_INTEGER,
  1e308,
  [],
  {},
  [[]],
  [null],
  { '\0': '\0' },
  { constructor: 1 },
];
const wholeBodies = [
  '{',
  'null',
  '[]',
  '"x"',
  '\0',
  '{"__proto__":{"a":1}}',
  '['.repeat(20_000),
  `{"preferences":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
];
const rawBodies = ['', '\0\0\0', 'From: a\r\n\r\nx', '--b\r\n\r\n', '{"a":1}', 'a'.repeat(100_000)];
const rawTypes = [
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  `multipart/form-data; boundary=${'x'.repeat(300)}`,
  'application/json',
  'text/plain',
  'nonsense',
];

/** Which of the ids that exist go where; `*` holds them all. */
export type Known = Record<string, string[]>;

/**
 * Makes wrong requests for a route: mostly well-formed, with one or a few parts that are not, so that they get past the
 * first check.
 */
export function hostile(seed: number, known: Known): (route: Route) => Wrong {
  const chance = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  const anything = () => (chance() < 0.6 ? pick(texts) : pick(values));
  const anId = (name: string) => {
    const fitting = known[name.replace(/Id$/, '')];
    if (fitting !== undefined && fitting.length > 0 && chance() < 0.8) return pick(fitting);
    return chance() < 0.8 && known['*']!.length > 0 ? pick(known['*']!) : pick(texts);
  };

  function make(schema: Schema, name = ''): unknown {
    if (chance() < 0.06) return anything();
    if (schema.anyOf !== undefined) return make(pick(schema.anyOf), name);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return pick(schema.enum);
    if (schema.type === 'object') {
      const made: Record<string, unknown> = {};
      for (const [key, part] of Object.entries(schema.properties ?? {}))
        if (chance() < (schema.required?.includes(key) === true ? 0.97 : 0.6)) made[key] = make(part, key);
      if (typeof schema.additionalProperties === 'object' && chance() < 0.7)
        made[pick(['email', 'chat', 'x', 'a\0b', 'constructor'])] = make(schema.additionalProperties);
      return made;
    }
    if (schema.type === 'array')
      return Array.from({ length: Math.floor(chance() * 3) }, () => make(schema.items ?? {}, name));
    if (schema.type === 'boolean') return chance() < 0.5;
    if (schema.type === 'null') return null;
    if (schema.type === 'integer' || schema.type === 'number')
      return pick([0, 1, 7, 60, schema.minimum ?? -1, schema.maximum ?? 2_147_483_648, 1.5]);
    if (schema.type !== 'string') return anything();
    if (schema.format === 'uuid') return anId(name);
    if (schema.format === 'email') return pick(['a@example.org', pick(texts)]);
    if (schema.format === 'date-time')
      return pick(['2026-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '2026-11-01T00:00:00-23:59']);
    if (schema.format === 'uri') return pick(['https://example.org/', pick(texts)]);
    if (schema.format === 'date') return pick(['2026-01-01', '0000-01-01', pick(texts)]);
    if (schema.pattern !== undefined)
      return pick([`ab-${Math.floor(chance() * 1e6)}`, '08:30', '02-30', 'contact.*', pick(texts)]);
    return chance() < 0.5 ? pick(texts) : `plain text ${Math.floor(chance() * 1e6)}`;
  }
  const propertiesOf = (type: z.ZodType) => schemaOf(type).properties ?? {};

  return (route) => {
    const params = propertiesOf(route.params);
    let path = route.path.replace(/:(\w+)/g, (_all, name: string) => {
      const closed = params[name]?.enum as string[] | undefined;
      const value = chance() < 0.15 ? pick(texts) : closed !== undefined ? pick(closed) : anId(kindIn(route));
      return encoded(value) || '%00';
    });
    const query = Object.entries(propertiesOf(route.query)).flatMap(([name, schema]) => {
      if (chance() > 0.45) return [];
      const value = chance() < 0.5 ? make(schema, name) : anything();
      return [`${name}=${encoded(typeof value === 'string' ? value : JSON.stringify(value))}`];
    });
    if (chance() < 0.05)
      query.push(pick(['%', 'a=%ff', '__proto__=1', 'limit', 'cursor=%00', 'cursor=eyJ9']));
    if (query.length > 0) path += `?${query.join('&')}`;
    const headers: Record<string, string> = {};
    if (chance() < 0.05)
      headers['idempotency-key'] = pick(['short', 'k'.repeat(250), 'some-key-1', 'some-key-2']);
    const wrong: Wrong = { method: route.method, path, headers };
    if (route.method === 'GET' || route.method === 'DELETE') return wrong;
    if (route.rawBody !== undefined) {
      headers['content-type'] =
        chance() < 0.6 && route.rawBody !== 'multipart/form-data' ? route.rawBody : pick(rawTypes);
      return { ...wrong, body: pick(rawBodies) };
    }
    headers['content-type'] = chance() < 0.95 ? 'application/json' : pick(rawTypes);
    return {
      ...wrong,
      body: chance() < 0.1 ? pick(wholeBodies) : JSON.stringify(make(schemaOf(route.body))),
    };
  };
}

const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema;

// The folder of the path names what its id is of: `/api/v1/contacts/:id/legs`.
const kindIn = (route: Route) => route.path.split('/')[3] ?? '';

// Half of a pair has no encoding of its own; a program that is careless sends its bytes.
const encoded = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80');
