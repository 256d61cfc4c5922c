import { customersByIds } from '#server/customers/index.ts';
import { readSetting, type Db, type Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { rightsOf, type PartyFacts, type PartyRights, type PartyRole } from './parties.rules.ts';
import { holdersOf, partiesOf, partsOfCustomer, type PartyRow } from './parties.store.ts';

// What others ask of the people of a case: whom to tell, whose mail belongs to it, who speaks for whom.

/** What decides about a stored party. */
export const factsOf = (row: PartyRow): PartyFacts => ({
  role: row.role as PartyRole,
  validFrom: row.validFrom,
  validUntil: row.validUntil,
  document: row.fileId !== null,
  consented: row.consentAt !== null,
  ended: row.endedAt !== null,
});

/** The day it is for the organisation, which decides about validities. */
export async function todayOf(db: Db | Tx, at: Date): Promise<string> {
  const timeZone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

/** Somebody who is told what happens to a case. */
export interface Recipient {
  /** null: the holder. */
  party: string | null;
  role: PartyRole;
  /** A customer of the register, with the wishes and consents that stand there; null: only what follows is known. */
  customer: string | null;
  name: string;
  /** null: the customer's own. */
  language: string | null;
  /** Of somebody outside the register. */
  addresses: { email: string | null; pec: string | null; phone: string | null };
  /** How somebody outside the register wants to be told; of a customer their wishes stand with them. */
  wish: 'email' | 'pec' | 'sms' | 'none' | null;
  /** Somebody outside the register said that they want to be told; short messages and certified mail want it said. */
  agreed: boolean;
  /** What a page of theirs shows. */
  page: PartyRights['page'];
  /** `generic`: nothing that names the holder or says what is theirs: no name, no words of theirs, no field. */
  told: 'all' | 'generic';
}

/** Somebody with a part in a case as who is told of it, with what their part gives them today. */
export const recipientOf = (party: PartyRow, { told, page }: PartyRights, name: string): Recipient => ({
  party: party.id,
  role: party.role as PartyRole,
  customer: party.customerId,
  name,
  language: party.language,
  addresses: { email: party.email, pec: party.pec, phone: party.phone },
  wish: party.channel as Recipient['wish'],
  agreed: party.consentAt !== null,
  page,
  told: told ?? 'generic',
});

/**
 * Who is told what happens to a case, the holder first; the one place that says so. Nobody of them is to learn of the
 * others: each is told in a message of their own, on no conversation but their own.
 */
export async function recipientsOf(
  db: Db | Tx,
  row: Pick<CaseRow, 'id' | 'customerId'>,
  at: Date,
): Promise<Recipient[]> {
  const [parties, day] = await Promise.all([partiesOf(db, [row.id]), todayOf(db, at)]);
  const customers = await customersByIds(db, [
    row.customerId,
    ...parties.flatMap(({ customerId }) => customerId ?? []),
  ]);
  const holder: Recipient = {
    party: null,
    role: 'holder',
    customer: row.customerId,
    name: customers.get(row.customerId)?.name ?? '',
    language: null,
    addresses: { email: null, pec: null, phone: null },
    wish: null,
    agreed: false,
    page: 'all',
    told: 'all',
  };
  // Who has several roles is told once, by the one that says most.
  const told = new Map<string, Recipient>([[row.customerId, holder]]);
  for (const party of parties) {
    const rights = rightsOf(factsOf(party), day);
    if (rights.told === null) continue;
    const key = party.customerId ?? party.id;
    if (told.get(key)?.told === 'all') continue;
    const name = party.customerId === null ? party.name : (customers.get(party.customerId)?.name ?? '');
    told.set(key, recipientOf(party, rights, name));
  }
  return [...told.values()];
}

/** A party as its page finds it, with what it may today; null where its page opens nothing. */
export async function pageParty(
  db: Db | Tx,
  caseId: string,
  partyId: string,
  at: Date,
): Promise<{ party: PartyRow; rights: PartyRights & { page: NonNullable<PartyRights['page']> } } | null> {
  const party = (await partiesOf(db, [caseId])).find(({ id }) => id === partyId);
  if (party === undefined) return null;
  const rights = rightsOf(factsOf(party), await todayOf(db, at));
  return rights.page === null ? null : { party, rights: { ...rights, page: rights.page } };
}

/** Those whose mail with the number of a case belongs to it: their addresses in lower case, and the case's service. */
export async function writersOf(
  db: Db | Tx,
  caseIds: readonly string[],
  at: Date,
): Promise<Map<string, { addresses: Set<string>; serviceId: string }>> {
  if (caseIds.length === 0) return new Map();
  const cases = await holdersOf(db, caseIds);
  const [parties, day] = await Promise.all([partiesOf(db, caseIds), todayOf(db, at)]);
  const writing = parties.filter((party) => rightsOf(factsOf(party), day).writes);
  const customers = await customersByIds(db, [
    ...cases.map(({ customerId }) => customerId),
    ...writing.flatMap(({ customerId }) => customerId ?? []),
  ]);
  const mailsOf = (customer: string) =>
    (customers.get(customer)?.identities ?? [])
      .filter(({ type }) => type === 'email' || type === 'pec')
      .map(({ value }) => value.toLowerCase());
  return new Map(
    cases.map(({ id, customerId, serviceId }) => [
      id,
      {
        serviceId,
        addresses: new Set([
          ...mailsOf(customerId),
          ...writing
            .filter(({ caseId }) => caseId === id)
            .flatMap((party) =>
              party.customerId === null
                ? [party.email, party.pec].flatMap((one) => one?.toLowerCase() ?? [])
                : mailsOf(party.customerId),
            ),
        ]),
      },
    ]),
  );
}

/** The cases of others for which a customer speaks now, by a delegation that is in force. */
export async function casesActedFor(db: Db | Tx, customerId: string, at: Date): Promise<string[]> {
  const [parts, day] = await Promise.all([partsOfCustomer(db, customerId), todayOf(db, at)]);
  return [
    ...new Set(parts.filter((part) => rightsOf(factsOf(part), day).answers).map(({ caseId }) => caseId)),
  ];
}
