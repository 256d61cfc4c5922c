import { organisationName } from '#server/access/index.ts';
import { openingHours } from '#server/calendars/index.ts';
import {
  addSystemLine,
  callbackPath,
  changeContext,
  findCallback,
  leave,
  receive,
  requestCallback,
  sendAutomatic,
  setDelivery,
  timesToChoose,
} from '#server/contacts/index.ts';
import {
  conflict,
  digest,
  invalid,
  newId,
  newSecret,
  notFound,
  Problem,
  record,
  tooMany,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { estimatesOf } from '#server/routing/index.ts';
import { publicEntryPoint, type PublicEntryPoint } from '../visitors/entry-points.read.ts';
import { hoursNow, hoursOf, type Hours } from '../visitors/hours.ts';
import { publicLanguage, sentence, visitorLanguage, type PublicLanguage } from '../visitors/sentences.ts';
import { chatSettings, type ChatSettings } from '../visitors/settings.rules.ts';
import { lineByClientId, outgoingBetween, placesIn, standingsOf } from './chat.read.ts';
import {
  changeVisitor,
  claimUploads,
  insertVisitor,
  lockVisitor,
  visitorByToken,
  type Prefill,
  type Visitor,
  type VisitorPage,
} from './chat.store.ts';
import { leaveFlow } from './leaving-flow.ts';
import { chatWait } from './wait.rules.ts';

export interface ChatEntry {
  entry: PublicEntryPoint;
  settings: ChatSettings;
}

/** An active chat. @throws Problem 404 */
export async function findChat(ctx: Ctx, id: string): Promise<ChatEntry> {
  const entry = await publicEntryPoint(ctx.db, id, 'chat');
  if (entry === null) throw notFound('chat');
  return { entry, settings: chatSettings(entry.settings) };
}

export const chatHours = (ctx: Ctx, { entry, settings }: ChatEntry): Promise<Hours> =>
  hoursOf(ctx, entry, settings.calendarId);

export function greetingOf({ settings }: ChatEntry, lang: string): string {
  const language = publicLanguage(lang);
  const own = settings.greeting;
  // A language without words of its own has those of the house, rather than those of another language.
  return (typeof own === 'string' ? own : own?.[language]) || sentence(language, 'greeting');
}

/** What anybody may know before they begin. @throws Problem 404 */
export async function describeChat(ctx: Ctx, id: string, lang: string) {
  const chat = await findChat(ctx, id);
  const [organisation, hours] = await Promise.all([organisationName(ctx.db), chatHours(ctx, chat)]);
  const { queueId } = hours;
  const [places, estimates] = await Promise.all([placesIn(ctx.db, [queueId]), estimatesOf(ctx, [queueId])]);
  return {
    id,
    name: chat.entry.name,
    organisation,
    open: hours.open,
    nextOpening: hours.nextOpening,
    estimatedWait: hours.open ? chatWait(estimates, queueId, places.length + 1) : null,
    notice: hours.notice?.[publicLanguage(lang)] ?? null,
    announcement: hours.announcement?.[publicLanguage(lang)] ?? null,
    greeting: greetingOf(chat, lang),
    offlineForm: chat.settings.offlineForm,
    maxFileBytes: chat.settings.maxFileBytes,
  };
}

export interface Arrival {
  token: string | null;
  lang: string;
  page?: VisitorPage | undefined;
  prefill?: Prefill | undefined;
}

/**
 * A widget connects: known by its token, or new and given one. Returning tells the desk the page and that the visitor
 * is here again.
 */
export async function arrive(
  ctx: Ctx,
  { entry }: ChatEntry,
  arrival: Arrival,
): Promise<{ visitor: Visitor; token: string; fresh: boolean }> {
  const now = ctx.clock.now();
  const language = visitorLanguage(arrival.lang);
  const known = arrival.token === null ? null : await visitorByToken(ctx.db, entry.id, digest(arrival.token));
  if (known === null) {
    const token = newSecret();
    const visitor: Visitor = {
      id: newId(),
      entryPointId: entry.id,
      customerId: null,
      conversationId: null,
      language,
      page: arrival.page ?? {},
      prefill: arrival.prefill ?? {},
      seenAt: now,
      leftAt: null,
      deliveredSeq: 0,
      readSeq: 0,
      transcriptAt: null,
      callbackId: null,
      flowSessions: [],
      flowState: null,
      flowAt: null,
      flowTurn: null,
      flowSeconds: null,
    };
    await ctx.tx((tx) => insertVisitor(tx, { ...visitor, tokenHash: digest(token), at: now }));
    return { visitor, token, fresh: true };
  }
  const visitor = await ctx.tx(async (tx) => {
    const locked = (await lockVisitor(tx, known.id))!;
    const page = arrival.page ?? locked.page;
    const prefill = filled(locked.prefill, arrival.prefill);
    await changeVisitor(tx, locked.id, { page, prefill, language, seenAt: now, leftAt: null });
    const news = page.url !== locked.page.url || locked.leftAt !== null;
    if (locked.conversationId !== null && news)
      await changeContext(tx, ctx, locked.conversationId, { page, here: true });
    return { ...locked, page, prefill, language, leftAt: null };
  });
  return { visitor, token: arrival.token!, fresh: false };
}

// What was filled in before stays unless it is filled in anew.
const filled = (before: Partial<Prefill>, now: Partial<Prefill> | undefined): Partial<Prefill> => ({
  ...before,
  ...Object.fromEntries(Object.entries(now ?? {}).filter(([, value]) => value !== '')),
});

/** Name, address and question from the fields before the first line; kept for the desk. */
export const setPrefill = (ctx: Ctx, visitorId: string, given: Prefill): Promise<void> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    const prefill = filled(visitor.prefill, given);
    await changeVisitor(tx, visitorId, { prefill });
    if (visitor.conversationId !== null) await changeContext(tx, ctx, visitor.conversationId, { prefill });
  });

