import { Readable } from 'node:stream';
import type { RecordingNote } from '#contract/recordings.ts';
import type * as contract from '#contract/recordings.ts';
import type { Parsed, Result } from '#contract/route.ts';
import { staffNames } from '#server/access/index.ts';
import { accessContact } from '#server/contacts/index.ts';
import {
  actorLabel,
  audit,
  conflict,
  forbidden,
  inScope,
  invalid,
  isUuid,
  logRead,
  newId,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
} from '#server/platform/index.ts';
import { peakStep, rangeOf, wavBytesPerMillisecond, wavHeaderBytes } from './audio.rules.ts';
import { listensOf, notesOf } from './details.read.ts';
import { controlOfContact } from './control.service.ts';
import { findListen, insertListen, noteHeard } from './listens.store.ts';
import { noticesOf, refusalOf } from './notices.store.ts';
import { recordingById, recordingsInScope, recordingsOf } from './recordings.read.ts';
import { stretchesOf } from './recordings.store.ts';
import {
  accessRecording,
  audible,
  coveredNow,
  hears,
  noAgreement,
  seenBy,
  viewOf,
  type Audible,
} from './rights.service.ts';
import { examine, openSound, seenWithin, wavBytes, within, type Sound } from './sound.ts';
import { partsOf } from './parts.store.ts';

/** Recordings in scope. @throws Problem 403 no_recording_agreement when those of one agent are asked for without one */
export async function listRecordings(ctx: Ctx, query: Parsed<typeof contract.listRecordings>['query']) {
  const covered = await coveredNow(ctx);
  if (query.agent !== undefined && query.agent !== ctx.actor.id && !covered.recording) throw noAgreement();
  const { items, next } = await recordingsInScope(ctx.db, ctx.actor, query);
  return { items: items.map((row) => viewOf(ctx.actor, row, covered)), next };
}

/** The recordings of a contact, and what its agent may do now. @throws Problem 404 */
export async function ofContact(ctx: Ctx, contactId: string) {
  await accessContact(ctx.db, ctx.actor, contactId, 'contact.read');
  const covered = await coveredNow(ctx);
  const rows = await recordingsOf(ctx.db, contactId);
  return {
    items: rows.map((row) => viewOf(ctx.actor, row, covered)),
    control: await controlOfContact(ctx, contactId),
  };
}

/** A recording with its notes, for whoever may hear it, and the proof of its notice. @throws Problem 404 */
export async function details(ctx: Ctx, id: string): Promise<Result<typeof contract.getRecording>> {
  const row = await accessRecording(ctx, id);
  const { rights, stretches, view } = await seenBy(ctx, row);
  const [notes, notices, refusal] = await Promise.all([
    rights.listen ? notesOf(ctx.db, id, ctx.actor.kind === 'staff' ? ctx.actor.id : null) : [],
    noticesOf(ctx.db, row.callId),
    refusalOf(ctx.db, row.callId),
  ]);
  return {
    ...view,
    notesOf: (notes as RecordingNote[]).filter(({ at, mine }) => mine || hears(stretches, at)),
    notices: notices.map(({ at, language, text, prompt, saidBy }) => ({
      at,
      language,
      text,
      prompt,
      saidBy: saidBy as 'gateway' | 'agent',
    })),
    refusal: refusal === null ? null : { at: refusal.at, via: refusal.via, honoured: refusal.honoured },
  };
}

async function soundOf(ctx: Ctx, { row, stretches }: Audible, until: Date): Promise<Sound> {
  const parts = (await partsOf(ctx.db, row.id)).filter(({ receivedAt }) => receivedAt <= until);
  try {
    const sound = await openSound(ctx, { id: row.id, keyId: row.keyId!, wrappedKey: row.wrappedKey! }, parts);
    return stretches === null ? sound : within(sound, stretches);
  } catch (error) {
    ctx.log.error({ err: error, recording: row.id }, 'a recording cannot be opened');
    throw conflict(
      'recording_unreadable',
      'The key of this recording is not there, or was changed: see the log of the server.',
    );
  }
}

/**
 * Opens a recording to listen or to download it. Who, when and why is in the log before anything is heard.
 * @throws Problem 403, 404, 409 recording_deleted, recording_empty, recording_unreadable, 422 naming `why`
 */
