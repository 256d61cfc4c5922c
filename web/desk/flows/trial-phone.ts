import type { FlowLanguage } from '#contract/flow-graph.ts';
import { actOnTrialCall, startTrialCall, trialCallState } from '#contract/trial-calls.ts';
import type { Output } from '#contract/route.ts';
import { call, callPatiently } from '#web/kit/index.ts';
import { openLine, type VoiceLine } from '#web/kit/voice-line.ts';
import { hearOn, remembered, wantedMicrophone } from '../phone/devices.ts';

/** How often it is asked where the flow stands; the sound says it sooner. */
const lookMilliseconds = 600;

export type TrialCallState = Output<typeof trialCallState>;

/** The browser as the telephone on which a flow is tried. */
export interface TrialPhone {
  session: string;
  press(key: string): void;
  mute(on: boolean): void;
  hangUp(): void;
}

/**
 * Calls a draft. From a press of a button: browsers play nothing and ask for no microphone otherwise.
 * @param onNews how it stands, each time that is known; the last time with the state `ended`
 * @throws LineTrouble, or ApiProblem
 */
export async function callDraft({
  code,
  language,
  from,
  onNews,
}: {
  code: string;
  language: FlowLanguage;
  from: string | null;
  onNews: (news: TrialCallState) => void;
}): Promise<TrialPhone> {
  const speaker = document.createElement('audio');
  speaker.autoplay = true;
  speaker.hidden = true;
  document.body.append(speaker);
  let begun: { session: string; token: string } | null = null;
  let line: VoiceLine | null = null;
  let known = 0;
  let over = false;
  let looking = false;
  let timer = 0;
  const close = (): void => {
    clearInterval(timer);
    line?.close();
    speaker.remove();
  };
  const look = async (): Promise<void> => {
    if (begun === null || looking || over) return;
    looking = true;
    try {
      const news = await call(trialCallState, { params: { token: begun.token }, query: { after: known } });
      if (over) return;
      ({ known } = news);
      over = news.state === 'ended';
      if (over) close();
      onNews(news);
    } catch {
      // Asked again in a moment: the call itself goes on.
    } finally {
      looking = false;
    }
  };
  const act = (body: { hangUp: true } | { keys: string }): void => {
    if (begun !== null)
      void call(actOnTrialCall, { params: { token: begun.token }, body }).catch(() => undefined);
  };
  try {
    void hearOn(speaker);
    const opened = await openLine({
      speaker,
      microphone: await wantedMicrophone(),
      cleaning: remembered(),
      connect: async (offer) => {
        const started = await callPatiently(startTrialCall, {
          params: { code },
          body: { language, from, offer },
        });
        begun = started;
        return started.answer;
      },
      onUp: () => undefined,
      // What the other end says of it is read once more.
      onEnd: () => void look(),
    });
    line = opened;
    timer = window.setInterval(() => void look(), lookMilliseconds);
    return {
      session: begun!.session,
      press: (key) => {
        if (!over && !opened.press(key)) act({ keys: key });
      },
      mute: (on) => opened.mute(on),
      hangUp: () => {
        if (over) return;
        act({ hangUp: true });
        // Heard no more from now on; that it is over is read from the server.
        opened.close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
