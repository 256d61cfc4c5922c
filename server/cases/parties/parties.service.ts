import type { addParty, changeParty, endParty } from '#contract/case-relations.ts';
import type { Parsed } from '#contract/route.ts';
import { mobile } from '#server/contacts/index.ts';
import { customersByIds, normaliseIdentity } from '#server/customers/index.ts';
import {
  actorLabel,
  audit,
  conflict,
  invalid,
  newId,
  notFound,
  saveFiles,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { tellChange } from '../applying.ts';
import type { CaseRow } from '../cases.read.ts';
import { chosenFiles } from '../escalations/escalations.read.ts';
import { takeLink } from '../telling/links.ts';
import { write } from '../writing.ts';
import { bytesOf, findParty, insertParty, partiesOf, updateParty, type PartyRow } from './parties.store.ts';

type Adding = Parsed<typeof addParty>['body'];
type Changing = Parsed<typeof changeParty>['body'];

/** What happened to a party: in the history, audited, told to those who see the case. */
async function happened(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  about: 'added' | 'changed' | 'ended',
  party: Pick<PartyRow, 'id' | 'role'> & { shown: string },
  trace: { before?: unknown; after?: unknown; reason?: string },
): Promise<void> {
  await write(tx, ctx, {
    caseId: row.id,
    kind: 'party',
    body: trace.reason ?? '',
    data: { about, party: party.id, role: party.role, name: party.shown },
  });
  await audit(tx, ctx.actor, {
    action: `case.party-${about}`,
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    ...trace,
  });
  await tellChange(tx, ctx, row, ['parties']);
}

/** An address in its one form. @throws Problem 422 naming the field */
function addressOf(type: 'email' | 'pec' | 'phone', value: string | null | undefined): string | null {
  if (value == null) return null;
  const read = normaliseIdentity(type, value);
  if (!read.ok) throw invalid(type, read.message, read.code);
  return read.value;
}

/** A copy of its own of the document of a delegation. @throws Problem 422 document */
async function documentOf(tx: Tx, ctx: Ctx, caseId: string, file: string) {
  const uploader = actorLabel(ctx.actor);
  const [chosen] = await chosenFiles(tx, ctx.actor, { caseId, ids: [file], uploader });
  if (chosen === undefined) throw invalid('document', 'a file of this case, or that you uploaded');
  const { sha256, size, type, name } = chosen;
  const [kept] = await saveFiles(tx, [{ sha256, size, type }]);
  return { fileId: kept!.id, fileName: name };
}

const noDocument = { fileId: null, fileName: null };
const noConsent = { consentHow: null, consentWords: null, consentAt: null, consentBy: null };
const consentOf = (ctx: Ctx, consent: NonNullable<Adding['consent']>) => ({
  consentHow: consent.how,
  consentWords: consent.words,
  consentAt: ctx.clock.now(),
  consentBy: ctx.actor.name,
});

function checkDays({ validFrom, validUntil }: { validFrom: string | null; validUntil: string | null }): void {
  if (validFrom !== null && validUntil !== null && validUntil < validFrom)
    throw invalid('validUntil', 'a day not before the first');
}

interface Reached {
  email: string | null;
  pec: string | null;
  phone: string | null;
  channel: string | null;
  consented: boolean;
}
/** Whether somebody outside the register can be told as they wish. @throws Problem 422 channel, consent */
function checkChannel({ email, pec, phone, channel, consented }: Reached): void {
  if (channel === null || channel === 'none') return;
  const address = { email, pec, sms: phone !== null && mobile(phone) ? phone : null };
  if (address[channel as keyof typeof address] === null)
    throw invalid('channel', 'a channel on which they have an address');
  if (channel !== 'email' && !consented)
    throw invalid('consent', 'how and in which words they agreed to this channel', 'consent_needed');
}

/**
 * Gives somebody a part in a case. Who is in the register stays one customer, whose addresses, wishes and consents stand
 * there; of others a name and an address are kept with the case.
 * @throws Problem 404, 409 party_there, 422 naming the field
 */
export const addPartyOf = (ctx: Ctx, caseId: string, input: Adding): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    checkDays(input);
    const known = input.customer !== undefined;
    const customer = known ? (await customersByIds(tx, [input.customer!])).get(input.customer!) : undefined;
    if (known && customer === undefined) throw invalid('customer', 'a customer of the registry');
    if (input.customer === row.customerId)
      throw invalid('customer', 'somebody else: this customer is the holder of the case');
    const there = (await partiesOf(tx, [caseId])).find(
      (one) => one.endedAt === null && one.role === input.role && known && one.customerId === input.customer,
    );
    if (there !== undefined)
      throw conflict('party_there', 'This customer has that part already.', { party: there.id });
    const addresses = {
      email: addressOf('email', input.email),
      pec: addressOf('pec', input.pec),
      phone: addressOf('phone', input.phone),
    };
    if (!known && Object.values(addresses).every((one) => one === null))
      throw invalid('email', 'an address by which they can be reached: mail, PEC or telephone');
    if (!known) checkChannel({ ...addresses, channel: input.channel, consented: input.consent !== null });
    const party = {
      id: newId(),
      caseId,
      role: input.role,
      customerId: input.customer ?? null,
      name: known ? '' : input.name,
      ...(known ? { email: null, pec: null, phone: null } : addresses),
      channel: known ? null : input.channel,
      language: input.language,
      capacity: input.role === 'delegate' ? input.capacity : null,
      validFrom: input.validFrom,
      validUntil: input.validUntil,
      ...(input.document === null ? noDocument : await documentOf(tx, ctx, caseId, input.document)),
      ...(input.consent === null ? noConsent : consentOf(ctx, input.consent)),
      note: input.note,
      addedBy: actorLabel(ctx.actor),
      addedByName: ctx.actor.name,
      addedAt: ctx.clock.now(),
    };
    await insertParty(tx, party);
    const shown = customer?.name ?? party.name;
    await happened(tx, ctx, row, 'added', { ...party, shown }, { after: party });
    return caseId;
  });

