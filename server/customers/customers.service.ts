import {
  audit,
  conflict,
  invalid,
  isUniqueViolation,
  logRead,
  newId,
  notFound,
  Problem,
  record,
  scopeOf,
  type Ctx,
  type FieldError,
  type Tx,
} from '#server/platform/index.ts';
import {
  findCustomerView,
  searchCustomerRows,
  sharingCustomers,
  type CustomerView,
} from './customers.read.ts';
import {
  endIdentity,
  findMatches,
  identityKey,
  insertCustomer,
  insertIdentity,
  lockCustomer,
  updateCustomerRow,
  type NewCustomer,
  type NewIdentity,
} from './customers.store.ts';
import { segments } from './segments.store.ts';
import { normalForm, type IdentityType } from './recognise.rules.ts';

const scopeOfReader = (ctx: Ctx) => scopeOf(ctx.actor, 'customer.read');

export const searchCustomers = (ctx: Ctx, query: Parameters<typeof searchCustomerRows>[2]) =>
  searchCustomerRows(ctx.db, scopeOfReader(ctx), query);

/** A customer's record; that somebody looked is noted before it is shown. */
export async function getCustomer(ctx: Ctx, id: string): Promise<CustomerView> {
  const view = await findCustomerView(ctx.db, scopeOfReader(ctx), id);
  if (view === null) throw notFound('customer');
  await logRead(ctx.db, ctx.actor, id, 'customer');
  return view;
}

interface IdentityInput {
  type: IdentityType;
  value: string;
  primary?: boolean | undefined;
}

/** @throws Problem 422 naming every identity that has no sound form, or is given twice */
function normalised(inputs: readonly IdentityInput[], fieldOf: (index: number) => string): NewIdentity[] {
  const wrong: FieldError[] = [];
  const seen = new Set<string>();
  const sound = inputs.flatMap((input, index): NewIdentity[] => {
    const field = fieldOf(index);
    const normal = normalForm(input.type, input.value, field);
    if (!normal.ok) {
      wrong.push({ field, message: normal.message.replace(`${field} `, '') });
      return [];
    }
    const key = `${input.type} ${normal.value}`;
    if (seen.has(key)) wrong.push({ field, message: 'is given twice' });
    seen.add(key);
    return [
      {
        type: input.type,
        value: input.value.trim(),
        normal: normal.value,
        primary: input.primary ?? false,
      },
    ];
  });
  if (wrong.length > 0)
    throw new Problem(
      422,
      'invalid',
      `Not acceptable: ${wrong.map((one) => `${one.field} ${one.message}`).join(', ')}.`,
      wrong,
    );
  return sound;
}

async function tell(
  tx: Tx,
  ctx: Ctx,
  action: string,
  id: string,
  before: unknown,
  after: unknown,
): Promise<void> {
  await audit(tx, ctx.actor, { action, objectType: 'customer', objectId: id, before, after });
  await record(tx, ctx.actor, { kind: 'customer.changed', subjectId: id, data: { customer: id } });
}

/**
 * Makes a known customer. An identity that another customer has too is allowed: a family shares an address.
 * @throws Problem 422 naming the identity
 */
export async function makeCustomer(
  tx: Tx,
  ctx: Ctx,
  input: Omit<NewCustomer, 'state'> & { identities: readonly IdentityInput[] },
): Promise<string> {
  const { identities, ...fields } = input;
  await checkSegment(tx, fields.segment);
  const sound = normalised(identities, (index) => `identities[${index}].value`);
  const id = newId();
  const at = ctx.clock.now();
  await insertCustomer(tx, id, { ...fields, state: 'known' }, at);
  for (const identity of sound) await insertIdentity(tx, id, identity, at);
  await tell(tx, ctx, 'customer.created', id, null, input);
  return id;
}

export async function createCustomer(
  ctx: Ctx,
  input: Parameters<typeof makeCustomer>[2],
): Promise<CustomerView> {
  return ctx.tx(async (tx) => view(tx, ctx, await makeCustomer(tx, ctx, input)));
}

