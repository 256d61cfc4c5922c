import { caseRow, type CaseRow } from '#server/cases/cases.read.ts';
import { composeFor } from '#server/cases/telling/sending.service.ts';
import { insertText } from '#server/cases/telling/own-texts.store.ts';
import {
  changeNotices,
  insertConsent,
  insertNotice,
  savePreference,
  type NoticeRow,
  type Tried,
} from '#server/cases/telling/telling.store.ts';
import type { NoticeChannel } from '#server/cases/telling/telling.rules.ts';
import { factsFor } from '#server/cases/telling/telling.service.ts';
import { ensureShippedTypes } from '#server/cases/types/shipped.service.ts';
import { definitionOf } from '#server/cases/types/types.store.ts';
import { customersByIds } from '#server/customers/index.ts';
import { hoursInZone } from '#server/calendars/index.ts';
import { newId, type Ctx, type Tx } from '#server/platform/index.ts';
import { customersWithCases, textKeepers, type ToldCustomer } from './notices-demo.read.ts';

// Customers of the demo who want their news each in their own way, and what became of it: sent, joined, waiting for the
// morning, arrived by the second channel only, held back.

const HOUR = 3_600_000;
const by = { setBy: 'system', setByName: 'Chiara Fontanelli' };

type Channel = NoticeChannel | 'none';
interface Wish {
  /** Whether somebody of the demo can want it. */
  fits: (one: ToldCustomer) => boolean;
  channel: Channel;
  language?: string;
  words?: string;
  how?: 'phone' | 'writing' | 'desk';
  tell: (story: Story, one: ToldCustomer) => Promise<void>;
}

/** Writes notices of one customer's cases. */
class Story {
  readonly tx: Tx;
  readonly ctx: Ctx;
  readonly language: string;
  constructor(tx: Tx, ctx: Ctx, language: string) {
    this.tx = tx;
    this.ctx = ctx;
    this.language = language;
  }
  /** One notice of a case, planned when it happened; what became of it follows. */
  async notice(
    row: CaseRow,
    told: string,
    way: { channel: NoticeChannel | null; address: string | null },
    hoursAgo: number,
    dueAt?: Date,
  ): Promise<NoticeRow> {
    const definition = await definitionOf(this.tx, row);
    const about = definition.openedNotice ?? Object.keys(definition.notices)[0]!;
    const at = new Date(this.ctx.clock.now().getTime() - hoursAgo * HOUR);
    const made = await insertNotice(this.tx, {
      caseId: row.id,
      customerId: row.customerId,
      // Beside what the story of the case has told already.
      told: `demo ${told}`,
      about,
      facts: factsFor(row, definition, row.state, about),
      fromState: told === 'opened' ? null : definition.states[0]!.key,
      state: 'planned',
      ...way,
      language: this.language,
      happenedAt: at,
      dueAt: dueAt ?? at,
    });
    return made!;
  }
  async sent(
    rows: { row: CaseRow; notice: NoticeRow }[],
    channel: NoticeChannel,
    hoursAgo: number,
    also: { tried?: Tried[] } = {},
  ): Promise<void> {
    const [first] = rows;
    const name = (await customersByIds(this.tx, [first!.row.customerId])).get(first!.row.customerId)?.name;
    const { text } = await composeFor(
      this.tx,
      this.ctx,
      rows,
      { language: this.language, name: name ?? '' },
      channel,
      this.tx,
    );
    for (const [index, { notice }] of rows.entries())
      await changeNotices(this.tx, [notice.id], {
        state: index === 0 ? 'sent' : 'merged',
        text,
        endedAt: new Date(this.ctx.clock.now().getTime() - hoursAgo * HOUR),
        endedBy: 'system',
        mergedInto: index === 0 ? null : first!.notice.id,
        ...also,
      });
  }
}

const rowsOf = async (tx: Tx, one: ToldCustomer): Promise<CaseRow[]> =>
  (await Promise.all(one.cases.map((id) => caseRow(tx, id)))).filter((row) => row !== null);