/** A party whose part goes on, and its case, locked. @throws Problem 404, 409 party_over */
async function goingOn(tx: Tx, ctx: Ctx, caseId: string, id: string) {
  const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
  const party = await findParty(tx, caseId, id);
  if (party === null) throw notFound('party');
  if (party.endedAt !== null) throw conflict('party_over', 'Their part in this case is over.', { party: id });
  const name =
    party.customerId === null
      ? party.name
      : ((await customersByIds(tx, [party.customerId])).get(party.customerId)?.name ?? '');
  return { row, party: { ...party, shown: name } };
}

/** Changes what stands of a party. @throws Problem 404, 409 party_over, 422 naming the field */
export const changePartyOf = (ctx: Ctx, caseId: string, id: string, input: Changing): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, party } = await goingOn(tx, ctx, caseId, id);
    const outside = party.customerId === null;
    const given = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);
    const addresses = outside
      ? {
          name: given(input.name, party.name),
          email: input.email === undefined ? party.email : addressOf('email', input.email),
          pec: input.pec === undefined ? party.pec : addressOf('pec', input.pec),
          phone: input.phone === undefined ? party.phone : addressOf('phone', input.phone),
          channel: given<string | null>(input.channel, party.channel),
        }
      : null;
    const after = {
      ...addresses,
      language: given<string | null>(input.language, party.language),
      capacity: party.role === 'delegate' ? given<string | null>(input.capacity, party.capacity) : null,
      validFrom: given(input.validFrom, party.validFrom),
      validUntil: given(input.validUntil, party.validUntil),
      note: given(input.note, party.note),
      ...(input.document === undefined
        ? {}
        : input.document === null
          ? noDocument
          : await documentOf(tx, ctx, caseId, input.document)),
      ...(input.consent === undefined
        ? {}
        : input.consent === null
          ? noConsent
          : consentOf(ctx, input.consent)),
    };
    checkDays(after);
    if (addresses !== null) {
      if (addresses.email === null && addresses.pec === null && addresses.phone === null)
        throw invalid('email', 'an address by which they can be reached: mail, PEC or telephone');
      const consented = input.consent === undefined ? party.consentAt !== null : input.consent !== null;
      checkChannel({ ...addresses, consented });
    }
    await updateParty(tx, id, after);
    const before = Object.fromEntries(Object.keys(after).map((key) => [key, party[key as keyof PartyRow]]));
    await happened(tx, ctx, row, 'changed', party, { before, after });
    return caseId;
  });

/** Ends the part of somebody: it stays to be read, and gives no right any more. @throws Problem 404, 409 party_over */
export const endPartyOf = (
  ctx: Ctx,
  caseId: string,
  id: string,
  { why }: Parsed<typeof endParty>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, party } = await goingOn(tx, ctx, caseId, id);
    await updateParty(tx, id, { endedAt: ctx.clock.now(), endedByName: ctx.actor.name, endedWhy: why });
    await takeLink(tx, ctx, row.id, id, why);
    await happened(tx, ctx, row, 'ended', party, { before: { party: id }, reason: why });
    return caseId;
  });

/** Gives those whose part goes on the same part in another case that the caller has locked. For sub-cases. */
export async function copyParties(tx: Tx, ctx: Ctx, from: string, to: CaseRow): Promise<void> {
  const there = await partiesOf(tx, [from]);
  for (const one of there) {
    if (one.endedAt !== null || one.customerId === to.customerId) continue;
    const party = {
      ...one,
      id: newId(),
      caseId: to.id,
      addedBy: actorLabel(ctx.actor),
      addedByName: ctx.actor.name,
      addedAt: ctx.clock.now(),
    };
    if (one.fileId !== null) {
      const [own] = await saveFiles(tx, [await bytesOf(tx, one.fileId)]);
      party.fileId = own!.id;
    }
    await insertParty(tx, party);
    await audit(tx, ctx.actor, {
      action: 'case.party-added',
      objectType: 'case',
      objectId: to.id,
      serviceId: to.serviceId,
      after: party,
    });
  }
}
