import type { QueuePhone, WaitingChoice } from '#contract/queue-phone.ts';
import { calendarStanding } from '#server/calendars/index.ts';
import { readCallbackNumber } from '#server/contacts/index.ts';
import { Problem, type Ctx, type Tx } from '#server/platform/index.ts';
import { estimatesOf, readQueues, roomIn, waitAtPlace, type QueueRow } from '#server/routing/index.ts';
import { phoneSettings } from '../visitors/settings.rules.ts';
import { announcementsIn } from './announcements.hearing.ts';
import { textIn } from './announcements.rules.ts';
import type { CallRow } from './calls.store.ts';
import { queuePhoneOf } from './queue-phone.service.ts';
import { theRecorder } from './recorder.ts';
import { theLinkSender, theVoicemail } from './voicemail.ts';
import { spreadOf } from './wait-words.rules.ts';
import type { WaitingFacts } from './waiting-parts.rules.ts';
import { waitingPlace, type WaitingPlace } from './waiting.read.ts';

/** What a caller who waits can know now, and who they are. */
export interface Waiting {
  facts: WaitingFacts;
  place: WaitingPlace;
  queue: QueueRow;
  setting: QueuePhone;
  language: string;
  /** The SMS of the queue in their language; null: none. */
  linkText: string | null;
}

/** So many short messages a day go to one number. */
export const smsPerDay = 3;

/** Numbers that short messages reach: what is certainly a landline here is none. */
export const takesSms = (number: string): boolean => /^\+(?!390)\d{6,15}$/.test(number);

const inSpoken = (text: { it: string; en: string } | null, language: string) =>
  text === null || text.it.trim() === '' ? null : textIn(text, language);

/** Gathers the facts of a call that waits, or that no queue took; null: it does neither any more. */
export async function waitingFacts(tx: Tx, ctx: Ctx, call: CallRow): Promise<Waiting | null> {
  const place = call.contactId === null ? null : await waitingPlace(tx, call.contactId);
  if (place === null) return null;
  const [queue] = await readQueues(tx, [place.queueId]);
  if (queue === undefined) return null;
  const now = ctx.clock.now();
  const { language } = place;
  const setting = await queuePhoneOf(tx, queue.id);
  const standing = place.blocked !== null ? 'refused' : call.direction === 'out' ? 'called' : 'waiting';
  const position = standing === 'refused' ? null : place.position;
  const [estimate] = (await estimatesOf({ db: tx, clock: ctx.clock }, [queue.id])).filter(
    ({ channel }) => channel === 'phone',
  );
  const linkText = textIn(setting.linkText, language)?.text ?? null;
  const number = callableNumber(call.customerNumber, queue);
  const recorder = theRecorder();
  const notice = (await recorder?.notice(tx, queue.id, language)) ?? null;
  const noticed = (await recorder?.noticed(tx, call.id)) ?? false;
  return {
    place,
    queue,
    setting,
    language,
    linkText,
    facts: {
      standing,
      refused: place.blocked === null ? null : refusedWords(queue, place.blocked, language),
      opens: place.blocked === 'closed' ? await opensAt(tx, queue, place, now) : null,
      direct: setting.direct,
      welcome: textIn(setting.welcome, language),
      spoken: place.blocked === null ? inSpoken(queue.emergencyText, language) : null,
      announcements: await announcementsIn(tx, queue, place, now),
      notice: notice === null || noticed || standing === 'refused' ? null : notice,
      mayRefuse: notice?.mayRefuse ?? false,
      nobody: standing === 'waiting' && (await roomIn(tx, queue.id, 'phone')).present === 0,
      position,
      wait:
        position === null
          ? null
          : spreadOf(waitAtPlace(estimate, position), estimate?.secondsPerPlace ?? null, position),
      tellPosition: setting.tellPosition,
      tellWait: setting.tellWait,
      everySeconds: setting.everySeconds,
      choicesSeconds: setting.choicesSeconds,
      choices:
        setting.direct || standing === 'called'
          ? []
          : await choicesNow(tx, now, { setting, queue, linkText, caller: call.customerNumber }),
      number,
      elapsed: Math.max(0, Math.round((now.getTime() - call.startedAt.getTime()) / 1000)),
    },
  };
}

/** The caller's own number, where they may be called at it. */
function callableNumber(number: string | null, queue: QueueRow): string | null {
  if (number === null) return null;
  const reading = readCallbackNumber(number, queue.callback);
  return reading.ok ? reading.value : null;
}

const order: readonly WaitingChoice[] = ['callback', 'message', 'sms'];

async function choicesNow(
  tx: Tx,
  now: Date,
  {
    setting,
    queue,
    linkText,
    caller,
  }: { setting: QueuePhone; queue: QueueRow; linkText: string | null; caller: string | null },
): Promise<WaitingChoice[]> {
  const sender = theLinkSender();
  const sms =
    sender !== null &&
    linkText !== null &&
    caller !== null &&
    takesSms(caller) &&
    (await sender.sentSince(tx, caller, new Date(now.getTime() - 86_400_000))) < smsPerDay;
  const can: Record<WaitingChoice, boolean> = {
    callback: queue.callback.allowed,
    message: theVoicemail() !== null,
    sms,
  };
  return order.filter((choice) => setting.choices.includes(choice) && can[choice]);
}

/** The organisation's words for whom no queue took. */
function refusedWords(queue: QueueRow, because: 'full' | 'closed' | 'emergency', language: string) {
  const branch = queue.branches[because];
  const words =
    (because === 'emergency' ? queue.emergencyText : null) ?? (branch.do === 'message' ? branch.text : null);
  const text = inSpoken(words, language);
  // Words in a language that the caller does not speak are worth less than a prompt in theirs.
  return text === null || text.language !== language.slice(0, 2).toLowerCase()
    ? { because, text: '', language }
    : { because, ...text };
}

async function opensAt(tx: Tx, queue: QueueRow, place: WaitingPlace, now: Date): Promise<Date | null> {
  const calendar = phoneSettings(place.entrySettings).calendarId ?? queue.calendarId;
  if (calendar === null) return null;
  try {
    const { nextOpening } = await calendarStanding(tx, calendar, now);
    return nextOpening === null ? null : new Date(nextOpening);
  } catch (error) {
    // A calendar that is gone says nothing.
    if (error instanceof Problem) return null;
    throw error;
  }
}
