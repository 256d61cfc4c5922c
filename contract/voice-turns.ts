import { z } from 'zod';
import { id, idParams, route } from './route.ts';
import { call } from './voice.ts';

// What a caller hears and answers while no person speaks with them: in a self-service flow, or while they wait. The
// gateway plays what it is given and brings what it hears; what is said, and what becomes of it, is decided here.

/** Which keys of a telephone, one by one. */
const singleKeys = z.string().regex(/^[0-9*#]{0,12}$/, 'keys of a telephone');

/** What the caller did since. */
export const turnInput = z.discriminatedUnion('kind', [
  /** What is wanted of the call begins: nothing was asked before. */
  z.object({ kind: z.literal('begin') }),
  z.object({ kind: z.literal('keys'), keys: z.string().regex(/^[0-9*#]{1,40}$/, 'keys of a telephone') }),
  /** They spoke; an empty text: nobody could make it out. */
  z.object({
    kind: z.literal('speech'),
    text: z.string().max(2000),
    confidence: z.number().min(0).max(1).nullable().default(null),
  }),
  /** They were asked and did nothing. */
  z.object({ kind: z.literal('silence') }),
  /** The time of the music has passed, or all was said and nothing was asked. */
  z.object({ kind: z.literal('due') }),
  /** What they left as a message is over: by its key, their silence or its time. What they said is uploaded. */
  z.object({ kind: z.literal('recorded'), seconds: z.number().min(0).max(3600) }),
]);
export type TurnInput = z.output<typeof turnInput>;

/** One thing to say, in the order given. */
export const turnSaying = z.object({
  /** A fixed prompt that says the same: played in its place, a sound of the organisation's own where there is one. */
  prompt: z.string().nullable(),
  text: z.string(),
  language: z.string(),
  /** A fixed prompt in its place where nothing here can say all of it. */
  instead: z.string().optional(),
  /**
   * What was said of recording, which is proved: all of it is said or nothing, and once it was heard to its end that is
   * told by `noticePlayed`.
   */
  notice: z.boolean(),
});
export type TurnSaying = z.output<typeof turnSaying>;

/** Which keys make an answer, and how long they are waited for. */
export const turnKeys = z.object({
  min: z.number().int().min(1).max(40),
  max: z.number().int().min(1).max(40),
  /** The key that ends them before there are `max`. */
  end: z.literal('#').nullable(),
  firstSeconds: z.number().min(0.5).max(120),
  betweenSeconds: z.number().min(0.5).max(30),
});
export type TurnKeys = z.output<typeof turnKeys>;

/** What comes after what is said. */
export const turnNext = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ask'),
    keys: turnKeys.nullable(),
    /** What they say is an answer, too: brought as `speech`. */
    speech: z.boolean(),
    /** What they are likely to say, for whoever listens. */
    words: z.string().max(500),
    /** How long speech is waited for where no keys are. */
    seconds: z.number().min(0.5).max(120),
    /** A key while it is being said is the answer already. */
    bargeIn: z.boolean(),
  }),
  z.object({
    kind: z.literal('music'),
    /** Then `due`; null: until something else is wanted. */
    afterSeconds: z.number().min(0.5).max(3600).nullable(),
    /** Single keys that are an answer at any time, also while something is said. */
    keys: singleKeys,
  }),
  /**
   * After what is said and a tone the caller is recorded, until a key, a silence or the time ends it or they hang up. What
   * is recorded is uploaded like a recording, with `of=message`, before `recorded` or the end of the call is told.
   */
  z.object({
    kind: z.literal('record'),
    seconds: z.number().int().min(1).max(600),
    silenceSeconds: z.number().min(1).max(60),
    end: z.literal('#'),
  }),
  /** After what is said the gateway hangs up. */
  z.object({ kind: z.literal('end') }),
  /** After what is said it is asked what is wanted of the call now; where it is a flow or to wait, by `begin`. */
  z.object({ kind: z.literal('none') }),
]);
export type TurnNext = z.output<typeof turnNext>;

export const callTurn = z.object({
  /** The number of the next turn. */
  turn: z.number().int().min(0),
  call,
  /** In which the caller is spoken to, and probably answers. */
  language: z.string(),
  /** Whose prompts are played. */
  place: z.object({ service: id.nullable(), queue: id.nullable() }),
  say: z.array(turnSaying),
  next: turnNext,
});
export type CallTurn = z.output<typeof callTurn>;

export const turnOfCall = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/turns',
  tag: 'voice',
  summary:
    'What a caller did in a flow or while waiting, and what they hear then; the same turn again gets the same answer, a stale one 409 `turn_over` with the present number',
  permission: 'voice.gateway',
  params: idParams,
  body: z.object({
    /** The number that the answer before gave; 0 at first. */
    turn: z.number().int().min(0),
    input: turnInput,
  }),
  output: callTurn,
});
