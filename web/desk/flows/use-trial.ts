import { useCallback, useRef, useState } from 'react';
import type { FlowChannel, FlowLanguage } from '#contract/flow-graph.ts';
import { answerTrial, tryFlow } from '#contract/flows.ts';
import type { FlowInput, TrailEntry, Turn } from '#contract/flow-turns.ts';
import { call, callPatiently } from '#web/kit/index.ts';

/** A line of the trial: what the flow said, what was answered, what happened beside it. */
export type TrialLine =
  | { by: 'flow'; text: string; language: FlowLanguage; node: string | null }
  | { by: 'me'; text: string };

interface Running {
  session: string;
  channel: FlowChannel;
  language: FlowLanguage;
  turn: Turn;
  lines: TrialLine[];
  trail: TrailEntry[];
}

const linesOf = (turn: Turn): TrialLine[] =>
  turn.say.map(({ text, language }) => ({ by: 'flow', text, language, node: turn.ask?.node ?? null }));

/** A trial of the draft: a real session in which nothing is changed, sent or counted. */
export function useTrial(code: string) {
  const [running, setRunning] = useState<Running | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const asked = useRef(0);
  const attempt = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }, []);
  return {
    running,
    busy,
    problem,
    /** Nodes that were walked through, and the ways out that were taken, as `from exit`. */
    begin: useCallback(
      (channel: FlowChannel, language: FlowLanguage, from: string | null) => {
        const mine = ++asked.current;
        return attempt(async () => {
          const { session, turn, trail } = await callPatiently(tryFlow, {
            params: { code },
            body: { channel, language, from },
          });
          if (mine === asked.current)
            setRunning({ session, channel, language, turn, trail, lines: linesOf(turn) });
        });
      },
      [attempt, code],
    ),
    answer: useCallback(
      (input: FlowInput, shown: string) => {
        if (running === null || running.turn.ask === null) return Promise.resolve();
        const mine = asked.current;
        return attempt(async () => {
          const { turn, trail } = await call(answerTrial, {
            params: { id: running.session },
            body: { turn: running.turn.turn, input },
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
      setRunning(null);
      setProblem(null);
    }, []),
  };
}
export type Trial = ReturnType<typeof useTrial>;

/** Where a trial stands and has been, for the drawing. */
export function trialMarks(
  running: Trial['running'],
  code: string,
): { here: string | null; nodes: Set<string>; edges: Set<string> } {
  const trail = (running?.trail ?? []).filter(({ flow }) => flow === code);
  return {
    here: running?.turn.ask?.node ?? trail.at(-1)?.node ?? null,
    nodes: new Set(trail.map(({ node }) => node)),
    edges: new Set(trail.filter(({ kind }) => kind === 'went').map(({ node, exit }) => `${node} ${exit}`)),
  };
}
