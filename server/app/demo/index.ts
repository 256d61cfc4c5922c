import { makeCustomers } from './customers.ts';
import { makeOrganisation } from './organisation.ts';
import { random } from './random.ts';
import type { DemoCustomer, DemoDay, DemoIdentity, DemoOrganisation, DemoPosition } from './shapes.ts';
import { simulate } from './simulation.ts';

export type * from './shapes.ts';
export { DOMAIN } from './organisation.ts';
export { random } from './random.ts';
export type { Random } from './random.ts';

/** The demo organisation: what it is, whom it serves, and its past as a stream of days. */
export interface Demo {
  organisation: DemoOrganisation;
  customers: DemoCustomer[];
  identities: DemoIdentity[];
  positions: DemoPosition[];
  /** Walks the past day by day, oldest first; each call begins anew and gives the same days. */
  days(): Generator<DemoDay>;
}

/**
 * Makes the demo organisation from a seed, as it is at `now`: the same seed and instant give the same bytes. Nothing is
 * read or written. `customers` and `days` may be lowered for tests. Throws RangeError naming the field.
 */
export function makeDemo(options: { seed: string; now: Date; customers?: number; days?: number }): Demo {
  const { seed, now, customers: count = 2000, days = 92 } = options;
  if (Number.isNaN(now.getTime())) throw new RangeError('now: is not a date');
  if (!Number.isInteger(count) || count < 200)
    throw new RangeError(`customers: must be 200 or more, got ${count}`);
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`days: must be 1 or more, got ${days}`);
  const year = now.getUTCFullYear();
  const organisation = makeOrganisation(random(`${seed}/organisation`), [year - 1, year, year + 1]);
  const service = (key: string): string => organisation.services.find((s) => s.key === key)!.id;
  const people = makeCustomers(random(`${seed}/customers`), count, now.toISOString().slice(0, 10), {
    water: service('acqua'),
    energy: service('energia'),
  });
  return {
    organisation,
    ...people,
    days: () => simulate({ organisation, ...people, rng: random(`${seed}/days`), now, days }),
  };
}
