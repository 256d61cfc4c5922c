import type { Ctx, Tx } from '#server/platform/index.ts';
import { systemActor } from '#server/platform/index.ts';
import { makeWork } from './making.service.ts';
import { gapsOf } from './unfilled.rules.ts';

/** What would have gone out by itself, and would have reached the customer with holes. */
interface Unfilled {
  customerId: string;
  subject: string;
  text: string;
  language: string;
  caseId?: string | null;
  document?: { subject: string; text: string } | null;
}

/** The placeholders of what goes out by itself that nothing has filled; `missing`: those that its maker knows of. */
export const gapsOfNotice = (
  { subject, text, document }: Pick<Unfilled, 'subject' | 'text' | 'document'>,
  missing: readonly string[] = [],
): string[] => [
  ...new Set([
    ...missing,
    ...[subject, text, document?.subject ?? '', document?.text ?? ''].flatMap((one) =>
      gapsOf({ text: one, html: null }),
    ),
  ]),
];

/**
 * Holds back what has holes: it waits, as a note, for a person of the queue it would have been answered in, who fills it
 * and sends it from there. Nothing of it has gone out.
 * @returns the number of the contact
 */
export async function holdForPerson(
  tx: Tx,
  ctx: Ctx,
  from: { entryPointId: string; queueId: string; to: string },
  held: Unfilled,
  gaps: readonly string[],
): Promise<string> {
  const { number } = await makeWork(
    tx,
    { ...ctx, actor: systemActor },
    {
      kind: 'contact',
      channel: 'email',
      queueId: from.queueId,
      entryPointId: from.entryPointId,
      context: { to: from.to },
      customerId: held.customerId,
      caseId: held.caseId ?? null,
      subject: held.subject,
      text: [
        `Messaggio automatico trattenuto: non è partito, perché manca ${gaps.join(', ')}. Completalo e invialo da qui.`,
        held.subject,
        held.text,
        ...(held.document == null ? [] : [held.document.subject, held.document.text]),
      ].join('\n\n'),
      language: held.language,
      classificationId: null,
    },
  );
  return number;
}