/** The visitor went to another page: the desk sees it at once. */
export const setPage = (ctx: Ctx, visitorId: string, page: VisitorPage): Promise<void> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    if (visitor.page.url === page.url && visitor.page.title === page.title) return;
    await changeVisitor(tx, visitorId, { page });
    if (visitor.conversationId !== null) await changeContext(tx, ctx, visitor.conversationId, { page });
  });

export interface Said {
  seq: number;
  at: Date;
  conversationId: string;
  customerId: string;
}

/**
 * Takes a line. The first one opens conversation and contact; one after the contact was closed opens a new contact on
 * the same conversation. The same `clientId` again answers with the line that is there.
 * @throws Problem 422 for an empty line or a file that is gone, 409 `closed` outside hours with nothing running
 */
export async function say(
  ctx: Ctx,
  visitorId: string,
  line: { clientId: string; text: string; attachments: readonly string[] },
): Promise<Said> {
  return ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    const language = publicLanguage(visitor.language);
    // Agents choose ids of their own in the same conversation.
    const clientId = `v:${line.clientId}`;
    if (visitor.conversationId !== null) {
      const before = await lineByClientId(tx, visitor.conversationId, clientId);
      if (before !== null)
        return { ...before, conversationId: visitor.conversationId, customerId: visitor.customerId! };
    }
    const chat = await findChat({ ...ctx, db: tx }, visitor.entryPointId);
    await ensureOpen(tx, ctx, chat, visitor);
    const text = tidy(line.text);
    if (text === '' && line.attachments.length === 0)
      throw invalid('text', sentence(language, 'lineEmpty'), 'empty');
    const wanted = [...new Set(line.attachments)].slice(0, chat.settings.maxFiles);
    const now = ctx.clock.now();
    const files = await claimUploads(tx, visitorId, wanted, now);
    if (files.length < wanted.length)
      throw invalid('attachments', sentence(language, 'fileGone'), 'file_gone');
    const name = visitor.prefill.name || sentence(language, 'visitor');
    const subject = text.replace(/\s+/g, ' ').slice(0, 120) || files[0]?.name || 'Chat';
    const [received] = await receive(tx, ctx, [
      {
        channel: 'chat',
        entryPoint: chat.entry,
        hours: await hoursNow({ db: tx, clock: ctx.clock }, chat.entry, chat.settings.calendarId),
        conversationId: visitor.conversationId,
        customer:
          visitor.customerId === null
            ? // Only the browser identifies: an address somebody types is a claim, and opens nobody's record.
              { identities: [{ type: 'visitor', value: visitor.id }], name, language: visitor.language }
            : { id: visitor.customerId },
        subject,
        // Theirs, also where our own sentences know fewer.
        language: visitor.language,
        at: now,
        message: {
          sender: null,
          senderName: name,
          text,
          clientId,
          attachments: files.map(({ fileId, name: file, type, size }) => ({
            fileId,
            name: file,
            type,
            size,
          })),
        },
        context: { page: visitor.page, prefill: visitor.prefill, here: true },
      },
    ]);
    const { conversationId, customerId, seq, blocked } = received!;
    if (blocked !== null) await sendAutomatic(tx, ctx, conversationId, { text: blocked.text[language] });
    await changeVisitor(tx, visitorId, { conversationId, customerId, seenAt: now, leftAt: null });
    return { seq, at: now, conversationId, customerId };
  });
}

