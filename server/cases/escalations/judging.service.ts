import type { judgeEscalationWord } from '#contract/escalations.ts';
import type { Parsed } from '#contract/route.ts';
import { audit, conflict, notFound, type Ctx } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { findEscalation, judgeWord, lockDoubtful, type PaperFile } from './escalations.store.ts';
import { tellEscalation } from './ending.service.ts';
import { answered } from './replies.events.ts';

type Input = Parsed<typeof judgeEscalationWord>;

/**
 * A person has looked at an answer that was not believed: it is taken as the answer after all, or dropped. It stays
 * listed either way, with who decided.
 * @throws Problem 404, 409 judged
 */
export const judgeWordOf = (
  ctx: Ctx,
  { id, word: wordId }: Input['params'],
  { as }: Input['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await findEscalation(tx, id);
    if (seen === null) throw notFound('escalation');
    const row = await accessCase(tx, ctx.actor, seen.caseId, 'case.write', { lock: true }).catch(
      (error: unknown) => {
        throw (error as { status?: number }).status === 404 ? notFound('escalation') : error;
      },
    );
    const word = await lockDoubtful(tx, id, wordId);
    if (word === null) throw conflict('judged', 'Somebody has looked at this already.');
    await judgeWord(tx, wordId, {
      judged: as === 'answer' ? 'taken' : 'dropped',
      judgedByName: ctx.actor.name,
      judgedAt: ctx.clock.now(),
    });
    await audit(tx, ctx.actor, {
      action: as === 'answer' ? 'case.answer-taken' : 'case.answer-dropped',
      objectType: 'case',
      objectId: row.id,
      serviceId: row.serviceId,
      after: { escalation: id, word: wordId, sender: word.sender },
    });
    const one = (await findEscalation(tx, id))!;
    if (as === 'answer')
      await answered(tx, ctx, row, one, {
        // Kept under its own id: the reply is taken by the doubt already.
        id: word.id,
        sender: word.sender,
        senderName: word.senderName,
        text: word.text,
        files: word.files as unknown as PaperFile[],
        at: word.at,
      });
    else await tellEscalation(tx, ctx, row, one, 'doubtful');
    return id;
  });
