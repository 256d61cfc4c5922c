import { receive } from '#server/contacts/index.ts';
import { answerFlow, firstTurn, flowStanding, openFlow, tieFlow } from '#server/flows/index.ts';
import { invalid, record, type Ctx } from '#server/platform/index.ts';
import { handOverOf } from '../visitors/hand-over.ts';
import { smsMedium } from './medium.ts';
import { isOpenConversation, lastNotice, smsEntryPoint, type SmsEntryPoint } from './sms.read.ts';
import { insertSms, lastExchange, smsByRef } from './sms.store.ts';

interface Incoming {
  ref: string;
  from: string;
  to: string;
  text: string;
}
/** Who has not written for so long begins anew. */
const exchangeMilliseconds = 30 * 60_000;
/** For so long an answer to a notice about a case finds its case. */
const noticeMilliseconds = 14 * 86_400_000;

/**
 * A short message came in: it goes on in the conversation with a person, answers the flow that is under way, begins the
 * flow of its number, or waits for a person where there is none. The same `ref` again has no second effect.
 * @throws Problem 422 naming `to` when it is no number of ours
 */
export async function incoming(ctx: Ctx, message: Incoming): Promise<{ replies: string[] }> {
  const entry = await smsEntryPoint(ctx.db, message.to);
  if (entry === null) throw invalid('to', 'a number of the organisation for short messages that is in use');
  const now = ctx.clock.now();
  const told = await smsByRef(ctx.db, message.ref);
  if (told !== null) {
    // Told again after something broke in between: whoever was led to a person comes to one.
    if (told.sessionId !== null && (await isOwed(ctx, told.sessionId)))
      await toPerson(ctx, entry, message, told.sessionId, null);
    return { replies: [] };
  }
  const before = await lastExchange(
    ctx.db,
    message.from,
    message.to,
    new Date(now.getTime() - exchangeMilliseconds),
  );
  if (before?.conversationId != null && (await isOpenConversation(ctx.db, before.conversationId)))
    return toPerson(ctx, entry, message, null, before.conversationId);
  const standing = before?.sessionId == null ? null : await flowStanding(ctx.db, before.sessionId);
  const session = standing === null || standing.ended ? null : before!.sessionId;
  const notice =
    session === null
      ? await lastNotice(ctx.db, message.from, message.to, new Date(now.getTime() - noticeMilliseconds))
      : null;
  if (notice !== null) return toPerson(ctx, entry, message, null, notice.conversationId, notice.caseId);
  const flow = typeof entry.settings['flow'] === 'string' ? entry.settings['flow'] : null;
  const begun = await ctx.tx(async (tx) => {
    const id =
      session ??
      (flow === null
        ? null
        : ((
            await openFlow(tx, ctx, {
              flow,
              channel: 'sms',
              language: entry.language,
              from: message.from,
              entryPointId: entry.id,
            })
          )?.id ?? null));
    if (id === null) return null;
    const fresh = await insertSms(tx, {
      direction: 'in',
      ownNumber: message.to,
      number: message.from,
      text: message.text,
      at: now,
      ref: message.ref,
      sessionId: id,
    });
    return { id, fresh: fresh !== null };
  });
  if (begun === null) return toPerson(ctx, entry, message, null, null);
  if (!begun.fresh) return { replies: [] };
  const turn =
    session === null
      ? await firstTurn(ctx, begun.id)
      : await answerFlow(ctx, begun.id, standing!.turn, { kind: 'text', text: message.text });
  const reply = turn.say.map(({ text }) => text).join('\n');
  if (reply !== '')
    await ctx.tx((tx) => smsMedium.send(tx, ctx, { to: message.from, text: reply, from: message.to }));
  if (turn.outcome?.kind === 'queue') await toPerson(ctx, entry, message, begun.id, null);
  return { replies: reply === '' ? [] : [reply] };
}

/** A flow led to a person, and nobody has got it yet. */
async function isOwed(ctx: Ctx, sessionId: string): Promise<boolean> {
  const standing = await flowStanding(ctx.db, sessionId);
  return standing?.lastTurn?.outcome?.kind === 'queue' && standing.contactId === null;
}

async function toPerson(
  ctx: Ctx,
  entry: SmsEntryPoint,
  message: Incoming,
  sessionId: string | null,
  conversationId: string | null,
  caseId: string | null = null,
): Promise<{ replies: string[] }> {
  const now = ctx.clock.now();
  return ctx.tx(async (tx) => {
    const handed = sessionId === null ? null : await handOverOf(tx, ctx, sessionId);
    const language = handed?.language ?? entry.language;
    const [received] = await receive(tx, ctx, [
      {
        channel: 'sms',
        entryPoint: {
          id: entry.id,
          serviceId: entry.serviceId,
          queueId: handed?.queueId ?? entry.queueId,
        },
        conversationId,
        customer:
          handed?.customerId == null
            ? { identities: [{ type: 'phone', value: message.from }], name: message.from, language }
            : { id: handed.customerId },
        subject: 'SMS',
        language,
        at: now,
        message: {
          sender: message.from,
          senderName: message.from,
          text: message.text,
          clientId: `sms:${message.ref}`.slice(0, 200),
        },
        context: { sms: message.from },
        ...(handed === null
          ? {}
          : {
              requires: handed.requires,
              boostSeconds: handed.boostSeconds,
              classificationId: handed.classificationId,
            }),
      },
    ]);
    if (caseId !== null && received?.contactId != null)
      await record(tx, ctx.actor, {
        kind: 'contact.case-named',
        subjectId: received.contactId,
        serviceId: entry.serviceId,
        data: { contact: received.contactId, case: caseId },
      });
    if (sessionId !== null && received?.contactId != null) await tieFlow(tx, sessionId, received.contactId);
    await insertSms(tx, {
      direction: 'in',
      ownNumber: message.to,
      number: message.from,
      text: message.text,
      at: now,
      ref: sessionId === null ? message.ref : `${message.ref}:person`,
      conversationId: received!.conversationId,
    });
    return { replies: [] };
  });
}
