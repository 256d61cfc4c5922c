import { z } from 'zod';
import { day, id, idParams, instant, list, page, paging, route } from './route.ts';

// Recordings of calls. Whether one runs is decided when an agent and the customer begin to speak, by the rules of the
// queue; the gateway is told by the call itself (`recording`: off | on | paused, and `recordingSince`) and uploads what it
// records in parts. Audio is G.711 A-law, 8000 samples a second, stereo interleaved: the customer left, the staff right,
// 16 bytes a millisecond.

const why = z.string().trim().min(3).max(500);
const ms = z.number().int().min(0).max(86_400_000);
export const bytesPerMillisecond = 16;
/** A part is at most so long, in milliseconds; ten seconds are a good length. */
export const longestPart = 60_000;

export const recordingModes = ['off', 'on_demand', 'sampled', 'all', 'mandatory'] as const;
export const recordingMode = z.enum(recordingModes);
export type RecordingMode = z.output<typeof recordingMode>;
/** Why a call is recorded, or is not. */
export const recordingReasons = [
  'mode_off',
  'on_demand',
  'sampled_in',
  'sampled_out',
  'all',
  'mandatory',
  'emergency',
  'by_hand',
  'refused',
  'no_notice',
  'no_agreement',
  'no_key',
  'message',
] as const;
export const recordingReason = z.enum(recordingReasons);
export type RecordingReason = z.output<typeof recordingReason>;
/** A call between a customer and the staff, or a message that a caller left after the tone. */
export const recordingKind = z.enum(['call', 'message']);
export type RecordingKind = z.output<typeof recordingKind>;

// ---- What a gateway says and asks --------------------------------------------------------------------------------

export const uploadPart = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/recording/parts/:number',
  tag: 'recordings',
  summary:
    'A part of a recording as it is made: A-law, stereo interleaved, 16 bytes a millisecond. Again, late or out of order does no harm',
  permission: 'voice.gateway',
  params: z.object({ id, number: z.coerce.number().int().min(0).max(99_999) }),
  query: z.object({
    /** Where its first sample stands: milliseconds since the call's `recordingSince`. */
    start: z.coerce.number().int().min(0).max(86_400_000),
    of: recordingKind.default('call'),
  }),
  rawBody: 'application/octet-stream',
  bodyLimit: longestPart * bytesPerMillisecond,
  output: z.object({ length: z.number(), known: z.boolean() }),
});
export const endUpload = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/recording/end',
  tag: 'recordings',
  summary: 'The gateway has uploaded everything; without it what came so far is kept and marked as cut short',
  permission: 'voice.gateway',
  params: idParams,
  body: z.object({
    parts: z.number().int().min(0).max(100_000),
    of: recordingKind.default('call'),
    /** Of a message: somebody spoke in it. Where nobody did there is none, however long the line was open. */
    spoken: z.boolean().default(true),
  }),
});
export const uploadState = route({
  method: 'GET',
  path: '/api/v1/voice/calls/:id/recording',
  tag: 'recordings',
  summary: 'For a gateway that begins again: what is wanted, and the number that its next part has',
  permission: 'voice.gateway',
  params: idParams,
  output: z.object({
    recording: z.enum(['off', 'on', 'paused']),
    since: instant.nullable(),
    next: z.number(),
  }),
});
/** What a caller is to be told before they are connected; null: the queue records nothing, or nobody has written it. */
export const noticeForCall = route({
  method: 'GET',
  path: '/api/v1/voice/calls/:id/recording/notice',
  tag: 'recordings',
  summary: 'What the caller is to be told of recording, and whether they may say no',
  permission: 'voice.gateway',
  params: idParams,
  query: z.object({ language: z.string().min(2).max(5).default('it') }),
  output: z.object({
    notice: z.object({ text: z.string(), language: z.string(), mayRefuse: z.boolean() }).nullable(),
  }),
});
export const noticePlayed = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/recording/notice',
  tag: 'recordings',
  summary: 'The caller was told that the call may be recorded; kept word for word as proof',
  permission: 'voice.gateway',
  params: idParams,
  body: z.object({
    language: z.string().min(2).max(5),
    text: z.string().trim().min(1).max(2000),
    /** The fixed prompt that was played, if it was one. */
    prompt: z.string().min(1).max(200).nullable().default(null),
  }),
});
export const refuseRecording = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/recording/refusal',
  tag: 'recordings',
  summary:
    'The caller does not want to be recorded; `honoured` is false where it is mandatory, and `say` says so',
  permission: 'voice.gateway',
  params: idParams,
  body: z.object({ via: z.enum(['keys', 'speech']) }),
  output: z.object({ honoured: z.boolean(), say: z.object({ it: z.string(), en: z.string() }) }),
});

