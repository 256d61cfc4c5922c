import { listeningAllowed, listeningAsks, staffNames } from '#server/access/index.ts';
import type { ListeningEnd, ListeningMode } from '#contract/listening.ts';
import {
  conflict,
  forbidden,
  inScope,
  newId,
  notFound,
  Problem,
  record,
  scopeOf,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import type { ContactRow } from '../access.read.ts';
import { accessContact } from '../access.ts';
import { staffOf } from '../acting.ts';
import { sendAutomatic } from '../answering.service.ts';
import { placeOf } from '../applied.service.ts';
import { lockContacts, lockConversations } from '../contacts.store.ts';
import { customerSentence } from '../display.ts';
import { hearingOf } from '../hooks.ts';
import { publicNameOf } from './listening.read.ts';
import { followedChannels, tellsCustomer } from './listening.rules.ts';
import {
  changeListening,
  insertListening,
  insertWhisper,
  listeningOfParty,
  lockListening,
  lockListeningOf,
  openListening,
  whisperByClientId,
  type ListeningRow,
} from './listening.store.ts';
import { auditListening, over, toBoth } from './over.ts';

// A supervisor follows a chat or a call live. Locks are taken in the order conversation, contact, listening, here and wherever a
// contact changes hands.

/** 403: nobody's chat or call is followed without an agreement with the staff that covers it. */
const noAgreement = () =>
  new Problem(
    403,
    'no_listening_agreement',
    'Following a chat or a call live needs a recorded agreement with the staff that covers it (L. 300/1970, art. 4).',
  );
const isOver = () => conflict('listening_over', 'This is no longer followed.');
const unheard = {
  call_unheard: 'Nothing carries this call that lets anybody listen.',
  own_phone_off: 'Switch your telephone on first: the call is heard there.',
  on_a_call: 'Your telephone is in use: end your own call first.',
} as const;

/** @throws Problem 403 without the permission where the contact is, and without an agreement */
async function mustListen(
  db: Db | Tx,
  ctx: Ctx,
  contact: Pick<ContactRow, 'serviceId' | 'teamId'>,
): Promise<void> {
  if (!inScope(scopeOf(ctx.actor, 'contact.listen'), placeOf(contact))) throw forbidden('contact.listen');
  if (!(await listeningAllowed(db, ctx.clock.now()))) throw noAgreement();
}

/** Of a call: whether the caller's own telephone can hear it. Asked outside any transaction: it takes a way to the lines. */
async function mustHear(ctx: Ctx, contactId: string, supervisorId: string): Promise<void> {
  const seen = await accessContact(ctx.db, ctx.actor, contactId, 'contact.read');
  await mustListen(ctx.db, ctx, seen);
  if (seen.channel !== 'phone' || seen.state !== 'active') return;
  const hearing = await hearingOf(ctx, contactId, supervisorId);
  if (hearing !== 'ready') throw conflict(hearing, unheard[hearing]);
}

/**
 * Follows a chat or a call that a colleague handles. They see at once who does and why; where it is so set, they are
 * asked first. Following it already is following it; following another one ends.
 * @throws Problem 403 no_listening_agreement, 404, 409 not_a_live_chat, own_contact, listened_already, and of calls
 *   call_unheard, own_phone_off, on_a_call
 */
export async function startListening(ctx: Ctx, contactId: string, why: string): Promise<string> {
  const supervisorId = staffOf(ctx);
  const [now] = await openListening(ctx.db, supervisorId);
  if (now?.contactId !== contactId) await mustHear(ctx, contactId, supervisorId);
  return ctx.tx(async (tx) => {
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.read');
    await mustListen(tx, ctx, seen);
    const [before] = await openListening(tx, supervisorId);
    if (before?.contactId === contactId) return before.id;
    await lockConversations(tx, [
      seen.conversationId,
      ...(before === undefined ? [] : [before.conversationId]),
    ]);
    const contacts = await lockContacts(tx, [contactId, ...(before === undefined ? [] : [before.contactId])]);
    const contact = contacts.find(({ id }) => id === contactId)!;
    const followed: readonly string[] = followedChannels;
    if (!followed.includes(contact.channel) || contact.state !== 'active' || contact.agentId === null)
      throw conflict('not_a_live_chat', 'Only a chat or a call that an agent is handling can be followed.');
    if (contact.agentId === supervisorId) throw conflict('own_contact', 'This contact is yours.');
    if ((await lockListeningOf(tx, contactId)) !== null)
      throw conflict('listened_already', 'A colleague follows this contact already.');
    if (before !== undefined) {
      const still = await lockListening(tx, before.id);
      const left = contacts.find(({ id }) => id === before.contactId);
      if (still !== null && left !== undefined) await leave(tx, ctx, still, left, 'moved_on');
    }
    const now = ctx.clock.now();
    const asks = await listeningAsks(tx);
    const row = {
      id: newId(),
      contactId,
      conversationId: contact.conversationId,
      agentId: contact.agentId,
      supervisorId,
      why,
      mode: asks ? ('asked' as const) : ('reading' as const),
      startedAt: now,
      agreedAt: asks ? null : now,
      seenAt: now,
    };
    if (!(await insertListening(tx, row)))
      throw conflict('changed_meanwhile', 'You have begun to follow another one meanwhile.');
    await auditListening(tx, ctx, row, 'listening.started', contact.serviceId, { mode: row.mode });
    await record(
      tx,
      ctx.actor,
      ...toBoth(row, 'listening.started', { mode: row.mode, supervisorName: ctx.actor.name }),
    );
    return row.id;
  });
}

/** The agent who is asked agrees, or does not. @throws Problem 404, 409 listening_over */
export const answerListening = (ctx: Ctx, id: string, agree: boolean): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, contact } = await held(tx, ctx, id, 'agentId');
    if (row.mode !== 'asked') return id;
    if (!agree) {
      await auditListening(tx, ctx, row, 'listening.declined', contact.serviceId);
      await over(tx, ctx, row, contact.serviceId, 'declined');
      return id;
    }
    await changeListening(tx, id, { mode: 'reading', agreedAt: ctx.clock.now() });
    await auditListening(tx, ctx, row, 'listening.agreed', contact.serviceId);
    await record(tx, ctx.actor, ...(await changed(tx, row, 'reading')));
    return id;
  });

