import { useEffect, useMemo, useRef, useState } from 'react';
import {
  checkCaseType,
  compareCaseType,
  dropCaseTypeDraft,
  getCaseType,
  listCaseTypeHeads,
  saveCaseTypeDraft,
  type CaseTypeView,
} from '#contract/case-types-api.ts';
import type { TypeFinding } from '#contract/case-types.ts';
import { readableText } from '#contract/pure/readable-text.ts';
import { ApiProblem, call, callPatiently, toast, useText } from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { begin, change, redo, undo } from '../../flows/history.rules.ts';
import { readForForms, type TypeDocument } from './document.rules.ts';

export const reread = () => refresh(getCaseType, listCaseTypeHeads, compareCaseType);

/**
 * What is being written of a type: one text, which forms and the document change alike, with every step of it, what is
 * wrong in it, and what it was begun from. Nothing typed is lost when somebody else saves meanwhile.
 */
export function useTypeDraft(type: CaseTypeView) {
  const t = useText('case-types');
  const kept = type.draft?.text ?? type.text ?? '';
  const [history, setHistory] = useState(() => begin(kept));
  const [begun, setBegun] = useState({ revision: type.revision, kept });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [refused, setRefused] = useState(false);
  const text = history.now;
  const dirty = text !== begun.kept;
  const dirtyNow = useRef(false);
  useEffect(() => {
    dirtyNow.current = dirty;
  }, [dirty]);
  // What others save takes the place of what is here only where nothing was typed.
  if (type.revision > begun.revision && !dirty && !busy) {
    setBegun({ revision: type.revision, kept });
    setHistory(begin(kept));
  }
  const read = useMemo(() => readForForms(text), [text]);
  const checked = useFindings(type.code, text, type.draft?.text === text ? type.draft.findings : null);

  async function attempt(what: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const keep = (revision: number) =>
    attempt(async () => {
      try {
        const saved = await callPatiently(saveCaseTypeDraft, {
          params: { code: type.code },
          body: { revision, text },
        });
        const written = saved.draft?.text ?? text;
        // What can be done with a draft rests on what the server has: that comes first.
        await reread();
        setBegun({ revision: saved.revision, kept: written });
        // The server writes a document in its own way; what was done before can still be undone.
        setHistory((old) => (old.now === text ? { ...old, now: written, about: null } : old));
        setRefused(false);
        toast(t('saved'));
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'changed_meanwhile') throw error;
        await reread();
        setRefused(true);
      }
    });
  return {
    text,
    /** The document for forms; null: it cannot be shown in forms, and `place` says why. */
    document: typeof read === 'object' && 'document' in read ? read.document : null,
    place: read === 'no_json' ? '' : 'place' in read ? read.place : null,
    dirty,
    dirtyNow,
    busy,
    problem,
    ...checked,
    /** Another has saved since this was begun. */
    overtaken: dirty && !busy && type.revision > begun.revision,
    /** The save was refused for it, and nothing was decided yet. */
    refused,
    setRefused,
    /** What this was begun from. */
    base: begun.kept,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
    write: (next: string) => setHistory((old) => change(old, next, 'text')),
    /** A further step; `about` the same as the last time makes it the same step. */
    change: (next: TypeDocument, about: string | null = null) =>
      setHistory((old) => change(old, readableText(next), about)),
    save: () => keep(begun.revision),
    /** Saves over what another has saved, on purpose. */
    saveOver: () => keep(type.revision),
    /** Leaves what was typed for what another has saved. It can be undone. */
    takeTheirs: () => {
      setBegun({ revision: type.revision, kept });
      setHistory((old) => change(old, kept));
      setRefused(false);
    },
    drop: () =>
      attempt(async () => {
        await callPatiently(dropCaseTypeDraft, {
          params: { code: type.code },
          query: { revision: type.revision },
        });
        setHistory(begin(begun.kept));
        await reread();
      }),
  };
}
export type TypeDraft = ReturnType<typeof useTypeDraft>;

/** What is wrong in a text, asked once the hand rests. `known`: what the server said of just this text. */
function useFindings(code: string, text: string, known: TypeFinding[] | null) {
  const [found, setFound] = useState<{ text: string; items: TypeFinding[] } | null>(null);
  const current = known ?? (found?.text === text ? found.items : null);
  const needed = current === null && text !== '';
  useEffect(() => {
    if (!needed) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call(checkCaseType, { params: { code }, body: { text } }, { signal: stop.signal })
        .then(({ items }) => setFound({ text, items }))
        // A check that does not come back is asked again with the next change, and before it is published.
        .catch(() => undefined);
    }, 350);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [code, text, needed]);
  return { findings: current ?? found?.items ?? known ?? [], checking: needed };
}
