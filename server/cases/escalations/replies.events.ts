import { isUuid, newId, type Consumer, type Ctx, type Tx } from '#server/platform/index.ts';
import { lockedCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { addEntry } from '../cases.store.ts';
import { withdraw } from '../steps.service.ts';
import { endEscalation, tellEscalation } from './ending.service.ts';
import { replyOf, type Reply } from './escalations.read.ts';
import {
  findCentre,
  findEscalation,
  insertPapers,
  insertWord,
  type EscalationRow,
} from './escalations.store.ts';

/** Answers by mail, of people who never log in: on the case, once each. */
export const lettersConsumer: Consumer = {
  name: 'cases.letters',
  kinds: ['letter.replied', 'letter.ended'],
  async handle(tx, ctx, { kind, data }) {
    const thread = data['thread'];
    if (typeof thread !== 'string' || !isUuid(thread)) return;
    const seen = await findEscalation(tx, thread);
    if (seen === null) return;
    const row = await lockedCase(tx, ctx, seen.caseId);
    const one = (await findEscalation(tx, thread))!;
    if (kind === 'letter.ended') {
      const letter = String(data['letter']);
      if (!isUuid(letter)) return;
      await noteWord(tx, ctx, row, one, {
        id: letter,
        kind: 'undelivered',
        why: String(data['detail'] ?? ''),
        sender: one.addresses.join(', '),
        senderName: '',
        text: '',
        files: [],
        at: ctx.clock.now(),
      });
      return;
    }
    const reply = await replyOf(tx, String(data['reply']));
    if (reply === null) return;
    if (reply.kind === 'answer') await answered(tx, ctx, row, one, reply);
    else await noteWord(tx, ctx, row, one, { ...reply, kind: reply.kind });
  },
};

/** Words of an answer that has files only. */
const wordsOf = (reply: Pick<Reply, 'text' | 'files'>): string =>
  reply.text.trim() === '' ? reply.files.map(({ name }) => name).join(', ') : reply.text.trim();

/**
 * Takes what somebody wrote by mail as the answer: it ends an open escalation, and is added to one that is over. The case
 * is locked by the caller.
 */
export async function answered(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  reply: Omit<Reply, 'kind' | 'why'>,
): Promise<void> {
  const by = { name: reply.senderName === '' ? reply.sender : reply.senderName, address: reply.sender };
  const words = wordsOf(reply);
  const more = one.closedAt !== null;
  if (!more) {
    await endEscalation(tx, ctx, row, one, { outcome: 'answered', words, by });
    // The head of the office has answered what was asked in the desk: nobody need do it there any more.
    if (one.stepId !== null) await withdraw(tx, ctx, row, one.stepId, words);
  } else {
    const kept = await insertWord(tx, {
      id: newId(),
      escalationId: one.id,
      kind: 'more',
      at: reply.at,
      sender: reply.sender,
      senderName: reply.senderName,
      text: words,
      replyId: reply.id,
      files: [],
    });
    if (!kept) return;
    await tellEscalation(tx, ctx, row, one, 'more');
  }
  await insertPapers(tx, one.id, 'answered', reply.files);
  const centre = await findCentre(tx, one.centreId);
  await addEntry(tx, {
    caseId: row.id,
    at: ctx.clock.now(),
    kind: 'step',
    actor: 'system',
    authorName: by.name,
    body: words,
    data: {
      about: more ? 'more' : 'answered',
      outcome: 'answered',
      escalation: one.id,
      number: one.number,
      queue: centre?.name ?? null,
      from: by.address,
    },
  });
}

async function noteWord(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  word: Omit<Reply, 'kind'> & { kind: 'away' | 'undelivered' | 'doubtful' },
): Promise<void> {
  const kept = await insertWord(tx, {
    id: newId(),
    escalationId: one.id,
    kind: word.kind,
    at: word.at,
    sender: word.sender,
    senderName: word.senderName,
    text: word.text,
    why: word.why,
    replyId: word.id,
    files: word.files,
  });
  if (kept) await tellEscalation(tx, ctx, row, one, word.kind);
}