async function ensureOpen(tx: Tx, ctx: Ctx, chat: ChatEntry, visitor: Visitor): Promise<void> {
  const [standing] = visitor.conversationId === null ? [] : await standingsOf(tx, [visitor.conversationId]);
  if (standing !== undefined && ['queued', 'offered', 'active'].includes(standing.contactState)) return;
  const hours = await hoursOf({ db: tx, clock: ctx.clock }, chat.entry, chat.settings.calendarId);
  // Who is turned away with the queue's own words is told so in the conversation, and counted.
  if (!hours.open && hours.notice === null)
    throw conflict('closed', sentence(publicLanguage(visitor.language), 'chatClosed'));
}

/** A text as it may be kept: no characters that control, no half ones. */
export const tidy = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .toWellFormed()
    .trim();

/** Everything up to `delivered` reached the widget, everything up to `read` was on screen. Marks never go back. */
export const mark = (
  ctx: Ctx,
  visitorId: string,
  given: { delivered: number; read: number },
): Promise<void> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor?.conversationId == null) return;
    const [standing] = await standingsOf(tx, [visitor.conversationId]);
    const last = standing?.lastSeq ?? 0;
    const delivered = Math.max(visitor.deliveredSeq, Math.min(given.delivered, last));
    const read = Math.max(visitor.readSeq, Math.min(given.read, delivered));
    if (delivered === visitor.deliveredSeq && read === visitor.readSeq) return;
    await changeVisitor(tx, visitorId, { deliveredSeq: delivered, readSeq: read });
    const { conversationId } = visitor;
    const readNow = await outgoingBetween(tx, conversationId, visitor.readSeq, read, [
      'queued',
      'sent',
      'delivered',
    ]);
    const deliveredNow = await outgoingBetween(
      tx,
      conversationId,
      Math.max(read, visitor.deliveredSeq),
      delivered,
      ['queued', 'sent'],
    );
    for (const messageId of readNow) await setDelivery(tx, ctx, { messageId, state: 'read' });
    for (const messageId of deliveredNow) await setDelivery(tx, ctx, { messageId, state: 'delivered' });
  });

/**
 * The visitor is gone: a contact that waited is abandoned; one in an agent's hands stays there and the agent reads it.
 * @param why `ended`: by their own button; `left`: no connection for longer than the entry point's grace
 */
export async function goAway(tx: Tx, ctx: Ctx, visitor: Visitor, why: 'ended' | 'left'): Promise<void> {
  if (visitor.flowState === 'open') await leaveFlow(tx, ctx, visitor, 'left');
  if (visitor.conversationId === null) return;
  const [standing] = await standingsOf(tx, [visitor.conversationId]);
  if (standing === undefined) return;
  const result = await leave(tx, ctx, standing.contactId, ctx.clock.now());
  if (result === 'still-handled')
    await addSystemLine(tx, ctx, visitor.conversationId, sentence('it', why), { kind: `visitor-${why}` });
  if (result !== 'over') await changeContext(tx, ctx, visitor.conversationId, { here: false });
}

/** The visitor ends the chat by their own button. */
export const end = (ctx: Ctx, visitorId: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    await goAway(tx, ctx, visitor, 'ended');
    await changeVisitor(tx, visitorId, { leftAt: ctx.clock.now() });
  });

/** Times at which who finds the chat closed or full may be called back. */
export async function callbackTimes(ctx: Ctx, { entry }: ChatEntry): Promise<Date[]> {
  if (!entry.callback) return [];
  const { isOpen } = await openingHours(ctx.db, entry.queueCalendarId);
  return timesToChoose(ctx.clock.now(), isOpen);
}

/** `link`: to the page where it can be moved or cancelled; null where somebody else has that. */
export interface Promised {
  number: string;
  at: Date | null;
  link: string | null;
}