// ---- How a queue records -----------------------------------------------------------------------------------------

export const recordingSetting = z.object({
  mode: recordingMode,
  /** Percent of contacts, when sampled. */
  share: z.number().int().min(1).max(100).default(100),
  /** A line on which every call must be recorded: neither agent nor caller can stop it. */
  emergency: z.boolean().default(false),
  keepDays: z.number().int().min(1).max(3650),
  /** After so many seconds a pause ends by itself. */
  pauseSeconds: z.number().int().min(15).max(900),
  askWhy: z.boolean(),
  /** Agents may listen to what they handled themselves. */
  agentsListen: z.boolean(),
  /** What was said is written down after the call; only under an agreement that covers transcripts. */
  transcripts: z.boolean().default(false),
  /** Minutes of calls that are written down a day at most; what is over goes on the next day. */
  transcriptMinutes: z.number().int().min(1).max(100_000).default(600),
  /** What callers are told before they are connected, by language. */
  notice: z.record(z.string().regex(/^[a-z]{2}$/), z.string().trim().min(10).max(1000)),
});
export type RecordingSetting = z.output<typeof recordingSetting>;
const shownSetting = recordingSetting.extend({
  id,
  /** An agreement with the staff covers recording now; without one only emergency lines are recorded. */
  agreement: z.boolean(),
  /** An agreement covers transcripts now; without one nothing is written down. */
  transcriptAgreement: z.boolean(),
  /** Some provider listens, well or not. */
  transcriber: z.boolean(),
});
export const queueRecording = route({
  method: 'GET',
  path: '/api/v1/queues/:id/recording',
  tag: 'recordings',
  summary: 'How calls of a queue are recorded',
  permission: 'admin.read',
  params: idParams,
  output: shownSetting,
});
export const setQueueRecording = route({
  method: 'PUT',
  path: '/api/v1/queues/:id/recording',
  tag: 'recordings',
  summary: 'Set how calls of a queue are recorded, from the next call on',
  permission: 'admin.routing',
  params: idParams,
  body: recordingSetting,
  output: shownSetting,
});

// ---- Recordings --------------------------------------------------------------------------------------------------

/** How far what was said in a recorded call is written down. */
export const transcriptView = z.object({
  /** none: nobody asked for it yet, and the caller may. deleted: its own time was over. */
  state: z.enum(['none', 'waiting', 'working', 'done', 'failed', 'deleted']),
  /** What it waits for, or why it failed. */
  because: z.enum(['upload', 'limit', 'provider', 'no_provider', 'no_agreement', 'unreadable']).nullable(),
  /** When it is tried next. */
  nextAt: instant.nullable(),
  /** Stretches in which somebody speaks: of so many, so many are written down. */
  pieces: z.number(),
  done: z.number(),
  /** What became of each provider that was asked last; for whoever manages recordings. */
  faults: z.array(z.object({ provider: z.string(), fault: z.string() })),
  may: z.object({ read: z.boolean(), retry: z.boolean() }),
});
export type TranscriptView = z.output<typeof transcriptView>;
export const recordingState = z.enum(['off', 'on', 'paused', 'ended']);
export const recording = z.object({
  id,
  contact: id,
  contactNumber: z.string(),
  conversation: id,
  customer: id,
  customerName: z.string(),
  direction: z.enum(['in', 'out']),
  kind: recordingKind,
  queue: id.nullable(),
  queueName: z.string().nullable(),
  /** Who spoke with the customer while it ran, in order. */
  agents: z.array(z.object({ id, name: z.string() })),
  mode: recordingMode,
  because: recordingReason,
  state: recordingState,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Milliseconds; of one that runs, what came so far. */
  length: z.number(),
  keepUntil: instant.nullable(),
  /** Its gateway never said that all had come. */
  cut: z.boolean(),
  notes: z.number(),
  /** Null: nobody asked for it. */
  transcript: transcriptView.nullable(),
  held: z.object({ at: instant, by: z.string().nullable(), why: z.string() }).nullable(),
  deleted: z
    .object({
      at: instant,
      because: z.enum(['retention', 'refused', 'by_hand']),
      by: z.string().nullable(),
      why: z.string().nullable(),
    })
    .nullable(),
  /** What the caller may do with it. `why`: a reason is asked for first. */
  may: z.object({
    listen: z.boolean(),
    download: z.boolean(),
    manage: z.boolean(),
    why: z.boolean(),
    /** What the caller hears is the part in which they handled the contact themselves. */
    part: z.boolean(),
  }),
});
export type Recording = z.output<typeof recording>;
export const recordingNote = z.object({
  id,
  at: z.number(),
  text: z.string(),
  author: id,
  authorName: z.string(),
  madeAt: instant,
  changedAt: instant.nullable(),
  mine: z.boolean(),
});
export type RecordingNote = z.output<typeof recordingNote>;
/** A stretch without sound, in milliseconds, and why. */
export const recordingGap = z.object({
  from: z.number(),
  to: z.number(),
  /** others: somebody else handled the contact then, and it is not the caller's to hear. */
  kind: z.enum(['pause', 'off', 'missing', 'changed', 'others']),
  /** Of a pause: by whom, and whether it ended by its time limit. */
  by: z.string().nullable(),
  limit: z.boolean(),
});
export type RecordingGap = z.output<typeof recordingGap>;
/** What the agent on a call may do with its recording. */
export const recordingControl = z.object({
  state: recordingState,
  mode: recordingMode,
  because: recordingReason,
  since: instant.nullable(),
  pausedUntil: instant.nullable(),
  noticeSaid: z.boolean(),
  refused: z.boolean(),
  may: z.object({ start: z.boolean(), stop: z.boolean(), pause: z.boolean(), refuse: z.boolean() }),
});
export type RecordingControl = z.output<typeof recordingControl>;

