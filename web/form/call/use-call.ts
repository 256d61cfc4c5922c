import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { LineTrouble, openLine, type LineTroubleName, type VoiceLine } from '#web/kit/voice-line.ts';
import { hangUp, NoCall, sendKeys, startCall, stateOf, type CallState } from './api.ts';

/** How often the server is asked how the call stands; the sound says it sooner. */
const lookMilliseconds = 1500;

export type Ended = 'endedByAgent' | 'endedByCustomer' | 'endedByGateway' | 'lost';
export type Standing =
  | { phase: 'idle'; ended: Ended | null; trouble: LineTroubleName | 'full' | 'failed' | null }
  | { phase: 'call'; state: Exclude<CallState['state'], 'ended'>; wait: number | null; since: number };

const idle = (ended: Ended | null = null): Standing => ({ phase: 'idle', ended, trouble: null });

/** A call from this page: begin it, follow it, press keys, be silent, end it. */
export function useCall(entryPoint: string, language: string) {
  const [standing, setStanding] = useState<Standing>(idle());
  const [muted, setMuted] = useState(false);
  const line = useRef<VoiceLine | null>(null);
  const token = useRef<string | null>(null);
  const speaker = useRef<HTMLAudioElement>(null);
  const inCall = standing.phase === 'call';

  const over = useCallback((ended: Ended) => {
    line.current?.close();
    line.current = null;
    token.current = null;
    setMuted(false);
    setStanding(idle(ended));
  }, []);

  useEffect(() => {
    if (!inCall) return undefined;
    const look = async () => {
      const asked = token.current;
      if (asked === null) return;
      const found = await stateOf(asked).catch(() => null);
      if (found === null || token.current !== asked) return;
      if (found.state === 'ended') {
        const { by, cause } = found.ended!;
        over(
          cause === 'lost' || (cause === 'failed' && by === 'gateway')
            ? 'lost'
            : by === 'agent'
              ? 'endedByAgent'
              : by === 'customer'
                ? 'endedByCustomer'
                : 'endedByGateway',
        );
        return;
      }
      const { state, estimatedWait, since } = found;
      setStanding({
        phase: 'call',
        state,
        wait: estimatedWait,
        since: since === null ? Date.now() : Date.parse(since),
      });
    };
    const timer = setInterval(() => void look(), lookMilliseconds);
    // A page that is closed says so; else we would hear it only by its silence.
    const leave = () => {
      if (token.current !== null) void hangUp(token.current).catch(() => undefined);
    };
    addEventListener('pagehide', leave);
    return () => {
      clearInterval(timer);
      removeEventListener('pagehide', leave);
    };
  }, [inCall, over]);

  const call = async (name: string, microphone: string | null): Promise<void> => {
    setStanding({ phase: 'call', state: 'connecting', wait: null, since: Date.now() });
    try {
      line.current = await openLine({
        speaker: speaker.current!,
        microphone,
        connect: async (offer) => {
          const started = await startCall(entryPoint, offer, language, name);
          token.current = started.token;
          return started.answer;
        },
        onUp: () => undefined,
        onEnd: () => over('lost'),
      });
    } catch (error) {
      token.current = null;
      const trouble =
        error instanceof LineTrouble
          ? error.trouble
          : error instanceof NoCall && error.why === 'full'
            ? ('full' as const)
            : ('failed' as const);
      setStanding({ phase: 'idle', ended: null, trouble });
    }
  };
  return {
    standing,
    muted,
    speaker,
    call,
    end: async () => {
      const ending = token.current;
      over('endedByCustomer');
      if (ending !== null) await hangUp(ending).catch(() => undefined);
    },
    mute: (on: boolean) => {
      line.current?.mute(on);
      setMuted(on);
    },
    press: (key: string) => {
      if (line.current === null || token.current === null) return;
      if (!line.current.press(key)) void sendKeys(token.current, key).catch(() => undefined);
    },
    level: () => (muted ? 0 : (line.current?.level() ?? 0)),
    useMicrophone: (id: string) => line.current?.useMicrophone(id).catch(() => undefined),
  };
}
