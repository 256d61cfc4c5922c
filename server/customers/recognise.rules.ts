import type { z } from 'zod';
import type { identityType } from '#contract/words.ts';
import { normaliseIdentity, type NormalIdentity } from './identity.rules.ts';

export type IdentityType = z.output<typeof identityType>;

/**
 * The form in which identities of a type are compared. Those with a public shape are checked against it; handles are
 * folded to lower case, cards to upper case without blanks, visitor keys taken as they are.
 */
export function normalForm(type: IdentityType, value: string, field: string = type): NormalIdentity {
  switch (type) {
    case 'social':
      return filled(value.trim().normalize('NFC').toLowerCase(), field);
    case 'card':
      return filled(value.replace(/\s+/g, '').toUpperCase(), field);
    case 'visitor':
      return filled(value.trim(), field);
    case 'email':
    case 'pec':
    case 'phone':
    case 'fiscal_code':
    case 'vat_number':
    case 'customer_number':
      return normaliseIdentity(type, value, field);
  }
}

const filled = (value: string, field: string): NormalIdentity =>
  value === '' ? { ok: false, field, code: 'empty', message: `${field} is empty` } : { ok: true, value };

/**
 * The form for intake, which must take what the world sends: an address with no sound shape is compared as its folded
 * text, so that the next message of the same sender still finds the same customer.
 */
export function laxNormalForm(type: IdentityType, value: string): string {
  const normal = normalForm(type, value);
  return normal.ok ? normal.value : value.trim().normalize('NFC').toLowerCase().slice(0, 320);
}

/** One customer that has one of the wanted identities. */
export interface Match {
  customerId: string;
  state: 'provisional' | 'known';
  primary: boolean;
}

/** Whom a message comes from: a customer that is there, or a new provisional one and whether that is for doubt. */
export type Recognition = { customerId: string } | { customerId: null; ambiguous: boolean };

/**
 * Decides whom a set of identities belongs to. `matches` holds, for each identity, the customers that have it.
 * Known customers go before provisional ones. Of several known ones, the one that has all of the identities is taken,
 * else the only one that has its identity as primary, else the one provisional customer that an earlier doubt made;
 * else a new one, for a person to look at. Two known customers are never made one, and none is picked by chance.
 */
export function decide(matches: readonly (readonly Match[])[]): Recognition {
  const all = matches.flat();
  if (all.length === 0) return { customerId: null, ambiguous: false };
  const known = idsOf(all.filter((match) => match.state === 'known'));
  const provisional = idsOf(all.filter((match) => match.state === 'provisional'));
  if (known.length === 1) return { customerId: known[0]! };
  // Provisional ones are not people yet: the oldest collects what belongs together.
  if (known.length === 0) return { customerId: provisional[0]! };
  const answered = matches.filter((one) => one.some((match) => match.state === 'known'));
  const haveAll = known.filter((id) => answered.every((one) => one.some((match) => match.customerId === id)));
  if (haveAll.length === 1) return { customerId: haveAll[0]! };
  const primary = idsOf(
    all.filter(
      (match) =>
        match.state === 'known' &&
        match.primary &&
        (haveAll.length === 0 || haveAll.includes(match.customerId)),
    ),
  );
  if (primary.length === 1) return { customerId: primary[0]! };
  return provisional.length > 0 ? { customerId: provisional[0]! } : { customerId: null, ambiguous: true };
}

// Ids grow with time, so the smallest is the oldest.
const idsOf = (matches: readonly Match[]): string[] =>
  [...new Set(matches.map((match) => match.customerId))].toSorted();