/**
 * A visitor asks to be called back. The chat of one who waits leaves the queue, its place is kept, and they read in the
 * conversation what was promised; one who finds the chat closed or full may choose a time.
 * @throws Problem in the visitor's language: 422 `number` or `at`, 409 when the chat would take them or has them, or no
 *   more can be promised
 */
export const callBack = (
  ctx: Ctx,
  visitorId: string,
  wish: { number: string; at: string | null; name: string; email: string },
): Promise<Promised> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    const language = publicLanguage(visitor.language);
    const [standing] = visitor.conversationId === null ? [] : await standingsOf(tx, [visitor.conversationId]);
    const waits = standing?.queueId != null && ['queued', 'offered'].includes(standing.contactState);
    const chat = await findChat({ ...ctx, db: tx }, visitor.entryPointId);
    if (!waits) {
      const { open } = await hoursOf({ db: tx, clock: ctx.clock }, chat.entry, chat.settings.calendarId);
      if (open || standing?.contactState === 'active')
        throw conflict('not_waiting', sentence(language, 'callbackNotWaiting'));
    }
    const name = wish.name || visitor.prefill.name || sentence(language, 'visitor');
    const promise = await requestCallback(tx, ctx, {
      number: wish.number,
      queueId: waits ? standing.queueId! : chat.entry.queueId,
      via: 'chat',
      at: waits || wish.at === null ? null : new Date(wish.at),
      note: '',
      language,
      customer:
        visitor.customerId === null
          ? // A number somebody types is a claim, and opens nobody's record.
            { identities: [{ type: 'visitor', value: visitor.id }], name }
          : { id: visitor.customerId },
      email: wish.email || visitor.prefill.email || null,
      origin: waits ? standing.contactId : null,
    }).catch((error: unknown) => {
      throw error instanceof Problem ? refusal(error, language, waits) : error;
    });
    if (promise.link !== null) await changeVisitor(tx, visitorId, { callbackId: promise.contactId });
    if (waits)
      await sendAutomatic(tx, ctx, visitor.conversationId!, {
        text: sentence(language, 'callbackPromised', { number: promise.number }),
      });
    return { number: promise.number, at: waits ? null : promise.promisedAt, link: promise.link };
  });

/** The callback that a visitor asked for in this window, while it is still to be made. */
export async function promisedTo(ctx: Ctx, visitor: Visitor): Promise<Promised | null> {
  if (visitor.callbackId === null) return null;
  const callback = await findCallback(ctx.db, visitor.callbackId);
  if (callback?.state !== 'open') return null;
  return {
    number: callback.number,
    at: callback.wantedAt,
    link: callbackPath(ctx, callback.contactId, visitor.language),
  };
}

/** Why nobody is called back, in the visitor's words. */
function refusal(error: Problem, language: PublicLanguage, waits: boolean): Problem {
  if (error.status === 422)
    return error.fields.some(({ field }) => field === 'at')
      ? invalid('at', sentence(language, 'callbackTime'))
      : invalid('number', sentence(language, 'callbackNumber'));
  if (error.status === 429) return conflict(error.code, sentence(language, 'callbackOften'));
  return conflict(error.code, sentence(language, waits ? 'callbackFull' : 'callbackChoose'));
}

const transcriptMilliseconds = 5 * 60_000;

/** Asks for a copy of the conversation by e-mail; the e-mail channel sends it. One copy in some minutes. */
export const requestTranscript = (ctx: Ctx, visitorId: string, email: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    const language = publicLanguage(visitor.language);
    if (visitor.conversationId === null) throw conflict('nothing_yet', sentence(language, 'nothingYet'));
    const now = ctx.clock.now();
    const next = (visitor.transcriptAt?.getTime() ?? -Infinity) + transcriptMilliseconds;
    if (next > now.getTime())
      throw tooMany(sentence(language, 'transcriptSoon'), Math.ceil((next - now.getTime()) / 1000));
    await changeVisitor(tx, visitorId, { transcriptAt: now });
    const [standing] = await standingsOf(tx, [visitor.conversationId]);
    await record(tx, ctx.actor, {
      kind: 'chat.transcript-requested',
      subjectId: visitor.conversationId,
      serviceId: standing?.serviceId ?? null,
      teamId: standing?.teamId ?? null,
      data: {
        conversation: visitor.conversationId,
        contact: standing?.contactId ?? null,
        to: email,
        language,
      },
    });
  });
