import { useState } from 'react';
import { clockUnits, listPacks } from '#contract/clocks.ts';
import { nameIn, useApi, useText } from '#web/kit/index.ts';

export interface Standard {
  name: string;
  /** What it is under each regulation in force: which holds is a matter of the service. */
  values: { amount: string; pack: string; confirmed: boolean }[];
}
/** The standards of the packs in force today that a case can be counted by, by code. */
export function useStandards(): ReadonlyMap<string, Standard> {
  const words = useText('clocks');
  const packs = useApi(listPacks).data?.items ?? [];
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const counted = new Set<string>(clockUnits);
  const found = new Map<string, Standard>();
  for (const pack of packs) {
    if (
      pack.state !== 'in_force' ||
      pack.validFrom > today ||
      (pack.validTo !== null && pack.validTo < today)
    )
      continue;
    for (const one of pack.standards) {
      // Values for one service or territory are variants of the one for everybody.
      if (!counted.has(one.unit) || one.service !== null || one.territory !== null) continue;
      const standard = found.get(one.code) ?? { name: nameIn(one.name), values: [] };
      standard.values.push({
        amount: words(`amount.${one.unit}`, { count: one.amount }),
        pack: nameIn(pack.name),
        confirmed: one.confirmed,
      });
      found.set(one.code, standard);
    }
  }
  return found;
}
/** What it is, in each of the packs. */
export const amountsOf = ({ values }: Standard): string =>
  [...new Set(values.map(({ amount }) => amount))].join(' / ');