export async function open(
  ctx: Ctx,
  id: string,
  { kind, why }: { kind: 'listen' | 'download'; why: string | null },
): Promise<Result<typeof contract.openRecording>> {
  const heardNow = await audible(ctx, id);
  const { row, rights, stretches: parts } = heardNow;
  if (kind === 'download' && !rights.download) throw forbidden('recording.download');
  if (why === null && (rights.why || kind === 'download'))
    throw invalid('why', 'why you want to hear this recording');
  const now = ctx.clock.now();
  const sound = await soundOf(ctx, heardNow, now);
  const stretches = await stretchesOf(ctx.db, id);
  const people = stretches.flatMap(({ byLabel }) => {
    const [, staff] = byLabel.split(':');
    return byLabel.startsWith('staff:') && isUuid(staff ?? '') ? [staff!] : [];
  });
  const names = await staffNames(ctx.db, people);
  const all = await examine(
    row,
    sound,
    stretches,
    new Map([...names].map(([one, name]) => [`staff:${one}`, name])),
  );
  const seen = parts === null ? all : seenWithin(all, sound.length, parts);
  const listen = newId();
  await ctx.tx(async (tx) => {
    await insertListen(tx, {
      id: listen,
      recordingId: id,
      actor: actorLabel(ctx.actor),
      staffId: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      kind,
      why,
      at: now,
    });
    await logRead(tx, ctx.actor, row.customerId, `recording:${id}`);
    if (kind === 'download' || !seen.whole)
      await audit(tx, ctx.actor, {
        action: seen.whole ? 'recording.downloaded' : 'recording.damage-found',
        objectType: 'recording',
        objectId: id,
        serviceId: row.serviceId,
        after: { contact: row.contactId, kind, whole: seen.whole },
        reason: why,
      });
  });
  if (!seen.whole)
    ctx.log.error(
      { recording: id, gaps: seen.gaps },
      'a recording is not what was recorded: parts were changed',
    );
  return {
    listen,
    length: sound.length,
    step: peakStep,
    customer: seen.customer.toString('base64'),
    staff: seen.staff.toString('base64'),
    gaps: seen.gaps,
    whole: seen.whole,
  };
}

/** A listen is good for so long, in milliseconds: then it is opened, and noted, anew. */
const listenLasts = 12 * 3_600_000;

/** A listen of the caller's that is still good. @throws Problem 404 */
export async function opened(ctx: Ctx, id: string, listenId: string) {
  const listen = await findListen(ctx.db, id, listenId, actorLabel(ctx.actor));
  if (listen === null || ctx.clock.now().getTime() - listen.at.getTime() > listenLasts)
    throw notFound('listen of yours');
  return listen;
}

/** What was heard so far. @throws Problem 404 */
export async function heard(
  ctx: Ctx,
  id: string,
  listenId: string,
  what: { from: number; to: number; heard: number },
): Promise<void> {
  const listen = await opened(ctx, id, listenId);
  await ctx.tx((tx) => noteHeard(tx, listen.id, what));
}

/** What is sent of the sound: bytes of a WAV, all or a range. */
export interface Served {
  status: 200 | 206;
  headers: Record<string, string>;
  body: Readable;
}

/** The sound of a recording for who has opened it. @throws Problem 403, 404, 409, 416 */
export async function serve(
  ctx: Ctx,
  id: string,
  listenId: string,
  range: string | undefined,
): Promise<Served> {
  const listen = await opened(ctx, id, listenId);
  if (listen.kind === 'read' || listen.kind === 'copy') throw notFound('listen of yours');
  const heardNow = await audible(ctx, id);
  const { row, rights } = heardNow;
  if (listen.kind === 'download' && !rights.download) throw forbidden('recording.download');
  const sound = await soundOf(ctx, heardNow, listen.at);
  const size = wavHeaderBytes + sound.length * wavBytesPerMillisecond;
  const wanted = rangeOf(range, size);
  if (wanted === 'unsatisfiable')
    throw new Problem(416, 'range', `The sound has ${size} bytes.`, [
      { field: 'Range', message: 'a range within the sound' },
    ]);
  const { from, to } = wanted ?? { from: 0, to: size - 1 };
  const name = `${row.contactNumber}-${row.startedAt.toISOString().slice(0, 16).replace(/[-:]/g, '')}.wav`;
  return {
    status: wanted === null ? 200 : 206,
    headers: {
      'content-type': 'audio/wav',
      'content-length': String(to - from + 1),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      ...(wanted === null ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
      ...(listen.kind === 'download' ? { 'content-disposition': `attachment; filename="${name}"` } : {}),
    },
    body: Readable.from(wavBytes(sound, from, to), { objectMode: false }),
  };
}

/** Who listened, for whoever manages recordings or reads the audit log where the contact is. @throws Problem 404 */
export async function listens(ctx: Ctx, id: string) {
  const row = await recordingById(ctx.db, id);
  const scope = scopeOf(ctx.actor, ['recording.manage', 'audit.read']);
  if (row === null || !inScope(scope, { serviceId: row.serviceId, teamId: row.teamId }))
    throw notFound('recording');
  return { items: await listensOf(ctx.db, id) };
}
