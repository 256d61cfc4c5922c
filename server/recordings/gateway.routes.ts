import * as contract from '#contract/recordings.ts';
import { voice } from '#server/channels/index.ts';
import { notFound, on, type Ctx, type Mounted } from '#server/platform/index.ts';
import { contactFacts } from './facts.read.ts';
import { noticeOf, noteNotice, refuse } from './notices.service.ts';
import { takePart, uploadEnded, uploadStateOf } from './parts.service.ts';
import { voicemail } from './voicemail.service.ts';

/** A call that the caller's gateway carries. @throws Problem 404 */
async function carried(ctx: Ctx, id: string): Promise<voice.CallRow> {
  const call = await voice.findVoiceCall(ctx.db, id);
  if (call === null || (ctx.actor.gateway != null && ctx.actor.gateway !== call.gateway))
    throw notFound('call');
  return call;
}

/** What gateways say of recordings. */
export const recordingGatewayRoutes: Mounted[] = [
  on(contract.uploadPart, async ({ ctx, input: { params, query }, request }) =>
    takePart(ctx, (await carried(ctx, params.id)).id, params.number, query.start, request.body, query.of),
  ),
  on(contract.endUpload, async ({ ctx, input }) => {
    const { id } = await carried(ctx, input.params.id);
    await uploadEnded(ctx, id, input.body.parts, input.body.of);
    if (input.body.of !== 'message') return;
    if (input.body.spoken) await voice.messageUploaded(ctx, id);
    else await ctx.tx((tx) => voicemail.drop(tx, ctx, id));
  }),
  on(contract.uploadState, async ({ ctx, input }) => uploadStateOf(ctx, await carried(ctx, input.params.id))),
  on(contract.noticeForCall, async ({ ctx, input }) => {
    const call = await carried(ctx, input.params.id);
    const contact = await contactFacts(ctx.db, call.contactId);
    if (contact?.queueId == null) return { notice: null };
    // In whose language a call comes in, its gateway has heard; whom we call is known here.
    const language = call.direction === 'out' ? contact.language : input.query.language;
    return { notice: await noticeOf(ctx.db, contact.queueId, language) };
  }),
  on(contract.noticePlayed, async ({ ctx, input }) => {
    const { id } = await carried(ctx, input.params.id);
    await ctx.tx((tx) => noteNotice(tx, ctx, id, input.body));
  }),
  on(contract.refuseRecording, async ({ ctx, input }) => {
    const { id } = await carried(ctx, input.params.id);
    return ctx.tx((tx) => refuse(tx, ctx, id, input.body.via));
  }),
];
