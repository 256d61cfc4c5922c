import * as contract from '#contract/recordings.ts';
import { voice } from '#server/channels/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { contactFacts } from './facts.read.ts';
import { noticeOf, noteNotice, refuse } from './notices.service.ts';
import { takePart, uploadEnded, uploadStateOf } from './parts.service.ts';

/** What gateways say of recordings. */
export const recordingGatewayRoutes: Mounted[] = [
  on(contract.uploadPart, ({ ctx, input, request }) =>
    takePart(ctx, input.params.id, input.params.number, input.query.start, request.body),
  ),
  on(contract.endUpload, ({ ctx, input }) => uploadEnded(ctx, input.params.id, input.body.parts)),
  on(contract.uploadState, ({ ctx, input }) => uploadStateOf(ctx, input.params.id)),
  on(contract.noticeForCall, async ({ ctx, input }) => {
    const call = await voice.findVoiceCall(ctx.db, input.params.id);
    if (call === null) throw notFound('call');
    const contact = await contactFacts(ctx.db, call.contactId);
    return {
      notice: contact?.queueId == null ? null : await noticeOf(ctx.db, contact.queueId, input.query.language),
    };
  }),
  on(contract.noticePlayed, ({ ctx, input }) =>
    ctx.tx((tx) => noteNotice(tx, ctx, input.params.id, input.body)),
  ),
  on(contract.refuseRecording, ({ ctx, input }) =>
    ctx.tx((tx) => refuse(tx, ctx, input.params.id, input.body.via)),
  ),
];
