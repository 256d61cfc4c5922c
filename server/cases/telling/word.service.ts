import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { definitionOf } from '../types/types.store.ts';
import { tellOthers } from './others.service.ts';
import { composeFor, sendTogether } from './sending.service.ts';
import { readTelling } from './settings.ts';
import { factsFor } from './telling.service.ts';
import { insertNotice, type NoticeRow } from './telling.store.ts';
import { tellNotice, untold } from './told.ts';
import { wordAbout, type WordTexts } from './word.rules.ts';
import type { NoticeChannel } from './telling.rules.ts';
import { newsOf, wayFor } from './ways.ts';

// News that somebody writes by hand and tells the customers of several cases, without a step of any of them.

export interface Reached {
  /** null: nothing reaches them, and why. */
  channel: NoticeChannel | null;
  why: 'not_wanted' | 'no_address' | null;
  dueAt: Date | null;
}

async function factsAndWay(tx: Tx | Ctx['db'], ctx: Ctx, row: CaseRow, texts: WordTexts, now: Date) {
  const definition = await definitionOf(tx, row);
  const settings = await readTelling(tx);
  const news = await newsOf(tx, row.customerId, row.id);
  const { dueAt, ...choice } = await wayFor(tx, ctx, settings, news, {
    happenedAt: now,
    waitMinutes: settings.waitMinutes,
    joins: settings.urgent.includes(row.type) ? null : { customerId: row.customerId, cases: [row.id] },
  });
  const facts = { ...factsFor(row, definition, row.state, wordAbout), words: wordsOf(texts) };
  return { settings, news, dueAt, choice, facts };
}
const wordsOf = (texts: WordTexts) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([language, words]) =>
      words === undefined
        ? []
        : [[language, { text: words.text, ...(words.subject === '' ? {} : { subject: words.subject }) }]],
    ),
  );

/**
 * Plans the news for the customer of a case that the caller has locked, as any notice: on the channel they want and agreed
 * to, at its hours, once for each `key`. Its parties are told with it.
 */
export async function planWord(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  { key, texts }: { key: string; texts: WordTexts },
): Promise<Reached> {
  const now = ctx.clock.now();
  const { settings, news, dueAt, choice, facts } = await factsAndWay(tx, ctx, row, texts, now);
  const reached = choice.way !== null;
  const why = choice.way === null ? choice.why : null;
  const notice = await insertNotice(tx, {
    caseId: row.id,
    customerId: row.customerId,
    told: `word:${key}`,
    about: wordAbout,
    facts,
    fromState: null,
    state: reached ? 'planned' : why === 'not_wanted' ? 'withdrawn' : 'failed',
    why,
    channel: choice.way?.channel ?? null,
    address: choice.way?.address ?? null,
    language: news.language,
    happenedAt: now,
    dueAt,
    ...(reached ? {} : { endedAt: now, endedBy: 'system' }),
  });
  const told: Reached = {
    channel: choice.way?.channel ?? null,
    why,
    dueAt: reached ? dueAt : null,
  };
  // The same again: it has been planned.
  if (notice === null) return told;
  if (!reached) {
    await untold(tx, ctx, row, notice, why!);
    await tellOthers(tx, ctx, [{ notice, row }]);
  } else if (dueAt <= now) await sendTogether(tx, ctx, settings, [{ notice, row }]);
  else await tellNotice(tx, ctx, row, notice, 'planned');
  return told;
}

/** Where the news would go and what it would say. */
export async function previewWord(
  ctx: Ctx,
  row: CaseRow,
  texts: WordTexts,
): Promise<Reached & { language: string; subject: string; text: string }> {
  const { news, dueAt, choice, facts } = await factsAndWay(ctx.db, ctx, row, texts, ctx.clock.now());
  const common = { language: news.language, subject: '', text: '' };
  if (choice.way === null) return { ...common, channel: null, why: choice.why, dueAt: null };
  const { channel } = choice.way;
  const notice = { about: wordAbout, facts: facts as unknown as NoticeRow['facts'] };
  const { subject, text } = await composeFor(ctx.db, ctx, [{ notice, row }], news, channel);
  return { ...common, channel, why: null, dueAt, subject, text };
}
