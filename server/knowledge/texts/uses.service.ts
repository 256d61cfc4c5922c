import { newId, type Ctx, type Tx } from '#server/platform/index.ts';
import { shareChanged } from './texts.rules.ts';
import { usedVersions } from './texts.read.ts';
import { addUses, deleteUses, insertUses } from './uses.store.ts';

/** An answer in which standard texts were used. */
export interface AnswerWithTexts {
  /** Of versions; of a text, whatever is in force of it counts. */
  ids: readonly string[];
  sent: string;
  messageId: string;
  conversationId: string;
  contactId: string | null;
  caseId: string | null;
  serviceId: string;
  teamId: string | null;
  staffId: string | null;
  channel: string;
  language: string;
}

/** Counts that standard texts were sent, in the transaction of the answer. Ids that are not there count nothing. */
export async function noteTextUses(tx: Tx, ctx: Ctx, answer: AnswerWithTexts): Promise<void> {
  if (answer.ids.length === 0) return;
  const at = ctx.clock.now();
  const { ids, sent, language, ...where } = answer;
  const used = await usedVersions(tx, ids, language, at);
  if (used.length === 0) return;
  await insertUses(
    tx,
    used.map(({ id, textId, body }) => ({
      id: newId(),
      textId,
      versionId: id,
      ...where,
      at,
      changed: shareChanged(body, sent),
    })),
  );
  await addUses(tx, new Set(used.map(({ textId }) => textId)), 1);
}

/** The answer was taken back before it left: nothing was used. */
export async function forgetTextUses(tx: Tx, messageId: string): Promise<void> {
  await addUses(tx, new Set(await deleteUses(tx, messageId)), -1);
}
