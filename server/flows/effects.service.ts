import { randomInt } from 'node:crypto';
import { organisationName } from '#server/access/index.ts';
import { calendarStanding } from '#server/calendars/index.ts';
import { audit, markGathered, sameText, sign, sql, type Ctx, type Tx } from '#server/platform/index.ts';
import { calendarNamed } from './flows.read.ts';
import { findFlow, findVersion, placeOfFlow } from './flows.store.ts';
import { graphOf } from './graphs.ts';
import { flowMeans, type Asked } from './means.ts';
import { flowSentence } from './sentences.ts';
import { changeSession, codeOf, noteProof, wrongProofs, type SessionRow } from './sessions.store.ts';
import type { EffectResult, FlowEffect, FlowState } from './state.rules.ts';

// What the engine asks for, done in the transaction of the answer. A call to somebody else's service is not among it: no
// transaction waits for that.

/** A one-time code is good for so long, and for so many tries. */
const codeMilliseconds = 600_000;
const codeTries = 5;
/** So many wrong proofs are borne for a customer in an hour, whoever gives them. */
const wrongProofsPerHour = 10;

type Doable = Exclude<FlowEffect, { kind: 'call' }>;
interface Doing {
  session: SessionRow;
  state: FlowState;
}

/** Does what is asked; what fails is a way out, told in the log, and leaves nothing half done. */
export async function perform(tx: Tx, ctx: Ctx, doing: Doing, effect: Doable): Promise<EffectResult> {
  const forget = markGathered(tx);
  await sql`savepoint flow_effect`.execute(tx);
  try {
    const result = await done(tx, ctx, doing, effect);
    await sql`release savepoint flow_effect`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint flow_effect`.execute(tx);
    forget();
    ctx.log.warn(
      { err: error, effect: effect.kind, flow: doing.state.flow, node: doing.state.node },
      'a node of a flow failed',
    );
    return { exit: 'error', note: (error as Error).message.slice(0, 200) };
  }
}

const serviceOf = async (tx: Tx, { flow }: FlowState): Promise<string | null> =>
  (await placeOfFlow(tx, flow))?.serviceId ?? null;
const asked = (state: FlowState, given: Asked['given']): Asked => ({
  given,
  customerId: state.customer,
  language: state.language,
  channel: state.channel,
});

async function done(tx: Tx, ctx: Ctx, doing: Doing, effect: Doable): Promise<EffectResult> {
  const { session, state } = doing;
  const means = flowMeans();
  const trial = session.trialBy !== null;
  switch (effect.kind) {
    case 'lookup': {
      const lookup = means.lookups.find(({ part }) => part.what === effect.what);
      if (lookup === undefined || (lookup.part.identified && state.customer === null))
        return { exit: 'error' };
      const value = await lookup.look(tx, ctx, asked(state, effect.with));
      return value === null ? { exit: 'none', value: null } : { exit: 'found', value };
    }
    case 'act': {
      const act = means.acts.find(({ part }) => part.what === effect.what);
      if (act === undefined || (act.part.identified && state.customer === null)) return { exit: 'error' };
      if (!trial) {
        const { result, value } = await act.do(tx, ctx, asked(state, effect.with));
        return value === undefined ? { exit: result } : { exit: result, value };
      }
      // Tried for real, so that the rules of the field answer, and taken back.
      const forget = markGathered(tx);
      await sql`savepoint flow_trial`.execute(tx);
      const { result, value } = await act.do(tx, ctx, asked(state, effect.with));
      await sql`rollback to savepoint flow_trial`.execute(tx);
      forget();
      return value === undefined ? { exit: result, note: 'trial' } : { exit: result, value, note: 'trial' };
    }
    case 'search': {
      const found = await means.search(tx, ctx, effect.question, state.language);
      if (found === null) return { exit: 'none' };
      return { exit: 'found', value: found.text, say: found.text, note: found.title };
    }
    case 'case':
      return caseOf(tx, ctx, doing, effect);
    case 'send': {
      if (state.customer === null) return { exit: 'error' };
      const { holes } = effect;
      if (trial)
        return holes.length === 0
          ? { exit: 'sent', note: 'trial' }
          : { exit: 'error', note: `nothing is known for ${holes.join(', ')}` };
      const sent = await means.sendToCustomer(tx, ctx, {
        customerId: state.customer,
        serviceId: await serviceOf(tx, state),
        subject: effect.subject,
        language: state.language,
        ...(effect.document
          ? {
              text: flowSentence(state.language, 'attached', { subject: effect.subject }),
              document: { subject: effect.subject, text: effect.text },
            }
          : { text: effect.text, document: null }),
        missing: holes,
      });
      if (sent === 'sent' || sent === 'no_address') return { exit: sent, note: effect.subject };
      return { exit: 'error', note: `held back as ${sent.held}: nothing is known for ${holes.join(', ')}` };
    }
    case 'hours':
      return { exit: (await isOpen(tx, ctx, effect)) ? 'open' : 'closed' };
    case 'emergency':
      return { exit: (await means.queueByCode(tx, effect.queue))?.emergency === true ? 'on' : 'off' };
    case 'find': {
      const found = await means.findCustomer(tx, effect.by, effect.value);
      return found.found === 'one'
        ? { exit: 'found', candidate: found.customerId, proofs: found.proofs }
        : { exit: found.found, candidate: null };
    }
    case 'code':
      return code(tx, ctx, doing, effect);
    case 'prove':
      return prove(tx, ctx, doing, effect);
    case 'callback':
      return callback(tx, ctx, doing, effect);
    case 'flow': {
      const flow = await findFlow(tx, effect.flow);
      const version = flow?.active === true ? await findVersion(tx, flow.id, 'published') : null;
      if (flow === null || version === null) return { exit: 'error' };
      const graph = graphOf(ctx, flow.code, version.number, version.graph);
      return { exit: 'found', flow: flow.code, version: version.number, start: graph.start };
    }
  }
}

async function isOpen(
  tx: Tx,
  ctx: Ctx,
  { calendar, queue }: { calendar: string | null; queue: string | null },
): Promise<boolean> {
  if (queue !== null) {
    const found = await flowMeans().queueByCode(tx, queue);
    if (found === null || found.emergency) return false;
    if (found.calendarId === null) return true;
    return (await calendarStanding(tx, found.calendarId, ctx.clock.now())).open;
  }
  const id = calendar === null ? null : await calendarNamed(tx, calendar);
  return id !== null && (await calendarStanding(tx, id, ctx.clock.now())).open;
}

async function caseOf(
  tx: Tx,
  ctx: Ctx,
  { session, state }: Doing,
  effect: Extract<FlowEffect, { kind: 'case' }>,
): Promise<EffectResult> {
  if (state.customer === null) return { exit: 'error', note: 'nobody is identified' };
  if (session.trialBy !== null) return { exit: 'done', value: effect.number || 'P-PROVA', note: 'trial' };
  const means = flowMeans();
  if (effect.do === 'note') {
    const there = await means.noteOnCase(tx, ctx, {
      customerId: state.customer,
      number: effect.number,
      text: effect.text,
      type: effect.type,
      fields: effect.fields,
    });
    return { exit: there ? 'done' : 'error', value: effect.number, note: effect.number };
  }
  const made = await means.openCase(tx, ctx, {
    customerId: state.customer,
    type: effect.type,
    fields: effect.fields,
    subject: effect.subject,
    text: effect.text,
    classification: effect.classification,
    serviceId: await serviceOf(tx, state),
  });
  if (made === null) return { exit: 'error', note: `the type ${effect.type} does not take what was given` };
  return { exit: 'done', value: made.number, note: made.number };
}

const hashOf = (ctx: Ctx, session: string, value: string): string =>
  sign(ctx.platform.secret, 'flow-code', `${session}:${value}`);

/** Sends a one-time code. For nobody it takes the same way, but for the sending. */
async function code(
  tx: Tx,
  ctx: Ctx,
  { session, state }: Doing,
  { candidate, proof }: Extract<FlowEffect, { kind: 'code' }>,
): Promise<EffectResult> {
  const value = String(randomInt(0, 1_000_000)).padStart(6, '0');
  await changeSession(tx, session.id, {
    codeHash: hashOf(ctx, session.id, value),
    codeUntil: new Date(ctx.clock.now().getTime() + codeMilliseconds),
    codeTries: 0,
  });
  if (session.trialBy !== null) return { exit: 'sent', note: value };
  if (candidate === null) return { exit: 'sent' };
  const means = flowMeans();
  const { mail, phone } = await means.addressesOf(tx, candidate);
  const words = { code: value, organisation: await organisationName(tx) };
  if (proof === 'code_sms' && phone !== null)
    await means.sendSms(tx, ctx, {
      to: phone,
      text: flowSentence(state.language, 'codeText', words).split('\n')[0]!,
    });
  else if (proof === 'code_mail' && mail !== null)
    await means.sendMail(tx, {
      to: mail,
      subject: flowSentence(state.language, 'codeSubject', words),
      text: flowSentence(state.language, 'codeText', words),
      language: state.language,
    });
  return { exit: 'sent' };
}

async function prove(
  tx: Tx,
  ctx: Ctx,
  { session }: Doing,
  { candidate, by, proof, value }: Extract<FlowEffect, { kind: 'prove' }>,
): Promise<EffectResult> {
  const now = ctx.clock.now();
  const means = flowMeans();
  if (proof !== null && candidate !== null) {
    const since = new Date(now.getTime() - 3_600_000);
    if ((await wrongProofs(tx, candidate, since)) >= wrongProofsPerHour) return { exit: 'too_many' };
  }
  const right =
    candidate !== null &&
    (proof === null ||
      (proof === 'pin'
        ? await means.checkPin(tx, ctx, candidate, value)
        : await rightCode(tx, ctx, session.id, value)));
  if (candidate === null) return { exit: 'wrong' };
  if (proof !== null && session.trialBy === null)
    await noteProof(tx, { customerId: candidate, at: now, sessionId: session.id, proof, ok: right });
  if (!right) return { exit: 'wrong' };
  if (session.trialBy === null)
    await audit(tx, ctx.actor, {
      action: 'customer.identified',
      objectType: 'customer',
      objectId: candidate,
      after: { by, proof, channel: session.channel, session: session.id },
    });
  return { exit: 'right', customer: { id: candidate, values: await means.customerValues(tx, candidate) } };
}

/** Whether it is the code that was sent; good once, for a while, and for a few tries. */
async function rightCode(tx: Tx, ctx: Ctx, sessionId: string, value: string): Promise<boolean> {
  const sent = await codeOf(tx, sessionId);
  if (sent.codeHash === null || sent.codeUntil === null || sent.codeTries >= codeTries) return false;
  const right = sent.codeUntil > ctx.clock.now() && sameText(sent.codeHash, hashOf(ctx, sessionId, value));
  await changeSession(tx, sessionId, right ? { codeHash: null } : { codeTries: sent.codeTries + 1 });
  return right;
}

async function callback(
  tx: Tx,
  ctx: Ctx,
  { session, state }: Doing,
  { queue, number }: Extract<FlowEffect, { kind: 'callback' }>,
): Promise<EffectResult> {
  const means = flowMeans();
  const found = await means.queueByCode(tx, queue);
  if (found === null) return { exit: 'refused' };
  if (session.trialBy !== null) return { exit: 'done', note: 'trial' };
  const promise = await means.callback(tx, ctx, {
    queueId: found.id,
    number,
    channel: state.channel,
    language: state.language,
    customerId: state.customer,
    note: '',
    wants: state.wants,
  });
  if (promise === null) return { exit: 'refused' };
  await changeSession(tx, session.id, { contactId: promise.contactId });
  return { exit: 'done' };
}