export const recordingsOfContact = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/recordings',
  tag: 'recordings',
  summary: 'Recordings of a contact, and what its agent may do with the one that could run now',
  permission: 'contact.read',
  params: idParams,
  output: z.object({ items: z.array(recording), control: recordingControl.nullable() }),
});
export const controlRecording = route({
  method: 'PUT',
  path: '/api/v1/contacts/:id/recording',
  tag: 'recordings',
  summary: 'Start or stop recording the call of a contact, or say that its customer does not want it',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    wanted: z.enum(['on', 'off']),
    /** The agent has told the customer that the call is recorded; needed where no notice was played. */
    noticeSaid: z.boolean().default(false),
    /** The customer does not want to be recorded. */
    refused: z.boolean().default(false),
  }),
  output: recordingControl,
});
export const pauseRecording = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/recording/pause',
  tag: 'recordings',
  summary:
    'Pause while card data are said or typed: nothing is kept meanwhile. It goes on by itself after the time of the queue',
  permission: 'contact.handle',
  orPermission: 'recording.pause',
  params: idParams,
  output: recordingControl,
});
export const resumeRecording = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/recording/resume',
  tag: 'recordings',
  summary: 'Go on recording after a pause',
  permission: 'contact.handle',
  orPermission: 'recording.pause',
  params: idParams,
  output: recordingControl,
});

