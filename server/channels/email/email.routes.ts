import * as contract from '#contract/email.ts';
import { inScope, notFound, on, Problem, scopeOf, type Mounted } from '#server/platform/index.ts';
import { storeRaw, tellIntake } from './intake.service.ts';
import { entryPointPlace } from './intake.read.ts';
import { createMailboxOf, listMailboxes, replayMailbox, updateMailboxOf } from './mailboxes.service.ts';
import { getOutboxItem, listOutbox } from './outbox.service.ts';
import { getQuarantined, listQuarantine, retryQuarantined } from './quarantine.service.ts';

/** The API of mail: intake, quarantine, mailboxes, local outbox. */
export const emailRoutes: Mounted[] = [
  on(contract.acceptRaw, async ({ ctx, input, request }) => {
    const { entryPoint } = input.query;
    const place = await entryPointPlace(ctx.db, entryPoint);
    const byMail = place !== null && place.active && (place.channel === 'email' || place.channel === 'pec');
    const mayHand = inScope(scopeOf(ctx.actor, 'email.intake'), {
      serviceId: place?.serviceId ?? null,
      teamId: null,
    });
    if (!byMail || !mayHand) throw notFound('e-mail entry point');
    const content: unknown = request.body;
    if (content !== undefined && content !== null && !Buffer.isBuffer(content))
      throw new Problem(415, 'unsupported_media_type', 'Content-Type: must be message/rfc822.', [
        { field: 'Content-Type', message: 'must be message/rfc822' },
      ]);
    const [id] = await storeRaw(ctx, [
      {
        content: content ?? Buffer.alloc(0),
        entryPointId: entryPoint,
        source: 'api',
        envelopeFrom: null,
        envelopeTo: [],
      },
    ]);
    tellIntake(ctx);
    return { id: id! };
  }),
  on(contract.listQuarantine, ({ ctx, input }) => listQuarantine(ctx, input.query)),
  on(contract.getQuarantined, ({ ctx, input }) => getQuarantined(ctx, input.params.id)),
  on(contract.retryQuarantined, ({ ctx, input }) => retryQuarantined(ctx, input.params.id)),
  on(contract.listMailboxes, ({ ctx }) => listMailboxes(ctx)),
  on(contract.createMailbox, ({ ctx, input }) => createMailboxOf(ctx, input.body)),
  on(contract.updateMailbox, ({ ctx, input }) => updateMailboxOf(ctx, input.params.id, input.body)),
  on(contract.replayMailbox, ({ ctx, input }) => replayMailbox(ctx, input.params.id, input.body.fromUid)),
  on(contract.listOutbox, ({ ctx, input }) => listOutbox(ctx, input.query)),
  on(contract.getOutboxItem, ({ ctx, input }) => getOutboxItem(ctx, input.params.id)),
];
