// Whether a reading that a customer tells may be taken. Pure.

export interface ReadingFacts {
  value: number;
  /** The last one that is known; null for a new meter. */
  last: { value: number; readOn: string } | null;
  /** The day it is. */
  today: string;
  kind: string;
}
export type ReadingVerdict =
  | { ok: true; consumption: number | null }
  /** lower: a meter does not run backwards. high: more than a household can use; a person looks at it. */
  | { ok: false; why: 'lower' | 'high' };

/** What one supply uses a day at the very most before somebody has to look: cubic metres, kWh. */
const mostPerDay: Readonly<Record<string, number>> = { water: 8, gas: 40, electricity: 120 };

export function judgeReading({ value, last, today, kind }: ReadingFacts): ReadingVerdict {
  if (last === null) return { ok: true, consumption: null };
  if (value < last.value) return { ok: false, why: 'lower' };
  const days = Math.max(1, (Date.parse(today) - Date.parse(last.readOn)) / 86_400_000);
  const used = value - last.value;
  return used > days * (mostPerDay[kind] ?? 100)
    ? { ok: false, why: 'high' }
    : { ok: true, consumption: used };
}
