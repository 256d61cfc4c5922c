import { contactMaker } from './contact-maker.ts';
import { makeDemo, random, type DemoChannel, type Random } from './index.ts';
import type { Item } from './item.ts';
import { SEED } from './load.ts';
import { fullName } from './writing.ts';

/** Somebody who gets in touch, and on what. */
export interface Visit {
  item: Item;
  name: string;
  email: string;
  /** The key of the mailbox or the queue that it belongs to. */
  queue: string;
  /** The address of the entry point that a customer of the demo would choose. */
  address: string;
}

/** Customers of the demo organisation and, now and then, strangers. The same seed sends the same people. */
export function makePeople(seed: string, now: Date): { rng: Random; next(channel: DemoChannel): Visit } {
  const demo = makeDemo({ seed: SEED, now });
  const rng = random(`${seed}/traffic`);
  const maker = contactMaker({ ...demo, rng, now, days: 92 });
  const { entryPoints } = demo.organisation;
  let strangers = 0;
  return {
    rng,
    next(channel) {
      const item = maker.firstContact(Date.now(), channel, null);
      const stranger = rng.chance(0.2);
      strangers += stranger ? 1 : 0;
      return {
        item,
        name: fullName(item.customer),
        email: stranger
          ? `${item.address.split('@')[0]!}.${strangers}${rng.digits(4)}@example.net`
          : item.address,
        queue: item.queue.key,
        address: entryPoints.find((point) => point.id === item.contact.entryPoint)!.address,
      };
    },
  };
}

/**
 * An address for a visitor, of those that stand for nobody (RFC 5737): each has an own one, as on a real network, told
 * to the server as a proxy on the same machine would.
 */
export const visitorAddress = (rng: Random): string =>
  `${rng.pick(['192.0.2', '198.51.100', '203.0.113'])}.${rng.int(1, 254)}`;