const wishes: Wish[] = [
  {
    // In English, and what two cases did on one day came in one mail.
    fits: ({ cases, email }) => cases.length > 1 && email !== null,
    channel: 'email',
    language: 'en',
    how: 'desk',
    words: 'Yes, by mail please, and in English.',
    async tell(story, one) {
      const rows = (await rowsOf(story.tx, one)).slice(0, 2);
      const joint = [];
      for (const row of rows)
        joint.push({
          row,
          notice: await story.notice(row, 'opened', { channel: 'email', address: one.email }, 50),
        });
      await story.sent(joint, 'email', 49);
    },
  },
  {
    // By text message only, and never at night: the last one waits for the morning.
    fits: ({ mobile }) => mobile !== null,
    channel: 'sms',
    how: 'phone',
    words: 'Sì, mandatemi un SMS a questo numero.',
    async tell(story, one) {
      const [row] = await rowsOf(story.tx, one);
      const way = { channel: 'sms' as const, address: one.mobile };
      const first = await story.notice(row!, 'opened', way, 72);
      await story.sent([{ row: row!, notice: first }], 'sms', 70);
      const now = story.ctx.clock.now();
      const day = hoursInZone({
        from: '08:30',
        to: '20:00',
        days: [1, 2, 3, 4, 5, 6],
        holidays: false,
        timeZone: 'Europe/Rome',
        year: now.getUTCFullYear(),
      });
      // The next opening after some quiet hours, also while today's go on.
      const hours = Array.from({ length: 48 }, (_, hour) => new Date(now.getTime() + hour * HOUR));
      const quiet = hours.find((at) => !day.isOpen(at)) ?? now;
      await story.notice(row!, 'demo', way, 1, day.next(quiet) ?? now);
    },
  },
  {
    fits: ({ pec }) => pec !== null,
    channel: 'pec',
    how: 'writing',
    words: 'Chiedo che ogni comunicazione avvenga a questo indirizzo PEC.',
    async tell(story, one) {
      const [row] = await rowsOf(story.tx, one);
      const notice = await story.notice(row!, 'opened', { channel: 'pec', address: one.pec }, 30);
      await story.sent([{ row: row!, notice }], 'pec', 30);
    },
  },
  {
    fits: () => true,
    channel: 'none',
    async tell(story, one) {
      const [row] = await rowsOf(story.tx, one);
      const notice = await story.notice(row!, 'opened', { channel: null, address: null }, 26);
      await changeNotices(story.tx, [notice.id], {
        state: 'withdrawn',
        why: 'not_wanted',
        endedAt: notice.happenedAt,
        endedBy: 'system',
      });
    },
  },
  {
    // The mail came back, the text message arrived.
    fits: ({ email, mobile }) => email !== null && mobile !== null,
    channel: 'email',
    how: 'phone',
    words: 'Per posta va bene; se non arriva, un SMS.',
    async tell(story, one) {
      const [row] = await rowsOf(story.tx, one);
      await insertConsent(story.tx, {
        customerId: one.id,
        channel: 'sms',
        given: true,
        how: 'phone',
        words: 'Se la posta non arriva, un SMS.',
        takenBy: by.setBy,
        takenByName: by.setByName,
        at: new Date(story.ctx.clock.now().getTime() - 90 * HOUR),
      });
      const notice = await story.notice(row!, 'opened', { channel: 'sms', address: one.mobile }, 28);
      await story.sent([{ row: row!, notice }], 'sms', 27, {
        tried: [{ channel: 'email', address: one.email, why: '550 5.2.2 mailbox full' }],
      });
    },
  },
  {
    // Nothing reached them, and one was held back because it had been said on the phone.
    fits: ({ email }) => email !== null,
    channel: 'email',
    async tell(story, one) {
      const [row] = await rowsOf(story.tx, one);
      const failed = await story.notice(row!, 'opened', { channel: 'email', address: one.email }, 52);
      await changeNotices(story.tx, [failed.id], {
        state: 'failed',
        why: 'undelivered',
        endedAt: new Date(story.ctx.clock.now().getTime() - 51 * HOUR),
        endedBy: 'system',
        tried: [{ channel: 'email', address: one.email, why: '550 5.1.1 no such user' }],
      });
      const held = await story.notice(row!, 'demo', { channel: 'email', address: one.email }, 5);
      await changeNotices(story.tx, [held.id], {
        state: 'withdrawn',
        why: 'by_hand',
        reason: 'Detto al telefono stamattina.',
        endedAt: new Date(story.ctx.clock.now().getTime() - 4 * HOUR),
        endedBy: by.setByName,
      });
    },
  },
];

/** Gives customers of the demo their wishes, and their cases what was told of them; two texts of the organisation's own. */
export async function loadNotices(ctx: Ctx): Promise<void> {
  await ctx.tx(async (tx) => {
    const now = ctx.clock.now();
    // What cases are told in stands in their types.
    await ensureShippedTypes(tx, now);
    const taken = new Set<string>();
    const customers = await customersWithCases(tx);
    for (const wish of wishes) {
      const one = customers.find((found) => !taken.has(found.id) && wish.fits(found));
      if (one === undefined) continue;
      taken.add(one.id);
      const at = new Date(now.getTime() - 100 * HOUR);
      await savePreference(tx, {
        customerId: one.id,
        caseId: null,
        channel: wish.channel,
        language: wish.language ?? null,
        ...by,
        setAt: at,
      });
      if (wish.words !== undefined && wish.channel !== 'none')
        await insertConsent(tx, {
          customerId: one.id,
          channel: wish.channel,
          given: true,
          how: wish.how!,
          words: wish.words,
          takenBy: by.setBy,
          takenByName: by.setByName,
          at,
        });
      await wish.tell(new Story(tx, ctx, wish.language ?? 'it'), one);
    }
    await ownTexts(tx, now);
  });
}

/** One text in force, and one that waits for somebody else's yes. */
async function ownTexts(tx: Tx, now: Date): Promise<void> {
  const [author, approver] = await textKeepers(tx);
  if (author === undefined || approver === undefined) return;
  const written = new Date(now.getTime() - 20 * 24 * HOUR);
  const common = {
    serviceId: null,
    number: 1,
    authorId: author.id,
    authorName: author.name,
    changedAt: written,
  };
  await insertText(tx, {
    ...common,
    id: newId(),
    type: 'complaint',
    notice: 'closed',
    language: 'it',
    channel: 'letter',
    state: 'approved',
    subject: 'Il suo reclamo è concluso',
    body: 'abbiamo concluso il suo reclamo {number}, «{subject}».\n\n{resolution}\n\nSe non è quello che si aspettava, ci risponda: lo rileggiamo. La pratica si vede qui: {link}',
    note: 'Con il nuovo tono delle risposte ai reclami.',
    approvedBy: approver.id,
    approvedByName: approver.name,
    approvedAt: written,
    validFrom: written,
  });
  await insertText(tx, {
    ...common,
    id: newId(),
    type: null,
    notice: 'closed',
    language: 'pl',
    channel: 'sms',
    state: 'draft',
    subject: null,
    body: 'Sprawa {number}: {state}. {link}',
    note: 'Per chi legge il polacco.',
  });
}
