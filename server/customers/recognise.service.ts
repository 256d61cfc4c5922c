import { audit, newId, record, type Ctx, type Tx } from '#server/platform/index.ts';
import {
  findMatches,
  identityKey,
  insertRecognised,
  lockIdentities,
  type NewIdentity,
} from './customers.store.ts';
import { decide, laxNormalForm, type IdentityType, type Match } from './recognise.rules.ts';

/** Who seems to have written: addresses, strongest first, the name they gave and the language they use. */
export interface Wanted {
  identities: readonly { type: IdentityType; value: string }[];
  name?: string | null;
  language?: string | null;
}

export interface Recognised {
  customerId: string;
  /** A provisional customer was made. */
  created: boolean;
  /** It was made because the addresses belong to several customers. */
  ambiguous: boolean;
}

interface Asked {
  wanted: Wanted;
  identities: (NewIdentity & { key: string })[];
}

/**
 * Ties messages to customers, many at a time: one statement when everybody is known, a few when some are new. An
 * unknown address makes a provisional customer, once, whoever else sees it at the same moment. Addresses not seen
 * before are added to provisional customers only; known ones change by people's hands. The answers are in the order
 * of what was asked; without any identity a provisional customer with none is made.
 */
export async function recognise(tx: Tx, ctx: Ctx, wanted: readonly Wanted[]): Promise<Recognised[]> {
  if (wanted.length === 0) return [];
  const asked = wanted.map(prepare);
  const identities = asked.flatMap((one) => one.identities);
  const first = identities.length === 0 ? new Map<string, Match[]>() : await findMatches(tx, identities);
  if (asked.every((one) => settled(one, first))) return asked.map((one) => answerKnown(one, first));
  // Somebody is new: hold the addresses and look again, since another process may just have made the same customer.
  const keys = identities.map((one) => one.key);
  if (keys.length > 0) await lockIdentities(tx, keys);
  const matches = keys.length === 0 ? first : await findMatches(tx, identities);
  return make(tx, ctx, asked, matches);
}

function prepare(wanted: Wanted): Asked {
  const seen = new Map<string, NewIdentity & { key: string }>();
  for (const { type, value } of wanted.identities) {
    const normal = laxNormalForm(type, value);
    if (normal === '') continue;
    const key = identityKey(type, normal);
    if (!seen.has(key))
      seen.set(key, { key, type, value: value.trim().slice(0, 320), normal, primary: seen.size === 0 });
  }
  return { wanted, identities: [...seen.values()] };
}

const matchesOf = (asked: Asked, found: ReadonlyMap<string, Match[]>) =>
  asked.identities.map((one) => found.get(one.key) ?? []);

/** Whether nothing has to be written for this one. */
function settled(asked: Asked, found: ReadonlyMap<string, Match[]>): boolean {
  const matches = matchesOf(asked, found);
  const { customerId } = decide(matches);
  if (customerId === null) return false;
  const isKnown = matches.flat().some((one) => one.customerId === customerId && one.state === 'known');
  return isKnown || matches.every((one) => one.length > 0);
}

const answerKnown = (asked: Asked, found: ReadonlyMap<string, Match[]>): Recognised => ({
  customerId: decide(matchesOf(asked, found)).customerId!,
  created: false,
  ambiguous: false,
});

async function make(
  tx: Tx,
  ctx: Ctx,
  asked: readonly Asked[],
  found: Map<string, Match[]>,
): Promise<Recognised[]> {
  const customers: { id: string; name: string; language: string }[] = [];
  const identities: (NewIdentity & { customerId: string })[] = [];
  const doubts: { customerId: string; others: string[] }[] = [];
  const touched = new Set<string>();
  const answers = asked.map((one): Recognised => {
    const matches = matchesOf(one, found);
    const decision = decide(matches);
    const created = decision.customerId === null;
    const customerId = decision.customerId ?? newId();
    const ambiguous = decision.customerId === null && decision.ambiguous;
    if (created) {
      customers.push({
        id: customerId,
        name: (one.wanted.name?.trim() || one.identities[0]?.value || '?').slice(0, 200),
        language: one.wanted.language?.slice(0, 5) || 'it',
      });
      touched.add(customerId);
    }
    const state = created
      ? 'provisional'
      : matches.flat().find((match) => match.customerId === customerId)!.state;
    if (state === 'provisional') {
      for (const [index, identity] of one.identities.entries()) {
        const there = matches[index]!;
        // An address that belongs to somebody already is added only to the customer that a doubt makes.
        if (there.length > 0 && !ambiguous) continue;
        const primary = created && !ambiguous && identity.primary;
        identities.push({ ...identity, primary, customerId });
        touched.add(customerId);
        // The next of this batch with the same address finds it.
        found.set(identity.key, [...there, { customerId, state: 'provisional', primary }]);
      }
    }
    if (ambiguous)
      doubts.push({ customerId, others: [...new Set(matches.flat().map((match) => match.customerId))] });
    return { customerId, created, ambiguous };
  });
  if (customers.length + identities.length > 0)
    await insertRecognised(tx, customers, identities, ctx.clock.now());
  for (const doubt of doubts)
    await audit(tx, ctx.actor, {
      action: 'customer.ambiguous',
      objectType: 'customer',
      objectId: doubt.customerId,
      after: { candidates: doubt.others },
      reason: 'an address belongs to several customers',
    });
  await record(
    tx,
    ctx.actor,
    ...[...touched].map((customer) => ({
      kind: 'customer.changed',
      subjectId: customer,
      data: { customer },
    })),
  );
  return answers;
}