/**
 * A line from one of the two to the other. The same `clientId` again is the same line. It is audited that it was said,
 * not what.
 * @throws Problem 404 for a third person, 409 listening_over, not_agreed
 */
export const sendWhisper = (
  ctx: Ctx,
  id: string,
  { text, clientId }: { text: string; clientId?: string | undefined },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, contact } = await held(tx, ctx, id, 'either');
    const authorId = staffOf(ctx);
    if (authorId === row.supervisorId) await mustListen(tx, ctx, contact);
    mustBeAgreed(row);
    const before = clientId === undefined ? null : await whisperByClientId(tx, id, clientId);
    if (before !== null) return before;
    const whisperId = newId();
    await insertWhisper(tx, {
      id: whisperId,
      listeningId: id,
      authorId,
      text,
      clientId: clientId ?? null,
      at: ctx.clock.now(),
    });
    await auditListening(tx, ctx, row, 'listening.whispered', contact.serviceId);
    await record(
      tx,
      ctx.actor,
      ...toBoth(row, 'listening.whispered', { whisper: whisperId, author: authorId }),
    );
    return whisperId;
  });

/**
 * The supervisor writes to the customer of a chat too, who is told by the public name, or is heard by both on a call; the
 * agent keeps the contact. It takes none of the supervisor's capacity: nothing is routed by it, and in a rush it is wanted
 * most.
 * @throws Problem 403, 404, 409 listening_over, not_agreed
 */
export const stepIn = (ctx: Ctx, id: string): Promise<string> => changeMode(ctx, id, 'stepped_in');

/** The supervisor writes or speaks to the customer no longer; reading along or listening goes on. */
export const stepOut = (ctx: Ctx, id: string): Promise<string> => changeMode(ctx, id, 'reading');

/**
 * On a call the supervisor is heard by nobody (`reading`), by the agent alone (`whispering`), or by both (`stepped_in`).
 * Whom they hear stays the same.
 * @throws Problem 403, 404, 409 listening_over, not_agreed, not_a_call
 */
export const speakOnCall = (ctx: Ctx, id: string, mode: Exclude<ListeningMode, 'asked'>): Promise<string> =>
  changeMode(ctx, id, mode, 'phone');

// What the log says somebody did, by how it was and how it is now.
const steps = {
  reading: { whispering: 'whispering-ended', stepped_in: 'stepped-out' },
  whispering: 'whispering',
  stepped_in: 'stepped-in',
} as const;

const changeMode = (
  ctx: Ctx,
  id: string,
  mode: Exclude<ListeningMode, 'asked'>,
  only?: 'phone',
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, contact } = await held(tx, ctx, id, 'supervisorId');
    if (only !== undefined && contact.channel !== only)
      throw conflict('not_a_call', 'Only on a call somebody is heard.');
    if (mode !== 'reading') {
      await mustListen(tx, ctx, contact);
      mustBeAgreed(row);
    }
    // Who speaks to the customer does what agents do, and needs to be one.
    if (mode === 'stepped_in' && !inScope(scopeOf(ctx.actor, 'contact.handle'), placeOf(contact)))
      throw forbidden('contact.handle');
    if (row.mode === mode || row.mode === 'asked') return id;
    const now = ctx.clock.now();
    await changeListening(tx, id, {
      mode,
      ...(mode === 'whispering' ? { whisperedAt: row.whisperedAt ?? now } : {}),
      ...(mode === 'stepped_in' ? { steppedInAt: row.steppedInAt ?? now } : {}),
    });
    if (contact.channel === 'chat')
      await tellCustomer(tx, ctx, row, mode === 'stepped_in' ? 'steppedIn' : 'steppedOut');
    const step = mode === 'reading' ? steps.reading[row.mode as 'whispering' | 'stepped_in'] : steps[mode];
    await auditListening(tx, ctx, row, `listening.${step}`, contact.serviceId);
    await record(tx, ctx.actor, ...(await changed(tx, row, mode)));
    return id;
  });

