import type { firstContactSetting } from '#contract/case-charge.ts';
import {
  firstContactDaysOf,
  firstContactSetting as setting,
  isReturn,
  sameMatter,
  saysMatter,
  withinDays,
} from '#server/contacts/index.ts';
import { classificationTree } from '#server/knowledge/index.ts';
import {
  audit,
  configChanged,
  forbidden,
  isUuid,
  record,
  scopeOf,
  writeSetting,
  type Consumer,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import type { z } from 'zod';
import { lockedCase } from '../access.ts';
import { workersOn, type CaseRow } from '../cases.read.ts';
import { placeOf, write } from '../writing.ts';
import { closedContact, solvedAtFirstOf, solvedFacts } from './charge.read.ts';
import { setFirstContact } from './charge.store.ts';
import { solvedAtFirst } from './first-contact.rules.ts';

type Setting = z.output<typeof firstContactSetting>;

export const readFirstContact = async (db: Db | Tx): Promise<Setting> => ({
  days: await firstContactDaysOf(db),
});

/** @throws Problem 403 */
export const putFirstContact = (ctx: Ctx, after: Setting): Promise<Setting> =>
  ctx.tx(async (tx) => {
    if (scopeOf(ctx.actor, 'admin.routing') !== 'all') throw forbidden('admin.routing everywhere');
    const before = await readFirstContact(tx);
    await writeSetting(tx, setting, after);
    await configChanged(tx, ctx.actor, { what: 'first-contact', id: 'days', subjectId: null, before, after });
    return after;
  });

async function mark(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  about: 'first_contact' | 'not_first',
  why: string | null,
  more: Record<string, unknown> = {},
): Promise<void> {
  await setFirstContact(
    tx,
    row.id,
    about === 'first_contact'
      ? { firstContact: 'yes', firstContactAt: ctx.clock.now(), firstContactWhy: null }
      : { firstContact: 'withdrawn', firstContactWhy: why },
  );
  await write(tx, ctx, { caseId: row.id, kind: 'step', body: '', data: { about, why, ...more } });
  await audit(tx, ctx.actor, {
    action: about === 'first_contact' ? 'case.solved-at-first-contact' : 'case.not-solved-at-first-contact',
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    reason: why,
  });
  await record(tx, ctx.actor, {
    kind: 'case.changed',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      owner: row.ownerId,
      version: row.version,
      fields: ['firstContact'],
      workers: await workersOn(tx, row.id),
    },
  });
}

const isOver = (status: string) => status === 'solved' || status === 'closed';

/** A case came into another state: solved for the first time it may be so at first contact; taken up again it is not. */
export async function firstContactOf(tx: Tx, ctx: Ctx, row: CaseRow, from: string): Promise<void> {
  if (isOver(row.status) && !isOver(from)) {
    if (row.firstContact === null && solvedAtFirst(await solvedFacts(tx, row.id)))
      await mark(tx, ctx, row, 'first_contact', null);
  } else if (!isOver(row.status) && isOver(from)) await takeBackFirst(tx, ctx, row, 'reopened');
}

/** What was solved at first contact was not, after all. For whoever has locked the case. */
export async function takeBackFirst(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  why: 'reopened' | 'contact' | 'repeat',
  more: Record<string, unknown> = {},
): Promise<void> {
  if (row.firstContact === 'yes') await mark(tx, ctx, row, 'not_first', why, more);
}

/** A later contact was tied to a case: within the days it was not solved at first contact. The case is locked. */
export async function contactTakesBack(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  contact: string,
  number: string,
): Promise<void> {
  if (row.firstContact !== 'yes') return;
  const found = await closedContact(tx, contact);
  const { days } = await readFirstContact(tx);
  if (
    found !== null &&
    isReturn(found.kind) &&
    row.firstContactAt !== null &&
    withinDays(row.firstContactAt, found.arrivedAt, days)
  )
    await takeBackFirst(tx, ctx, row, 'contact', { number });
}

/** The same customer has come back about the same matter, without anybody tying it to the case. */
export const firstContactConsumer: Consumer = {
  name: 'cases.first-contact',
  kinds: ['contact.closed', 'contact.changed'],
  async handle(tx, ctx, event) {
    if (!saysMatter(event)) return;
    const id = event.data['contact'];
    if (typeof id !== 'string' || !isUuid(id)) return;
    const contact = await closedContact(tx, id);
    if (
      contact === null ||
      !isReturn(contact.kind) ||
      contact.direction !== 'in' ||
      contact.classificationId === null
    )
      return;
    const { days } = await readFirstContact(tx);
    const solved = await solvedAtFirstOf(tx, contact.customerId);
    if (solved.length === 0) return;
    const tree = await classificationTree(tx);
    const above = (node: string | null) => (node === null ? [] : (tree.get(node)?.above ?? []));
    for (const one of solved) {
      if (one.openedIn === id || !withinDays(one.solvedAt, contact.arrivedAt, days)) continue;
      if (!sameMatter(above(one.classificationId), above(contact.classificationId))) continue;
      await takeBackFirst(tx, ctx, await lockedCase(tx, ctx, one.id), 'repeat', { number: contact.number });
    }
  },
};
