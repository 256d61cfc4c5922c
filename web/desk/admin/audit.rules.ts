/** One field of a record before and after a change; undefined where it was not there. */
export interface Difference {
  field: string;
  before: unknown;
  after: unknown;
  changed: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every leaf of a record by its path; lists stay whole, because their order means something. */
function flat(value: unknown, path = ''): [string, unknown][] {
  if (!isRecord(value))
    return value === undefined || value === null ? [] : [[path === '' ? '—' : path, value]];
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const way = path === '' ? name : `${path}.${name}`;
    return isRecord(inner) ? flat(inner, way) : [[way, inner]];
  });
}

/** What a change did, field by field, the changed ones first. */
export function differences(before: unknown, after: unknown): Difference[] {
  const was = new Map(flat(before));
  const is = new Map(flat(after));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({
      field,
      before: was.get(field),
      after: is.get(field),
      changed: JSON.stringify(was.get(field)) !== JSON.stringify(is.get(field)),
    }))
    .toSorted((one, other) => Number(other.changed) - Number(one.changed));
}

/** A value as a person reads it. */
export function readable(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(readable).join('\n');
  return Object.entries(value as Record<string, unknown>)
    .map(([name, inner]) => `${name}: ${readable(inner)}`)
    .join(', ');
}
