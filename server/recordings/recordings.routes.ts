import * as contract from '#contract/recordings.ts';
import { on, type Ctx, type Mounted } from '#server/platform/index.ts';
import { pauseByHand, resumeByHand, steerRecording } from './control.service.ts';
import { details, heard, listens, listRecordings, ofContact, open, serve } from './hearing.service.ts';
import { deleteByHand, setHold } from './keeping.service.ts';
import { addNote, dropNote, editNote } from './notes.service.ts';
import { readSaid } from './reading.service.ts';
import { recordingById } from './recordings.read.ts';
import { coveredNow, viewOf } from './rights.service.ts';
import { putQueueSetting, queueSetting } from './settings.service.ts';
import { wantByHand } from './transcripts.service.ts';

const shown = async (ctx: Ctx, id: string) =>
  viewOf(ctx.actor, (await recordingById(ctx.db, id))!, await coveredNow(ctx));

/** What people do with recordings. */
export const recordingRoutes: Mounted[] = [
  on(contract.queueRecording, ({ ctx, input }) => queueSetting(ctx, input.params.id)),
  on(contract.setQueueRecording, ({ ctx, input }) => putQueueSetting(ctx, input.params.id, input.body)),
  on(contract.recordingsOfContact, ({ ctx, input }) => ofContact(ctx, input.params.id)),
  on(contract.controlRecording, ({ ctx, input }) => steerRecording(ctx, input.params.id, input.body)),
  on(contract.pauseRecording, ({ ctx, input }) => pauseByHand(ctx, input.params.id)),
  on(contract.resumeRecording, ({ ctx, input }) => resumeByHand(ctx, input.params.id)),
  on(contract.listRecordings, ({ ctx, input }) => listRecordings(ctx, input.query)),
  on(contract.getRecording, ({ ctx, input }) => details(ctx, input.params.id)),
  on(contract.openRecording, ({ ctx, input }) => open(ctx, input.params.id, input.body)),
  on(contract.hearRecording, ({ ctx, input }) =>
    heard(ctx, input.params.id, input.params.listen, input.body),
  ),
  on(contract.recordingAudio, async ({ ctx, input, request, reply }) => {
    const { status, headers, body } = await serve(
      ctx,
      input.params.id,
      input.query.listen,
      request.headers.range,
    );
    return reply.status(status).headers(headers).send(body);
  }),
  on(contract.recordingListens, ({ ctx, input }) => listens(ctx, input.params.id)),
  on(contract.addRecordingNote, ({ ctx, input }) => addNote(ctx, input.params.id, input.body)),
  on(contract.changeRecordingNote, ({ ctx, input }) =>
    editNote(ctx, input.params.id, input.params.note, input.body.text),
  ),
  on(contract.dropRecordingNote, ({ ctx, input }) => dropNote(ctx, input.params.id, input.params.note)),
  on(contract.readTranscript, ({ ctx, input }) => readSaid(ctx, input.params.id, input.body)),
  on(contract.wantTranscript, async ({ ctx, input }) => {
    await wantByHand(ctx, input.params.id);
    return shown(ctx, input.params.id);
  }),
  on(contract.holdRecording, async ({ ctx, input }) => {
    await setHold(ctx, input.params.id, input.body);
    return shown(ctx, input.params.id);
  }),
  on(contract.deleteRecording, async ({ ctx, input }) => {
    await deleteByHand(ctx, input.params.id, input.body.why);
    return shown(ctx, input.params.id);
  }),
];