/** The supervisor follows it no longer. One that is over stays over. @throws Problem 404 */
export const endListening = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await party(tx, ctx, id, 'supervisorId');
    if (seen.endedAt !== null) return id;
    const { row, contact } = await hold(tx, seen);
    if (row !== null) await leave(tx, ctx, row, contact, 'left');
    return id;
  });

/** Ends everything that is followed when no agreement covers it any more; in the transaction that ends the agreement. */
export async function endUnallowedListening(tx: Tx, ctx: Ctx): Promise<void> {
  if (await listeningAllowed(tx, ctx.clock.now())) return;
  const open = await openListening(tx);
  await lockConversations(
    tx,
    open.map(({ conversationId }) => conversationId),
  );
  const contacts = await lockContacts(
    tx,
    open.map(({ contactId }) => contactId),
  );
  for (const { id, contactId } of open) {
    const row = await lockListening(tx, id);
    const contact = contacts.find((one) => one.id === contactId);
    if (row !== null && contact !== undefined) await leave(tx, ctx, row, contact, 'agreement_over');
  }
}

/**
 * Ends what a supervisor follows while it goes on, for whoever carries their line: it has gone, or is in use. In the
 * transaction of whoever noticed; nothing when they follow it no longer.
 */
export async function endListeningBy(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  supervisorId: string,
  because: 'line_gone' | 'own_call',
): Promise<void> {
  const seen = (await openListening(tx, supervisorId)).find((one) => one.contactId === contactId);
  if (seen === undefined) return;
  const { row, contact } = await hold(tx, seen);
  if (row !== null) await leave(tx, ctx, row, contact, because);
}

/** Ends a listening while what is followed goes on; the customer who was told that somebody came is told that they went. */
export async function leave(
  tx: Tx,
  ctx: Ctx,
  row: ListeningRow,
  contact: Pick<ContactRow, 'serviceId' | 'channel'>,
  because: ListeningEnd,
): Promise<void> {
  await over(tx, ctx, row, contact.serviceId, because);
  if (tellsCustomer(contact.channel, row.mode, because)) await tellCustomer(tx, ctx, row, 'steppedOut');
}

async function tellCustomer(
  tx: Tx,
  ctx: Ctx,
  row: ListeningRow,
  what: 'steppedIn' | 'steppedOut',
): Promise<void> {
  const [locked] = await lockConversations(tx, [row.conversationId]);
  const name = await publicNameOf(tx, row.supervisorId);
  const text = customerSentence(locked!.conversation.language, what, { name });
  if (text !== null) await sendAutomatic(tx, ctx, row.conversationId, { text });
}

const changed = async (tx: Tx, row: ListeningRow, mode: ListeningRow['mode']) =>
  toBoth(row, 'listening.changed', {
    mode,
    supervisorName: (await staffNames(tx, [row.supervisorId])).get(row.supervisorId) ?? '',
  });

function mustBeAgreed(row: ListeningRow): void {
  if (row.mode === 'asked') throw conflict('not_agreed', 'The agent has not agreed yet.');
}

/** A listening that the caller is a party to. @throws Problem 404, also for whoever is not */
async function party(
  tx: Tx,
  ctx: Ctx,
  id: string,
  as: 'agentId' | 'supervisorId' | 'either',
): Promise<ListeningRow> {
  const me = staffOf(ctx);
  const row = await listeningOfParty(tx, id, me);
  if (row === null || (as !== 'either' && row[as] !== me)) throw notFound('listening');
  return row;
}

/** Locks what a change of a listening touches, in order. */
async function hold(tx: Tx, seen: ListeningRow): Promise<{ row: ListeningRow | null; contact: ContactRow }> {
  await lockConversations(tx, [seen.conversationId]);
  const [contact] = await lockContacts(tx, [seen.contactId]);
  return { row: await lockListening(tx, seen.id), contact: contact! };
}

/** One under way that the caller is a party to, locked with its contact. @throws Problem 404, 409 listening_over */
async function held(
  tx: Tx,
  ctx: Ctx,
  id: string,
  as: 'agentId' | 'supervisorId' | 'either',
): Promise<{ row: ListeningRow; contact: ContactRow }> {
  const { row, contact } = await hold(tx, await party(tx, ctx, id, as));
  if (row === null) throw isOver();
  return { row, contact };
}
