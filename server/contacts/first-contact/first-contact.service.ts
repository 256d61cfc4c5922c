import { classificationTree } from '#server/knowledge/index.ts';
import {
  audit,
  isUuid,
  readSetting,
  record,
  type Consumer,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { changeContact, lockContacts } from '../contacts.store.ts';
import { recountPast } from './recount.store.ts';
import { countedOf, judgedFacts, othersOf, type Judged } from './first-contact.read.ts';
import {
  answersAlone,
  firstContactDays,
  isReturn,
  judged,
  sameMatter,
  saysMatter,
  type FirstContact,
} from './first-contact.rules.ts';

/** Cases keep the same days: it is one setting. */
export const firstContactSetting = 'cases.first-contact';

/** For how many days another contact about the same matter takes back that one was solved at first contact. */
export const firstContactDaysOf = async (db: Db | Tx): Promise<number> =>
  (await readSetting<{ days: number }>(db, firstContactSetting))?.days ?? firstContactDays;

const dayMs = 86_400_000;
const moved = (at: Date, days: number): Date => new Date(at.getTime() + days * dayMs);

/** Says whether two classifications are about one matter. */
async function matters(db: Db | Tx): Promise<(one: string | null, other: string | null) => boolean> {
  const tree = await classificationTree(db);
  const above = (node: string | null) => (node === null ? [] : (tree.get(node)?.above ?? []));
  return (one, other) => sameMatter(above(one), above(other));
}

/** The first other contact of the customer about the same matter, within the days before it and after it. */
async function otherContact(db: Db | Tx, facts: Judged, now: Date): Promise<string | null> {
  const days = await firstContactDaysOf(db);
  const others = await othersOf(db, facts, moved(facts.arrivedAt, -days), moved(facts.closedAt ?? now, days));
  if (others.length === 0) return null;
  const same = await matters(db);
  return others.find((one) => same(one.classificationId, facts.classificationId))?.id ?? null;
}

/**
 * Records whether a contact was solved at first contact, where what has just happened to it says so: it closed, its outcome
 * was corrected, it was tied to a case, its customer is another. For whoever has locked it, in their transaction.
 * @param tells whether the change is told; who closes a contact tells that themselves
 * @returns what is recorded now; null: nothing was, or it stays
 */
export async function judgeFirstContact(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  tells = true,
): Promise<FirstContact | null> {
  const facts = await judgedFacts(tx, contactId);
  if (facts === null || facts.state !== 'closed') return null;
  const alone = answersAlone(facts);
  // Nothing was said of most contacts, and nothing is to be.
  if (!alone && facts.firstContact !== 'yes') return null;
  const other = alone ? await otherContact(tx, facts, ctx.clock.now()) : null;
  const becomes = judged({ state: facts.firstContact, why: facts.firstContactWhy }, facts, other !== null);
  if (becomes === null) return null;
  await put(tx, ctx, facts, becomes, { by: other, tells });
  return becomes;
}

async function put(
  tx: Tx,
  ctx: Ctx,
  facts: Judged,
  becomes: FirstContact,
  { by, tells }: { by: string | null; tells: boolean },
): Promise<void> {
  const why = becomes.state === 'withdrawn' ? becomes.why : null;
  await changeContact(tx, facts.id, {
    firstContact: becomes.state,
    firstContactWhy: why,
    firstContactBy: why === 'repeat' ? by : null,
  });
  await audit(tx, ctx.actor, {
    action:
      becomes.state === 'yes' ? 'contact.solved-at-first-contact' : 'contact.not-solved-at-first-contact',
    objectType: 'contact',
    objectId: facts.id,
    serviceId: facts.serviceId,
    ...(by === null || why !== 'repeat' ? {} : { after: { contact: by } }),
    reason: why,
  });
  if (!tells) return;
  await record(tx, ctx.actor, {
    kind: 'contact.changed',
    subjectId: facts.id,
    serviceId: facts.serviceId,
    teamId: facts.teamId,
    data: {
      contact: facts.id,
      conversation: facts.conversationId,
      customer: facts.customerId,
      firstContact: becomes.state,
      fields: ['firstContact'],
    },
  });
}

/** Counts contacts that closed before anybody recorded it; for loaders. */
export const recountFirstContacts = async (tx: Tx, days: number): Promise<void> =>
  recountPast(tx, days, [...(await classificationTree(tx)).values()]);

/** The same customer has come back about the same matter: what had been solved at first contact was not. */
export const contactsFirstContactConsumer: Consumer = {
  name: 'contacts.first-contact',
  kinds: ['contact.closed', 'contact.changed'],
  async handle(tx, ctx, event) {
    const id = event.data['contact'];
    if (!saysMatter(event) || typeof id !== 'string' || !isUuid(id)) return;
    const back = await judgedFacts(tx, id);
    if (
      back === null ||
      !isReturn(back.kind) ||
      back.direction !== 'in' ||
      back.agents === 0 ||
      !back.classified
    )
      return;
    const days = await firstContactDaysOf(tx);
    // One that came before it and was answered later: the customer had asked already.
    const until = back.arrivedAt.getTime();
    const found = (await countedOf(tx, back, moved(back.arrivedAt, days))).filter(
      (one) => until >= moved(one.arrivedAt, -days).getTime() && until <= moved(one.closedAt, days).getTime(),
    );
    if (found.length === 0) return;
    const same = await matters(tx);
    for (const one of found) {
      if (!same(one.classificationId, back.classificationId)) continue;
      await lockContacts(tx, [one.id]);
      const facts = await judgedFacts(tx, one.id);
      if (facts?.firstContact !== 'yes') continue;
      await put(tx, ctx, facts, { state: 'withdrawn', why: 'repeat' }, { by: id, tells: true });
    }
  },
};
