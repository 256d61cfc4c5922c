import { z } from 'zod';
import { id, idParams, route } from './route.ts';

// What callers of a queue hear while they wait: welcome, place and honest wait, choices by key.

/** What callers may choose instead of waiting. The keys are the same everywhere: 1, 2, 3. */
export const waitingChoices = ['callback', 'message', 'sms'] as const;
export const waitingChoice = z.enum(waitingChoices);
export type WaitingChoice = z.output<typeof waitingChoice>;

/** Texts by language; a language without one hears the fixed prompt, or the Italian words where there is none. */
export const spokenTexts = z.record(
  z.string().regex(/^[a-z]{2}$/, 'a language such as it'),
  z.string().trim().min(1).max(600),
);
export const queuePhone = z.object({
  /** Straight to a person, as on an emergency line: its own words and nothing else. */
  direct: z.boolean(),
  tellPosition: z.boolean(),
  tellWait: z.boolean(),
  /** How often place and wait are told again, in seconds. */
  everySeconds: z.number().int().min(20).max(900),
  /** How often the choices are offered again, in seconds. */
  choicesSeconds: z.number().int().min(20).max(900),
  choices: z.array(waitingChoice).max(waitingChoices.length),
  /** In place of the fixed prompt of the welcome (of the emergency line, where it is one). */
  welcome: spokenTexts,
  /** What the SMS says; with a link in it. */
  linkText: spokenTexts,
});
export type QueuePhone = z.output<typeof queuePhone>;

export const getQueuePhone = route({
  method: 'GET',
  path: '/api/v1/queues/:id/phone',
  tag: 'voice',
  summary: 'What callers of a queue hear while they wait, and what they may choose',
  permission: 'admin.read',
  params: idParams,
  output: queuePhone.extend({
    id,
    /** Customers of the queue are called back at all: a rule of the queue itself. */
    callbacks: z.boolean(),
  }),
});
export const setQueuePhone = route({
  method: 'PUT',
  path: '/api/v1/queues/:id/phone',
  tag: 'voice',
  summary: 'Set what callers of a queue hear while they wait, from the next turn on',
  permission: 'admin.routing',
  params: idParams,
  body: queuePhone,
  output: queuePhone.extend({ id, callbacks: z.boolean() }),
});
