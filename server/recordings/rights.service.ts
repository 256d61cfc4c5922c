import type { Recording } from '#contract/recordings.ts';
import { recordingTerm, transcriptTerm } from '#server/access/index.ts';
import { accessContact } from '#server/contacts/index.ts';
import {
  can,
  conflict,
  forbidden,
  inScope,
  notFound,
  Problem,
  scopeOf,
  type Actor,
  type Ctx,
} from '#server/platform/index.ts';
import type { Stretch } from './audio.rules.ts';
import { hearing, type Hearing } from './recording.rules.ts';
import { handledBy, recordingById, type ShownRow } from './recordings.read.ts';

// Who may see, hear and read what of a recording.

/** What agreements with the staff cover now. */
export interface Covered {
  recording: boolean;
  transcripts: boolean;
}
export const coveredNow = async (ctx: Ctx): Promise<Covered> => {
  const now = ctx.clock.now();
  return {
    recording: (await recordingTerm(ctx.db, now)) !== null,
    transcripts: (await transcriptTerm(ctx.db, now)) !== null,
  };
};

/** 403: whom an agreement protects is not listened to without one. */
export const noAgreement = () =>
  new Problem(
    403,
    'no_recording_agreement',
    'Listening to the calls of single agents needs a recorded agreement with the staff that covers it (L. 300/1970, art. 4).',
  );

/** How much of a recording was handled by the caller. */
const ownOf = (actor: Actor, row: ShownRow) =>
  actor.kind === 'staff' && row.agents.some(({ id }) => id === actor.id)
    ? row.agents.length === 1
      ? 'whole'
      : 'part'
    : 'no';

/** What somebody may do with the sound of a recording. */
function rightsOf(actor: Actor, row: ShownRow, { recording }: Covered): Hearing {
  const place = { serviceId: row.serviceId, teamId: row.teamId };
  // A message is the customer's own words, meant for whoever has the contact: nobody of the staff is in it.
  if (row.kind === 'message')
    return {
      listen: true,
      download: inScope(scopeOf(actor, 'recording.download'), place),
      why: false,
      part: false,
    };
  return hearing({
    inScope: inScope(scopeOf(actor, 'recording.listen'), place),
    mayDownload: inScope(scopeOf(actor, 'recording.download'), place),
    own: ownOf(actor, row),
    agentsListen: row.agentsListen ?? true,
    agreement: recording,
    emergency: row.emergency,
    askWhy: row.askWhy ?? true,
  });
}

/** Whether what was said may be read by who may hear it: one's own always, that of others under an agreement. */
const mayRead = (actor: Actor, row: ShownRow, covered: Covered): boolean =>
  row.kind === 'message' || covered.transcripts || ownOf(actor, row) !== 'no';

/** A recording as screens show it. */
export function viewOf(actor: Actor, row: ShownRow, covered: Covered): Recording {
  const rights = rightsOf(actor, row, covered);
  const there = row.deletedAt === null && row.parts > 0;
  const place = { serviceId: row.serviceId, teamId: row.teamId };
  const manage = inScope(scopeOf(actor, 'recording.manage'), place);
  return {
    id: row.id,
    contact: row.contactId,
    contactNumber: row.contactNumber,
    conversation: row.conversationId,
    customer: row.customerId,
    customerName: row.customerName,
    direction: row.direction,
    kind: row.kind,
    queue: row.queueId,
    queueName: row.queueName,
    agents: row.agents,
    mode: row.mode,
    because: row.because,
    state: row.state,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    length: row.lengthMs ?? row.reach,
    keepUntil: row.keepUntil?.toISOString() ?? null,
    cut:
      row.state === 'ended' &&
      row.deletedAt === null &&
      (row.partsTold === null || row.partsTold > row.parts),
    notes: row.notes,
    transcript: transcriptOf(actor, row, covered, { listen: rights.listen && there, manage }),
    held:
      row.heldAt === null
        ? null
        : { at: row.heldAt.toISOString(), by: row.heldByName, why: row.heldWhy ?? '' },
    deleted:
      row.deletedAt === null
        ? null
        : {
            at: row.deletedAt.toISOString(),
            because: row.deletedBecause as 'retention' | 'refused' | 'by_hand',
            by: row.deletedByName,
            why: row.deletedWhy,
          },
    may: {
      listen: rights.listen && there,
      download: rights.download && there,
      manage,
      why: rights.why,
      part: rights.part,
    },
  };
}

