import { listeningAllowed, listeningAsks, staffNames } from '#server/access/index.ts';
import type { ListeningEnd } from '#contract/listening.ts';
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
  type Tx,
} from '#server/platform/index.ts';
import type { ContactRow } from '../access.read.ts';
import { accessContact } from '../access.ts';
import { staffOf } from '../acting.ts';
import { sendAutomatic } from '../answering.service.ts';
import { placeOf } from '../applied.service.ts';
import { lockContacts, lockConversations } from '../contacts.store.ts';
import { customerSentence } from '../display.ts';
import { publicNameOf } from './listening.read.ts';
import { tellsCustomer } from './listening.rules.ts';
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

// A supervisor follows a chat live. Locks are taken in the order conversation, contact, listening, here and wherever a
// contact changes hands.

/** 403: nobody's chat is followed without an agreement with the staff that covers it. */
const noAgreement = () =>
  new Problem(
    403,
    'no_listening_agreement',
    'Following a chat live needs a recorded agreement with the staff that covers it (L. 300/1970, art. 4).',
  );
const isOver = () => conflict('listening_over', 'This chat is no longer followed.');

/** @throws Problem 403 without the permission where the contact is, and without an agreement */
async function mustListen(
  tx: Tx,
  ctx: Ctx,
  contact: Pick<ContactRow, 'serviceId' | 'teamId'>,
): Promise<void> {
  if (!inScope(scopeOf(ctx.actor, 'contact.listen'), placeOf(contact))) throw forbidden('contact.listen');
  if (!(await listeningAllowed(tx, ctx.clock.now()))) throw noAgreement();
}

/**
 * Follows a chat that a colleague handles. They see at once who does and why; where it is so set, they are asked first.
 * Following it already is following it; following another chat ends.
 * @throws Problem 403 no_listening_agreement, 404, 409 not_a_live_chat, own_contact, listened_already
 */
export const startListening = (ctx: Ctx, contactId: string, why: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const supervisorId = staffOf(ctx);
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
    if (contact.channel !== 'chat' || contact.state !== 'active' || contact.agentId === null)
      throw conflict('not_a_live_chat', 'Only a chat that an agent is handling can be followed.');
    if (contact.agentId === supervisorId) throw conflict('own_contact', 'This chat is yours.');
    if ((await lockListeningOf(tx, contactId)) !== null)
      throw conflict('listened_already', 'A colleague follows this chat already.');
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
      throw conflict('changed_meanwhile', 'You have begun to follow another chat meanwhile.');
    await auditListening(tx, ctx, row, 'listening.started', contact.serviceId, { mode: row.mode });
    await record(
      tx,
      ctx.actor,
      ...toBoth(row, 'listening.started', { mode: row.mode, supervisorName: ctx.actor.name }),
    );
    return row.id;
  });

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
 * The supervisor writes to the customer too, who is told by the public name; the agent keeps the contact. It takes none
 * of the supervisor's capacity: nothing is routed by it, and in a rush it is wanted most.
 * @throws Problem 403, 404, 409 listening_over, not_agreed
 */
export const stepIn = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, contact } = await held(tx, ctx, id, 'supervisorId');
    await mustListen(tx, ctx, contact);
    if (!inScope(scopeOf(ctx.actor, 'contact.handle'), placeOf(contact))) throw forbidden('contact.handle');
    mustBeAgreed(row);
    if (row.mode === 'stepped_in') return id;
    await changeListening(tx, id, {
      mode: 'stepped_in',
      steppedInAt: row.steppedInAt ?? ctx.clock.now(),
    });
    await tellCustomer(tx, ctx, row, 'steppedIn');
    await auditListening(tx, ctx, row, 'listening.stepped-in', contact.serviceId);
    await record(tx, ctx.actor, ...(await changed(tx, row, 'stepped_in')));
    return id;
  });

/** The supervisor writes to the customer no longer, who is told; reading along goes on. */
export const stepOut = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, contact } = await held(tx, ctx, id, 'supervisorId');
    if (row.mode !== 'stepped_in') return id;
    await changeListening(tx, id, { mode: 'reading' });
    await tellCustomer(tx, ctx, row, 'steppedOut');
    await auditListening(tx, ctx, row, 'listening.stepped-out', contact.serviceId);
    await record(tx, ctx.actor, ...(await changed(tx, row, 'reading')));
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

/** Ends a listening while its chat goes on; the customer who was told that somebody came is told that they went. */
export async function leave(
  tx: Tx,
  ctx: Ctx,
  row: ListeningRow,
  contact: Pick<ContactRow, 'serviceId'>,
  because: ListeningEnd,
): Promise<void> {
  await over(tx, ctx, row, contact.serviceId, because);
  if (tellsCustomer(row.mode, because)) await tellCustomer(tx, ctx, row, 'steppedOut');
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
