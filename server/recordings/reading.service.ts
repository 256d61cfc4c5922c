import type * as contract from '#contract/recordings.ts';
import type { Parsed, Result } from '#contract/route.ts';
import {
  actorLabel,
  audit,
  conflict,
  forbidden,
  invalid,
  logRead,
  newId,
  Problem,
  type Ctx,
} from '#server/platform/index.ts';
import { opened } from './hearing.service.ts';
import { openDataKey } from './keys.ts';
import { insertListen } from './listens.store.ts';
import { audible, hears } from './rights.service.ts';
import { openWritten } from './transcript.rules.ts';
import { findTranscript } from './transcripts.store.ts';

/**
 * What was said in a recorded call, for who may hear it: noted with who, when and why before anything is shown. Taking it
 * away (copy) needs what downloading needs.
 * @throws Problem 403, 404, 409 no_transcript, recording_deleted, recording_unreadable, 422 naming `why`
 */
export async function readSaid(
  ctx: Ctx,
  id: string,
  { kind, why: given, listen }: Parsed<typeof contract.readTranscript>['body'],
): Promise<Result<typeof contract.readTranscript>> {
  const { row, rights, stretches, mayRead } = await audible(ctx, id);
  if (!mayRead)
    throw new Problem(
      403,
      'no_transcript_agreement',
      'Reading what was said in the calls of single agents needs a recorded agreement with the staff that covers it (L. 300/1970, art. 4).',
    );
  if (kind === 'copy' && !rights.download) throw forbidden('recording.download');
  const why = given ?? (listen === null || kind === 'copy' ? null : (await opened(ctx, id, listen)).why);
  if (why === null && (rights.why || kind === 'copy')) throw invalid('why', 'why you want to read this');
  const transcript = await findTranscript(ctx.db, id);
  if (transcript === null || transcript.content === null)
    throw conflict('no_transcript', 'Nothing of this call is written down.');
  let written: ReturnType<typeof openWritten>;
  try {
    const dataKey = openDataKey(ctx.platform, { id, keyId: row.keyId!, wrappedKey: row.wrappedKey! });
    written = openWritten(dataKey, id, transcript.content);
  } catch (error) {
    ctx.log.error({ err: error, recording: id }, 'a transcript cannot be opened');
    throw conflict(
      'recording_unreadable',
      'The key of this recording is not there, or was changed: see the log of the server.',
    );
  }
  await ctx.tx(async (tx) => {
    await insertListen(tx, {
      id: newId(),
      recordingId: id,
      actor: actorLabel(ctx.actor),
      staffId: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      kind,
      why,
      at: ctx.clock.now(),
    });
    await logRead(tx, ctx.actor, row.customerId, `transcript:${id}`);
    if (kind === 'copy')
      await audit(tx, ctx.actor, {
        action: 'recording.transcript-copied',
        objectType: 'recording',
        objectId: id,
        serviceId: row.serviceId,
        after: { contact: row.contactId },
        reason: why,
      });
  });
  const segments = written.said.filter(({ start, end }) => hears(stretches, start, end));
  return {
    language: transcript.language,
    whole: transcript.state === 'done',
    providers: [...new Set(segments.map(({ provider }) => provider))],
    segments: segments.map(({ start, end, speaker, text, confidence }) => ({
      start,
      end,
      speaker,
      text,
      confidence,
    })),
  };
}
