import { noticeForCall, noticePlayed } from '#contract/recordings.ts';
import { loop } from '../core/player.ts';
import { builtInMusic } from '../core/tones.ts';
import type { ServerLink } from '../link.ts';
import type { Speech } from '../speech.ts';
import type { LiveCall, Waiting } from './live-call.ts';

/** Calls that were told that they may be recorded: once is enough, however often they wait. */
const told = new WeakSet<LiveCall>();

/**
 * Music, with what has to be said before it: that the call may be recorded, where its queue records. What was said is
 * told to the server word for word, for it is the proof; what could not be said is not.
 */
export function wait(call: LiveCall, link: ServerLink, speech: Speech, language: string): Waiting {
  let stopped = false;
  let playing = call.play(loop(builtInMusic()));
  const notice = async (): Promise<void> => {
    if (told.has(call)) return;
    const params = { id: call.id };
    const { notice: words } = await link.call(noticeForCall, { params, query: { language } });
    const sound = words === null ? null : await speech.say(words.text, words.language, { whole: true });
    if (words === null || sound === null || stopped || call.over) return;
    told.add(call);
    playing = call.play(sound);
    if ((await playing.done) === 'stopped') {
      told.delete(call);
      return;
    }
    if (!stopped) playing = call.play(loop(builtInMusic()));
    await link.insist(noticePlayed, { params, body: { language: words.language, text: words.text } });
  };
  // A notice that cannot be fetched is one that was not said: nothing is recorded, and the music goes on.
  notice().catch(() => undefined);
  return {
    stop() {
      stopped = true;
      playing.stop();
    },
    key: () => undefined,
  };
}
