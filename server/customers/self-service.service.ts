import {
  audit,
  invalid,
  notFound,
  record,
  sameText,
  sign,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { lockCustomer } from './customers.store.ts';
import { normaliseIdentity } from './identity.rules.ts';
import { isEasyPin } from './pin.rules.ts';
import { judgeReading } from './reading.rules.ts';
import {
  customersWith,
  lastReadingOf,
  outagesAt,
  pinHashOf,
  positionsOf,
  reachOf,
  type Outage,
} from './self-service.read.ts';
import { changePositionState, insertReading, savePin } from './self-service.store.ts';

// What customers do by themselves, once it is known who they are. In the transaction of the answer that wants it.

/** Who has an identifier. Several with the same one are nobody: which of them it is, it does not tell. */
export async function findByIdentifier(
  tx: Tx,
  type: 'phone' | 'fiscal_code' | 'customer_number',
  value: string,
): Promise<{ found: 'misread' | 'unknown' } | { found: 'one'; customerId: string }> {
  const normal = normaliseIdentity(type, value);
  if (!normal.ok) return { found: 'misread' };
  const [only, other] = await customersWith(tx, type, normal.value);
  return only === undefined || other !== undefined
    ? { found: 'unknown' }
    : { found: 'one', customerId: only };
}

/** How a PIN is kept: under the installation's key, and the customer's. */
export const pinHash = (secret: string, customerId: string, pin: string): string =>
  sign(secret, 'customer-pin', `${customerId}:${pin}`);
export async function checkPin(tx: Tx, ctx: Ctx, customerId: string, pin: string): Promise<boolean> {
  const kept = await pinHashOf(tx, customerId);
  return kept !== null && sameText(kept, pinHash(ctx.platform.secret, customerId, pin));
}
/** Gives a customer a PIN. */
export async function setPin(tx: Tx, ctx: Ctx, customerId: string, pin: string): Promise<void> {
  await savePin(tx, customerId, pinHash(ctx.platform.secret, customerId, pin), ctx.clock.now());
  await audit(tx, ctx.actor, {
    action: 'customer.pin-changed',
    objectType: 'customer',
    objectId: customerId,
  });
}

/** The same by a member of staff. @throws Problem 404, 422 naming `pin` for one that everybody tries first */
export const setPinOf = (ctx: Ctx, customerId: string, pin: string): Promise<void> =>
  ctx.tx(async (tx) => {
    if (!(await lockCustomer(tx, customerId))) throw notFound('customer');
    if (isEasyPin(pin)) throw invalid('pin', 'not one digit over and over, nor digits in a row');
    await setPin(tx, ctx, customerId, pin);
  });

export type ReadingTaken =
  | { ok: true; consumption: number | null; last: number | null; code: string; address: string }
  | { ok: false; why: 'no_position' | 'lower' | 'high'; last: number | null };

/** Takes a reading for a customer's supply. */
export async function takeReading(
  tx: Tx,
  ctx: Ctx,
  wish: { customerId: string; kind: string; value: number; today: string; channel: string },
): Promise<ReadingTaken> {
  const position = (await positionsOf(tx, wish.customerId, wish.kind)).find(
    ({ state }) => state === 'active',
  );
  if (position === undefined) return { ok: false, why: 'no_position', last: null };
  const last = await lastReadingOf(tx, position.id);
  const verdict = judgeReading({ value: wish.value, last, today: wish.today, kind: wish.kind });
  if (!verdict.ok) return { ok: false, why: verdict.why, last: last?.value ?? null };
  await insertReading(tx, {
    positionId: position.id,
    value: wish.value,
    readOn: wish.today,
    receivedAt: ctx.clock.now(),
    channel: wish.channel,
  });
  await told(tx, ctx, wish.customerId, 'reading.received', { position: position.code, value: wish.value });
  return {
    ok: true,
    consumption: verdict.consumption,
    last: last?.value ?? null,
    code: position.code,
    address: position.address,
  };
}

/** Activates a customer's card by its last digits; false when they have none such that waits for it. */
export async function activateCard(
  tx: Tx,
  ctx: Ctx,
  { customerId, digits }: { customerId: string; digits: string },
): Promise<string | null> {
  const card = (await positionsOf(tx, customerId, 'card')).find(
    ({ code, state }) => state === 'to_activate' && digits.length >= 4 && code.endsWith(digits),
  );
  if (card === undefined || !(await changePositionState(tx, card.id, 'to_activate', 'active'))) return null;
  await told(tx, ctx, customerId, 'card.activated', { position: card.code });
  return card.code;
}

async function told(tx: Tx, ctx: Ctx, customerId: string, action: string, after: object): Promise<void> {
  await audit(tx, ctx.actor, { action, objectType: 'customer', objectId: customerId, after });
  await record(tx, ctx.actor, {
    kind: 'customer.changed',
    subjectId: customerId,
    data: { customer: customerId },
  });
}

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The fault that concerns a place: of its street, else of its whole area. */
export function outageFor(outages: readonly Outage[], places: readonly string[]): Outage | null {
  const known = places.map(folded).filter((place) => place !== '');
  const within = (text: string) => known.some((place) => ` ${place} `.includes(` ${folded(text)} `));
  return (
    outages.find(({ street }) => street !== null && within(street)) ??
    outages.find(({ street, area }) => street === null && within(area)) ??
    null
  );
}
/** The fault that a customer's supplies, or a place that somebody names, have now or within a day. */
export async function outageNow(
  tx: Tx,
  now: Date,
  { customerId, place }: { customerId: string | null; place: string | null },
): Promise<Outage | null> {
  const addresses =
    customerId === null || place !== null
      ? []
      : (await positionsOf(tx, customerId, null))
          .filter(({ state }) => state === 'active')
          .map(({ address }) => address);
  return outageFor(await outagesAt(tx, now), place === null ? addresses : [place]);
}
export { reachOf };
