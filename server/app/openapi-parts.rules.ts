// Schemas that stand in many places of the API's description stand in it once, under `components/schemas`, and are
// referred to. What is written out is the same: put back in place, each reference gives the schema that was there.

type Schema = Record<string, unknown>;

/** What a schema is called, by its text. */
export type SchemaNames = ReadonlyMap<string, string>;

const place = '#/components/schemas/';
/** Shorter than this a schema is read sooner in its place than elsewhere. */
const shortest = 90;
// Values, not schemas.
const values = new Set(['enum', 'const', 'default', 'examples', 'required']);

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapped(value: unknown, change: (schema: Schema) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (isObject(one) ? change(one) : mapped(one, change)));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      values.has(key) ? one : isObject(one) ? change(one) : mapped(one, change),
    ]),
  );
}

/**
 * Takes the named schemas out of a document.
 * @returns the document with references, and what they refer to, by name in the order of the alphabet
 */
export function shareSchemas(document: Schema, names: SchemaNames): { document: Schema; parts: Schema } {
  const parts = new Map<string, Schema>();
  const share = (schema: Schema): Schema => {
    const text = JSON.stringify(schema);
    const name = text.length < shortest ? undefined : names.get(text);
    if (name === undefined) return mapped(schema, share) as Schema;
    if (!parts.has(name)) {
      // Known before it is looked into: it never holds itself.
      parts.set(name, {});
      parts.set(name, mapped(schema, share) as Schema);
    }
    return { $ref: place + name };
  };
  const shared = mapped(document, share) as Schema;
  return {
    document: shared,
    parts: Object.fromEntries([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The twin: every reference put back. @throws Error naming a reference that refers to nothing */
export function inlineSchemas(document: Schema, parts: Schema): Schema {
  const inline = (schema: Schema): Schema => {
    const { $ref: ref } = schema;
    if (typeof ref !== 'string' || !ref.startsWith(place)) return mapped(schema, inline) as Schema;
    const part = parts[ref.slice(place.length)];
    if (!isObject(part)) throw new Error(`${ref} refers to nothing`);
    return mapped(part, inline) as Schema;
  };
  return mapped(document, inline) as Schema;
}
