import { noticeForCall, noticePlayed } from '#contract/recordings.ts';
import type { ServerLink } from '../link.ts';
import type { Speech } from '../speech.ts';
import type { LiveCall } from './live-call.ts';

/**
 * Who was called and is connected to an agent at once is told that the call may be recorded, where its queue records:
 * before anything is. The agent hears it too, and knows when to begin. What was said to its end is told to the server word
 * for word, for it is the proof; what could not be said is not, and nothing is recorded.
 */
export async function tellOfRecording(call: LiveCall, link: ServerLink, speech: Speech): Promise<void> {
  const params = { id: call.id };
  const query = { language: call.language };
  const { notice } = await link.call(noticeForCall, { params, query });
  if (notice === null) return;
  const say = () => speech.say(notice.text, notice.language, { whole: true });
  const [sound, again] = [await say(), await say()];
  if (sound === null || call.over || call.view.wanted !== 'talk') return;
  const playing = call.play(sound);
  if (again !== null) call.playAgent(again);
  if ((await playing.done) === 'stopped') return;
  await link.insist(noticePlayed, { params, body: { language: notice.language, text: notice.text } });
}
