import type { z } from 'zod';
import type { caseParty, customerPart } from '#contract/case-relations.ts';
import type { Names } from '#contract/route.ts';
import { noteLook } from '#server/contacts/index.ts';
import { customersByIds, type CustomerRowView } from '#server/customers/index.ts';
import { sql, type Actor, type Ctx, type Db } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { visibleCase } from '../cases.read.ts';
import { factsOf, todayOf } from './parties.doors.ts';
import { rightsOf, standingOf, type PartyFacts, type PartyRole } from './parties.rules.ts';
import { partiesOf, type PartyRow } from './parties.store.ts';
import type { PaperFile } from '../escalations/escalations.store.ts';

type View = z.input<typeof caseParty>;

const reachOf = (customer: CustomerRowView | undefined) => {
  const first = (type: string) => customer?.identities.find((one) => one.type === type)?.value ?? null;
  return { email: first('email'), pec: first('pec'), phone: first('phone') };
};

/** The people of a case, the holder first, those whose part has ended last. The look is logged. @throws Problem 404 */
export async function partiesNow(ctx: Ctx, caseId: string): Promise<{ items: View[] }> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const [parties, day] = await Promise.all([partiesOf(ctx.db, [caseId]), todayOf(ctx.db, ctx.clock.now())]);
  const customers = await customersByIds(ctx.db, [
    row.customerId,
    ...parties.flatMap(({ customerId }) => customerId ?? []),
  ]);
  // Of somebody outside the register, the look stands with the customer whose case it is.
  const looked = new Set(parties.map(({ customerId }) => customerId ?? row.customerId));
  for (const customer of looked) await noteLook(ctx, customer, `parties of case ${row.number}`);
  const holder = customers.get(row.customerId);
  const facts: PartyFacts = {
    role: 'holder',
    validFrom: null,
    validUntil: null,
    document: false,
    consented: false,
    ended: false,
  };
  return {
    items: [
      {
        ...shownAs(facts, day),
        id: null,
        customer: row.customerId,
        name: holder?.name ?? '',
        ...reachOf(holder),
        language: holder?.language ?? 'it',
        channel: null,
        capacity: null,
        validFrom: null,
        validUntil: null,
        document: null,
        consent: null,
        note: '',
        addedBy: '',
        addedAt: row.openedAt,
        endedBy: null,
        endedAt: null,
        why: null,
      },
      ...parties
        .toSorted((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null))
        .map((party) => viewOf(party, customers, day)),
    ],
  };
}

const shownAs = (facts: PartyFacts, day: string) => {
  const { told, answers, page } = rightsOf(facts, day);
  return { role: facts.role, standing: standingOf(facts, day), told, answers, page };
};

function viewOf(party: PartyRow, customers: ReadonlyMap<string, CustomerRowView>, day: string): View {
  const customer = party.customerId === null ? undefined : customers.get(party.customerId);
  return {
    ...shownAs(factsOf(party), day),
    id: party.id,
    customer: party.customerId,
    name: customer?.name ?? party.name,
    ...(party.customerId === null
      ? { email: party.email, pec: party.pec, phone: party.phone }
      : reachOf(customer)),
    language: party.language ?? customer?.language ?? 'it',
    channel: party.channel as View['channel'],
    capacity: party.capacity as View['capacity'],
    validFrom: party.validFrom,
    validUntil: party.validUntil,
    document: party.fileName,
    consent:
      party.consentAt === null
        ? null
        : {
            how: party.consentHow as NonNullable<View['consent']>['how'],
            words: party.consentWords ?? '',
            by: party.consentBy ?? '',
            at: party.consentAt,
          },
    note: party.note,
    addedBy: party.addedByName,
    addedAt: party.addedAt,
    endedBy: party.endedByName,
    endedAt: party.endedAt,
    why: party.endedWhy,
  };
}

/** The document of a delegation, for whoever may see the case; null where there is none. @throws Problem 404 */
export async function delegationFile(ctx: Ctx, caseId: string, party: string): Promise<PaperFile | null> {
  await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const { rows } = await sql<PaperFile>`
    select p.file_name as name, f.type, f.size::float8 as size, f.sha256
    from cases.party as p join platform.file as f on f.id = p.file_id
    where p.id = ${party}::uuid and p.case_id = ${caseId}::uuid`.execute(ctx.db);
  return rows[0] ?? null;
}

interface Part extends PartyFacts {
  id: string;
  number: string;
  subject: string;
  status: string;
  openedAt: Date;
  typeName: Names;
  stateName: Names;
}

/** Cases that the actor may see in which a customer has a part, the newest first; 200 at most. */
export async function partsNow(
  db: Db,
  actor: Actor,
  customerId: string,
  at: Date,
): Promise<{ items: z.input<typeof customerPart>[] }> {
  const day = await todayOf(db, at);
  const { rows } = await sql<Part>`
    select k.id, k.number, k.subject, k.status, k.opened_at, p.role, p.valid_from, p.valid_until,
      p.file_id is not null as document, p.consent_at is not null as consented, p.ended_at is not null as ended,
      coalesce(v.definition -> 'name', jsonb_build_object('it', k.type, 'en', k.type)) as type_name,
      coalesce((select s -> 'name' from jsonb_array_elements(v.definition -> 'states') as s where s ->> 'key' = k.state limit 1),
        jsonb_build_object('it', k.state, 'en', k.state)) as state_name
    from cases.party as p join cases.case as k on k.id = p.case_id
      left join cases.type_version as v on v.type = k.type and v.number = k.type_version
    where p.customer_id = ${customerId}::uuid and ${visibleCase(actor, 'case.read')}
    order by k.opened_at desc, k.id desc limit 200`.execute(db);
  return {
    items: rows.map((row) => ({
      id: row.id,
      number: row.number,
      subject: row.subject,
      status: row.status as z.input<typeof customerPart>['status'],
      openedAt: row.openedAt,
      typeName: row.typeName,
      stateName: row.stateName,
      role: row.role as Exclude<PartyRole, 'holder'>,
      standing: standingOf(row, day),
      validUntil: row.validUntil,
    })),
  };
}
