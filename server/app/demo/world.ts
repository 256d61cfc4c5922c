import type { Random } from './random.ts';
import type { DemoCustomer, DemoIdentity, DemoOrganisation, DemoPosition } from './shapes.ts';

/** What the simulation starts from. */
export interface World {
  organisation: DemoOrganisation;
  customers: readonly DemoCustomer[];
  identities: readonly DemoIdentity[];
  positions: readonly DemoPosition[];
  rng: Random;
  now: Date;
  /** Days of the past that are told, the present one not counted. */
  days: number;
}