export const listRecordings = route({
  method: 'GET',
  path: '/api/v1/recordings',
  tag: 'recordings',
  summary: 'Recordings in scope, the newest first; by agent only under an agreement that covers recording',
  permission: 'recording.listen',
  query: z.object({
    ...paging,
    queue: id.optional(),
    agent: id.optional(),
    from: day.optional(),
    to: day.optional(),
    /** Seconds. */
    atLeast: z.coerce.number().int().min(0).max(86_400).optional(),
    atMost: z.coerce.number().int().min(0).max(86_400).optional(),
    notes: z.enum(['yes']).optional(),
    held: z.enum(['yes']).optional(),
    deleted: z.enum(['yes']).optional(),
  }),
  output: page(recording),
});
export const getRecording = route({
  method: 'GET',
  path: '/api/v1/recordings/:id',
  tag: 'recordings',
  summary: 'A recording with its notes and the proof of its notice',
  permission: 'contact.read',
  params: idParams,
  output: recording.extend({
    notesOf: z.array(recordingNote),
    notices: z.array(
      z.object({
        at: instant,
        language: z.string(),
        text: z.string(),
        prompt: z.string().nullable(),
        saidBy: z.enum(['gateway', 'agent']),
      }),
    ),
    refusal: z.object({ at: instant, via: z.string(), honoured: z.boolean() }).nullable(),
  }),
});
export const openRecording = route({
  method: 'POST',
  path: '/api/v1/recordings/:id/listens',
  tag: 'recordings',
  summary:
    'Listen to a recording, or download it: noted with who and why. Answers loudness and gaps, and what was tampered with',
  permission: 'contact.read',
  params: idParams,
  body: z.object({
    kind: z.enum(['listen', 'download']).default('listen'),
    why: why.nullable().default(null),
  }),
  output: z.object({
    listen: id,
    length: z.number(),
    /** Loudness from 0 to 255, one value for `step` milliseconds, base64. */
    step: z.number(),
    customer: z.string(),
    staff: z.string(),
    gaps: z.array(recordingGap),
    /** Nothing was changed or taken out since it was recorded. */
    whole: z.boolean(),
  }),
  status: 201,
});
export const hearRecording = route({
  method: 'PUT',
  path: '/api/v1/recordings/:id/listens/:listen',
  tag: 'recordings',
  summary: 'What was heard so far, for the log of listens',
  permission: 'contact.read',
  params: z.object({ id, listen: id }),
  body: z.object({ from: ms, to: ms, heard: ms }),
});
export const recordingAudio = route({
  method: 'GET',
  path: '/api/v1/recordings/:id/audio',
  tag: 'recordings',
  summary: 'The sound as WAV, ranges allowed, to whoever has opened it (`listen`)',
  permission: 'contact.read',
  params: idParams,
  query: z.object({ listen: id }),
  rawOutput: 'audio/wav',
});
export const recordingListens = route({
  method: 'GET',
  path: '/api/v1/recordings/:id/listens',
  tag: 'recordings',
  summary: 'Who listened to a recording or downloaded it, what of it and why',
  permission: 'recording.manage',
  orPermission: 'audit.read',
  params: idParams,
  output: list(
    z.object({
      id,
      at: instant,
      actorName: z.string(),
      kind: z.enum(['listen', 'download', 'read', 'copy']),
      why: z.string().nullable(),
      from: z.number().nullable(),
      to: z.number().nullable(),
      heard: z.number(),
    }),
  ),
});
export const addRecordingNote = route({
  method: 'POST',
  path: '/api/v1/recordings/:id/notes',
  tag: 'recordings',
  summary: 'A note at a moment of a recording',
  permission: 'contact.read',
  params: idParams,
  body: z.object({ at: ms, text: z.string().trim().min(1).max(2000) }),
  output: recordingNote,
  status: 201,
});
export const changeRecordingNote = route({
  method: 'PUT',
  path: '/api/v1/recordings/:id/notes/:note',
  tag: 'recordings',
  summary: 'Change a note of mine',
  permission: 'contact.read',
  params: z.object({ id, note: id }),
  body: z.object({ text: z.string().trim().min(1).max(2000) }),
  output: recordingNote,
});
export const dropRecordingNote = route({
  method: 'DELETE',
  path: '/api/v1/recordings/:id/notes/:note',
  tag: 'recordings',
  summary: 'Delete a note of mine',
  permission: 'contact.read',
  params: z.object({ id, note: id }),
});
export const holdRecording = route({
  method: 'PUT',
  path: '/api/v1/recordings/:id/hold',
  tag: 'recordings',
  summary:
    'Keep a recording beyond its time for a dispute or an authority, or no longer; the reason is audited',
  permission: 'recording.manage',
  params: idParams,
  body: z.object({ held: z.boolean(), why }),
  output: recording,
});
export const deleteRecording = route({
  method: 'POST',
  path: '/api/v1/recordings/:id/delete',
  tag: 'recordings',
  summary: 'Delete the sound of a recording for good; that it was there, and why it is not, stays',
  permission: 'recording.manage',
  params: idParams,
  body: z.object({ why }),
  output: recording,
});

// ---- What was said, written down ---------------------------------------------------------------------------------

/** What one side said at a time of a recording, in milliseconds. */
export const transcriptSegment = z.object({
  start: z.number(),
  end: z.number(),
  speaker: z.enum(['customer', 'staff']),
  text: z.string(),
  /** From 0 to 1, where the provider says it. */
  confidence: z.number().nullable(),
});
export type TranscriptSegment = z.output<typeof transcriptSegment>;
export const readTranscript = route({
  method: 'POST',
  path: '/api/v1/recordings/:id/transcript/reads',
  tag: 'recordings',
  summary:
    'Read what was said in a recorded call, or take it away (copy): noted with who and why, by the same rights as listening and downloading',
  permission: 'contact.read',
  params: idParams,
  body: z.object({
    kind: z.enum(['read', 'copy']).default('read'),
    why: why.nullable().default(null),
    /** A listen that the caller has opened: its reason holds for reading too. */
    listen: id.nullable().default(null),
  }),
  output: z.object({
    language: z.string(),
    /** Everything is written down; else what there is so far. */
    whole: z.boolean(),
    /** Who listened, by name. */
    providers: z.array(z.string()),
    segments: z.array(transcriptSegment),
  }),
  status: 201,
});
export const wantTranscript = route({
  method: 'POST',
  path: '/api/v1/recordings/:id/transcript',
  tag: 'recordings',
  summary:
    'Have a recorded call written down now: again after it failed, or for the first time where its queue asks for transcripts',
  permission: 'recording.manage',
  params: idParams,
  output: recording,
});
