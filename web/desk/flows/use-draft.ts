import { useCallback, useEffect, useRef, useState } from 'react';
import { getDraft, listFlows, saveDraft, getFlow, type Finding, type FlowDraft } from '#contract/flows.ts';
import type { FlowGraph } from '#contract/flow-graph.ts';
import {
  ApiProblem,
  call,
  invalidate,
  isPassing,
  keyOf,
  queryClient,
  textOf,
  toast,
  type FieldProblem,
} from '#web/kit/index.ts';
import { onDrafted } from './events.ts';
import { begin, change, redo, undo, type History } from './history.rules.ts';
import { placed } from './layout.rules.ts';

// The draft under the hand: what is on screen, what the server has of it, and what keeps the two apart.

/** saved: the server has it. refused: a field is wrong, nothing is kept. conflict: somebody else saved meanwhile. */
export type SaveState = 'saved' | 'dirty' | 'saving' | 'refused' | 'conflict' | 'offline';

const restMs = 700;
const retryMs = 4000;

export function useDraft(code: string, first: FlowDraft, edits: boolean) {
  const [start] = useState(() => ({ ...first, graph: placed(first.graph) }));
  const [history, setHistory] = useState<History<FlowGraph>>(() => begin(start.graph));
  const [state, setState] = useState<SaveState>('saved');
  const [findings, setFindings] = useState<Finding[]>(start.findings);
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [theirs, setTheirs] = useState<FlowDraft | null>(null);
  const [kept, setKept] = useState({
    changedAt: start.changedAt,
    changedBy: start.changedBy,
    revision: start.revision,
  });
  const graph = history.now;
  /** What the next save is made from, and what the last one held. */
  const server = useRef({ revision: start.revision, graph: start.graph });
  const latest = useRef(graph);
  const running = useRef<Promise<boolean> | null>(null);
  useEffect(() => {
    latest.current = graph;
  });

  const take = useCallback(
    (draft: FlowDraft) => {
      setFindings(draft.findings);
      setProblems([]);
      setKept({ changedAt: draft.changedAt, changedBy: draft.changedBy, revision: draft.revision });
      queryClient.setQueryData(keyOf(getDraft, { params: { code } }), draft);
      invalidate(listFlows);
      invalidate(getFlow);
    },
    [code],
  );

  /** Saves what is on screen until the server has all of it; false when it has not. */
  const flush = useCallback(async (): Promise<boolean> => {
    if (running.current !== null) {
      await running.current;
      if (latest.current === server.current.graph) return true;
    }
    const work = async (): Promise<boolean> => {
      while (latest.current !== server.current.graph) {
        const sent = latest.current;
        setState('saving');
        try {
          const draft = await call(saveDraft, {
            params: { code },
            body: { revision: server.current.revision, graph: sent },
          });
          server.current = { revision: draft.revision, graph: sent };
          take(draft);
        } catch (error) {
          if (!(error instanceof ApiProblem)) throw error;
          if (error.code === 'changed_meanwhile') {
            setTheirs(await call(getDraft, { params: { code } }));
            setState('conflict');
          } else if (isPassing(error)) setState('offline');
          else {
            setProblems(error.fields.length > 0 ? error.fields : [{ field: '', message: error.message }]);
            setState('refused');
          }
          return false;
        }
      }
      setState('saved');
      return true;
    };
    running.current = work().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [code, take]);

  // What is on screen is saved once the hand rests, and tried again while nothing answers.
  useEffect(() => {
    if (!edits || theirs !== null) return;
    if (graph === server.current.graph) {
      setState((now) => (now === 'dirty' || now === 'refused' ? 'saved' : now));
      setProblems([]);
      return;
    }
    setState((now) => (now === 'saving' ? now : 'dirty'));
    const timer = setTimeout(() => void flush(), restMs);
    return () => clearTimeout(timer);
  }, [graph, edits, theirs, flush]);
  useEffect(() => {
    if (state !== 'offline') return;
    const timer = setTimeout(() => void flush(), retryMs);
    return () => clearTimeout(timer);
  }, [state, flush]);
  // Who leaves the page before that is asked to stay a moment.
  useEffect(() => {
    if (state === 'saved') return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [state]);
  useEffect(
    () => () => {
      if (latest.current !== server.current.graph && edits) void flush();
    },
    [edits, flush],
  );

  const edit = useCallback(
    (make: (graph: FlowGraph) => FlowGraph, about: string | null = null) =>
      setHistory((old) => change(old, make(old.now), about)),
    [],
  );
  const replace = useCallback(
    (draft: FlowDraft) => {
      const graph = placed(draft.graph);
      server.current = { revision: draft.revision, graph };
      setHistory((old) => change(old, graph));
      setTheirs(null);
      setState('saved');
      take(draft);
    },
    [take],
  );
  // Somebody else saved: what nobody has touched here follows, what was is asked about at once.
  const replacing = useRef(replace);
  useEffect(() => {
    replacing.current = replace;
  });
  useEffect(
    () =>
      onDrafted(({ flow, revision, by }) => {
        const look = async () => {
          // What is being saved from here tells of itself, too.
          await running.current;
          if (flow !== code || revision <= server.current.revision) return;
          const untouched = latest.current === server.current.graph;
          const draft = await call(getDraft, { params: { code } });
          if (draft.revision <= server.current.revision) return;
          if (untouched && latest.current === server.current.graph) {
            replacing.current(draft);
            toast(textOf('flows')('save.followed', { by }));
          } else {
            setTheirs(draft);
            setState('conflict');
          }
        };
        // Offline: what is saved next asks the server itself.
        look().catch(() => undefined);
      }),
    [code],
  );
  return {
    graph,
    edit,
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    state,
    findings,
    /** What the server refused, by the place in the draft. */
    problems,
    ...kept,
    /** Somebody else's draft, when both changed it. */
    theirs,
    /** Shows another draft: theirs, or what a version became. */
    replace,
    /** Saves what is on screen over theirs. */
    keepMine: useCallback(() => {
      if (theirs === null) return;
      server.current = { revision: theirs.revision, graph: theirs.graph };
      setTheirs(null);
      void flush();
    }, [theirs, flush]),
    flush,
  };
}
export type Draft = ReturnType<typeof useDraft>;

/** What the server said about a node's fields: `url`, `options.1.key`. */
export function problemsOf(draft: Pick<Draft, 'graph' | 'problems'>, node: string): FieldProblem[] {
  const at = draft.graph.nodes.findIndex(({ id }) => id === node);
  return draft.problems.flatMap(({ field, message }) => {
    const found = /^(?:body\.)?graph\.nodes[.[](\d+)\]?\.?(.*)$/.exec(field);
    return found !== null && Number(found[1]) === at
      ? [{ field: found[2]!.replace(/\[(\d+)\]/g, '.$1'), message }]
      : [];
  });
}
