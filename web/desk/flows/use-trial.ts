import { useCallback, useEffect, useRef, useState } from 'react';
import type { FlowChannel, FlowLanguage } from '#contract/flow-graph.ts';
import { answerTrial, tryFlow } from '#contract/flows.ts';
import type { FlowInput, TrailEntry, Turn } from '#contract/flow-turns.ts';
import { call, callPatiently } from '#web/kit/index.ts';
import { LineTrouble, type LineTroubleName } from '#web/kit/voice-line.ts';
import { callDraft, type TrialCallState, type TrialPhone } from './trial-phone.ts';

/** A line of the trial: what the flow said, what was answered, what happened beside it. */
export type TrialLine = { by: 'flow'; text: string; language: FlowLanguage } | { by: 'me'; text: string };

interface Running {
  session: string;
  channel: FlowChannel;
  language: FlowLanguage;
  /** Null: a call that the flow has not begun to answer. */
  turn: Turn | null;
  lines: TrialLine[];
  trail: TrailEntry[];
  /** How a trial stands that is a call; null: it is written. */
  call: { state: TrialCallState['state']; ended: TrialCallState['ended']; muted: boolean } | null;
}

const linesOf = (turn: Turn): TrialLine[] =>
  turn.say.map(({ text, language }) => ({ by: 'flow', text, language }));

/** What was said on a call, as it is written down while it goes on. */
const linesOfTrail = (trail: readonly TrailEntry[], language: FlowLanguage): TrialLine[] =>
  trail.flatMap(({ kind, text, data }): TrialLine[] => {
    if (text === '') return [];
    if (kind === 'answered') return [{ by: 'me', text }];
    if (kind !== 'said' && kind !== 'asked') return [];
    return [{ by: 'flow', text, language: (data['language'] as FlowLanguage | undefined) ?? language }];
  });

/** A trial of the draft: a real session in which nothing is changed, sent or counted. */
export function useTrial(code: string) {
  const [running, setRunning] = useState<Running | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [trouble, setTrouble] = useState<LineTroubleName | null>(null);
  const asked = useRef(0);
  const phone = useRef<TrialPhone | null>(null);
  const hangUp = useCallback(() => {
    phone.current?.hangUp();
    phone.current = null;
  }, []);
  // Who leaves the flow has hung up.
  useEffect(
    () => () => {
      asked.current++;
      hangUp();
    },
    [hangUp],
  );
  const attempt = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    setTrouble(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof LineTrouble) setTrouble(error.trouble);
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  }, []);
  return {
    running,
    busy,
    problem,
    /** Why there is no line. */
    trouble,
    /** Nodes that were walked through, and the ways out that were taken, as `from exit`. */
    begin: useCallback(
      (channel: FlowChannel, language: FlowLanguage, from: string | null) => {
        const mine = ++asked.current;
        hangUp();
        return attempt(async () => {
          const { session, turn, trail } = await callPatiently(tryFlow, {
            params: { code },
            body: { channel, language, from },
          });
          if (mine === asked.current)
            setRunning({ session, channel, language, turn, trail, lines: linesOf(turn), call: null });
        });
      },
      [attempt, code, hangUp],
    ),
    /** Calls the draft: this browser is the telephone. */
    callUp: useCallback(
      (language: FlowLanguage, from: string | null) => {
        const mine = ++asked.current;
        hangUp();
        const begun: Running = {
          session: '',
          channel: 'phone',
          language,
          turn: null,
          trail: [],
          lines: [],
          call: { state: 'connecting', ended: null, muted: false },
        };
        setRunning(begun);
        return attempt(async () => {
          try {
            const line = await callDraft({
              code,
              language,
              from,
              onNews: (news) => {
                if (mine !== asked.current) return;
                if (news.state === 'ended') phone.current = null;
                setRunning((old) => withNews(old ?? begun, news));
              },
            });
            if (mine === asked.current) phone.current = line;
            else line.hangUp();
          } catch (error) {
            if (mine === asked.current) setRunning(null);
            throw error;
          }
        });
      },
      [attempt, code, hangUp],
    ),
    press: useCallback((key: string) => phone.current?.press(key), []),
    mute: useCallback((on: boolean) => {
      phone.current?.mute(on);
      setRunning((old) => (old?.call == null ? old : { ...old, call: { ...old.call, muted: on } }));
    }, []),
    hangUp: useCallback(() => {
      const standing = phone.current !== null;
      hangUp();
      // Hung up before the line stood: it is not waited for.
      if (standing) return;
      asked.current++;
      setRunning(null);
    }, [hangUp]),
    answer: useCallback(
      (input: FlowInput, shown: string) => {
        const before = running?.turn ?? null;
        if (running === null || before === null || before.ask === null) return Promise.resolve();
        const mine = asked.current;
        return attempt(async () => {
          const { turn, trail } = await call(answerTrial, {
            params: { id: running.session },
            body: { turn: before.turn, input },
          });
          if (mine === asked.current)
            setRunning({
              ...running,
              turn,
              trail: [...running.trail, ...trail],
              lines: [...running.lines, { by: 'me', text: shown }, ...linesOf(turn)],
            });
        });
      },
      [attempt, running],
    ),
    stop: useCallback(() => {
      asked.current++;
      hangUp();
      setRunning(null);
      setProblem(null);
      setTrouble(null);
    }, [hangUp]),
  };
}
/** A call, with what is known of it since. */
const withNews = (old: Running, { state, ended, turn, trail }: TrialCallState): Running => ({
  ...old,
  language: turn?.language ?? old.language,
  turn,
  trail: [...old.trail, ...trail],
  lines: [...old.lines, ...linesOfTrail(trail, old.language)],
  call: { state, ended, muted: old.call?.muted ?? false },
});
export type Trial = ReturnType<typeof useTrial>;

/** Where a trial stands and has been, for the drawing. */
export function trialMarks(
  running: Trial['running'],
  code: string,
): { here: string | null; nodes: Set<string>; edges: Set<string> } {
  const trail = (running?.trail ?? []).filter(({ flow }) => flow === code);
  return {
    here: running?.turn?.ask?.node ?? trail.at(-1)?.node ?? null,
    nodes: new Set(trail.map(({ node }) => node)),
    edges: new Set(trail.filter(({ kind }) => kind === 'went').map(({ node, exit }) => `${node} ${exit}`)),
  };
}