/** @throws Problem 422 naming `segment` when there is none of this code */
async function checkSegment(tx: Tx, code: string | null | undefined): Promise<void> {
  if (code != null && !(await segments(tx)).some((one) => one.code === code))
    throw invalid('segment', 'a kind of customer that there is');
}

const view = async (tx: Tx, ctx: Ctx, id: string): Promise<CustomerView> =>
  (await findCustomerView(tx, scopeOfReader(ctx), id))!;

/** Changes a customer; a name given to a provisional one makes it known. */
export async function updateCustomer(
  ctx: Ctx,
  id: string,
  change: { [K in keyof NewCustomer]?: NewCustomer[K] | undefined },
): Promise<CustomerView> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return ctx.tx(async (tx) => {
    if (!(await lockCustomer(tx, id))) throw notFound('customer');
    if (Object.keys(given).length === 0) return view(tx, ctx, id);
    const before = await view(tx, ctx, id);
    await checkSegment(tx, change.segment);
    const fields: Partial<NewCustomer> = { ...given, ...('name' in given ? { state: 'known' } : {}) };
    await updateCustomerRow(tx, id, fields, ctx.clock.now());
    const changed = Object.keys(fields) as (keyof NewCustomer)[];
    await tell(
      tx,
      ctx,
      'customer.changed',
      id,
      Object.fromEntries(changed.map((field) => [field, before[field]])),
      fields,
    );
    return view(tx, ctx, id);
  });
}

/** @throws Problem 404; 409 `identity_known` when this customer has it; 422 naming `value` */
export async function addIdentity(ctx: Ctx, id: string, input: IdentityInput): Promise<CustomerView> {
  const [identity] = normalised([input], () => 'value');
  if (identity === undefined) throw invalid('value', 'is missing');
  return ctx.tx(async (tx) => {
    if (!(await lockCustomer(tx, id))) throw notFound('customer');
    try {
      await insertIdentity(tx, id, identity, ctx.clock.now());
    } catch (error) {
      if (!isUniqueViolation(error, 'identity_once')) throw error;
      throw conflict('identity_known', 'This customer has this identity already.');
    }
    await tell(tx, ctx, 'customer.identity-added', id, null, {
      type: identity.type,
      value: identity.value,
    });
    return view(tx, ctx, id);
  });
}

export async function removeIdentity(ctx: Ctx, id: string, identityId: string): Promise<CustomerView> {
  return ctx.tx(async (tx) => {
    if (!(await lockCustomer(tx, id))) throw notFound('customer');
    const ended = await endIdentity(tx, id, identityId, ctx.clock.now());
    if (ended === null) throw notFound('identity');
    await tell(tx, ctx, 'customer.identity-ended', id, ended, null);
    return view(tx, ctx, id);
  });
}

/** Other customers with one of the same identities, for a person to judge. */
export async function sharedIdentities(ctx: Ctx, id: string) {
  if ((await findCustomerView(ctx.db, scopeOfReader(ctx), id)) === null) throw notFound('customer');
  return { items: await sharingCustomers(ctx.db, id) };
}

/**
 * Gives a customer the addresses that a person has recognised as theirs. Those it has, and those with no sound form,
 * are left out. Other customers that have them keep them.
 * @throws Problem 404
 */
export async function adoptIdentities(
  tx: Tx,
  ctx: Ctx,
  id: string,
  identities: readonly { type: IdentityType; value: string }[],
): Promise<void> {
  if (!(await lockCustomer(tx, id))) throw notFound('customer');
  const sound = identities.flatMap(({ type, value }) => {
    const normal = normalForm(type, value);
    return normal.ok ? [{ type, value: value.trim(), normal: normal.value, primary: false }] : [];
  });
  if (sound.length === 0) return;
  const held = await findMatches(tx, sound);
  const fresh = new Map(sound.map((one) => [identityKey(one.type, one.normal), one]));
  for (const [key, matches] of held) if (matches.some((match) => match.customerId === id)) fresh.delete(key);
  if (fresh.size === 0) return;
  for (const identity of fresh.values()) await insertIdentity(tx, id, identity, ctx.clock.now());
  await tell(tx, ctx, 'customer.identity-added', id, null, {
    identities: [...fresh.values()].map(({ type, value }) => ({ type, value })),
  });
}