function transcriptOf(
  actor: Actor,
  row: ShownRow,
  covered: Covered,
  { listen, manage }: { listen: boolean; manage: boolean },
): Recording['transcript'] {
  const there = row.deletedAt === null && row.state === 'ended';
  const askable = manage && there && covered.transcripts;
  const state = row.transcriptState;
  if (state === null) {
    // Recorded before its queue asked for transcripts: who manages recordings may ask for it still.
    return askable && row.transcripts === true
      ? {
          state: 'none',
          because: null,
          nextAt: null,
          pieces: 0,
          done: 0,
          faults: [],
          may: { read: false, retry: true },
        }
      : null;
  }
  return {
    state,
    because: row.transcriptBecause,
    nextAt: row.transcriptNextAt?.toISOString() ?? null,
    pieces: row.transcriptPieces ?? 0,
    done: row.transcriptDone ?? 0,
    faults: manage ? (row.transcriptFaults ?? []) : [],
    may: {
      read:
        listen &&
        mayRead(actor, row, covered) &&
        state !== 'deleted' &&
        (state === 'done' || (row.transcriptDone ?? 0) > 0),
      // The minutes of a queue are a limit for everybody, and what is still coming comes by itself.
      retry:
        askable &&
        (state === 'failed' ||
          (state === 'waiting' &&
            (row.transcriptBecause === 'provider' || row.transcriptBecause === 'no_provider'))),
    },
  };
}

/** A recording whose contact the caller may see. @throws Problem 404 */
export async function accessRecording(ctx: Ctx, id: string): Promise<ShownRow> {
  const row = await recordingById(ctx.db, id);
  if (row === null) throw notFound('recording');
  try {
    await accessContact(ctx.db, ctx.actor, row.contactId, 'contact.read');
  } catch (error) {
    throw error instanceof Problem && error.status === 404 ? notFound('recording') : error;
  }
  return row;
}

/** A recording as the caller sees it, and what of it they hear: all (null), or the stretches that they handled. */
export async function seenBy(ctx: Ctx, row: ShownRow) {
  const covered = await coveredNow(ctx);
  const rights = rightsOf(ctx.actor, row, covered);
  const stretches =
    rights.part && row.startedAt !== null
      ? await handledBy(ctx.db, { contactId: row.contactId, startedAt: row.startedAt }, ctx.actor.id!)
      : null;
  return { covered, rights, stretches, view: viewOf(ctx.actor, row, covered) };
}

/** What the caller may hear of a recording: all of it (null), or the stretches in which they handled its contact. */
export interface Audible {
  row: ShownRow & { startedAt: Date };
  rights: Hearing;
  stretches: Stretch[] | null;
  mayRead: boolean;
}

/** A recording that the caller may hear now. @throws Problem 403, 404, 409 recording_deleted, recording_empty */
export async function audible(ctx: Ctx, id: string): Promise<Audible> {
  const row = await accessRecording(ctx, id);
  const { covered, rights, stretches } = await seenBy(ctx, row);
  if (!rights.listen) {
    const place = { serviceId: row.serviceId, teamId: row.teamId };
    if (can(ctx.actor, 'recording.listen') && inScope(scopeOf(ctx.actor, 'recording.listen'), place))
      throw noAgreement();
    throw forbidden('recording.listen');
  }
  if (row.deletedAt !== null)
    throw conflict('recording_deleted', 'This recording was deleted: nothing of it is kept.');
  if (row.parts === 0) throw conflict('recording_empty', 'Nothing of this recording has come yet.');
  return {
    row: row as Audible['row'],
    rights,
    stretches,
    mayRead: mayRead(ctx.actor, row, covered),
  };
}

/** Whether a moment of a recording is the caller's to hear. */
export const hears = (stretches: readonly Stretch[] | null, from: number, to = from): boolean =>
  stretches === null || stretches.some((one) => one.from <= from && (one.to ?? Infinity) >= to);
