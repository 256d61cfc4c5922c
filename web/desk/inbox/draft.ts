import { useCallback, useEffect, useRef, useState } from 'react';
import { deleteDraft, getDraft, saveDraft, type Message } from '#contract/conversations.ts';
import { call } from '#web/kit/index.ts';

export type Kind = 'reply' | 'note';
/** What is being written. */
export interface Draft {
  text: string;
  html: string | null;
  attachments: Message['attachments'];
  mentions: string[];
  standardTexts: string[];
  /** Comma-separated; null: as the server proposes. */
  to: string | null;
  cc: string;
  subject: string | null;
}
export const emptyDraft: Draft = {
  text: '',
  html: null,
  attachments: [],
  mentions: [],
  standardTexts: [],
  to: null,
  cc: '',
  subject: null,
};
const isEmpty = (draft: Draft) => draft.text.trim() === '' && draft.attachments.length === 0;
export const addresses = (text: string): string[] => text.split(/[,;\s]+/).filter((one) => one !== '');

export type Saved = 'no' | 'saving' | 'saved' | 'failed';
const pause = 700;

/**
 * My draft of one kind in one conversation: loaded once, kept on the server shortly after each change and when the
 * conversation is left. `loaded` counts up when the server's text comes in, for the box to take it.
 */
export function useDraft(conversation: string, kind: Kind, enabled: boolean) {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [saved, setSaved] = useState<Saved>('no');
  const [loaded, setLoaded] = useState(0);
  const now = useRef(draft);
  const dirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Saves follow each other, so that an older text never lands on a newer one.
  const chain = useRef<Promise<unknown>>(Promise.resolve());

  const save = useCallback(() => {
    clearTimeout(timer.current);
    if (!dirty.current) return;
    dirty.current = false;
    const { text, html, attachments, mentions, standardTexts, to, cc, subject } = now.current;
    const params = { id: conversation, kind };
    setSaved('saving');
    chain.current = chain.current
      .then(() =>
        isEmpty(now.current)
          ? call(deleteDraft, { params })
          : call(saveDraft, {
              params,
              body: {
                text,
                html,
                attachments,
                mentions,
                standardTexts,
                ...(to === null ? {} : { to: addresses(to) }),
                ...(cc === '' ? {} : { cc: addresses(cc) }),
                ...(subject === null ? {} : { subject }),
              },
            }),
      )
      .then(
        () => setSaved(isEmpty(now.current) ? 'no' : 'saved'),
        () => {
          // Tried again with the next change, or when the conversation is left.
          dirty.current = true;
          setSaved('failed');
        },
      );
  }, [conversation, kind]);

  const change = useCallback(
    (part: Partial<Draft> | ((now: Draft) => Partial<Draft>)) => {
      // What depends on the draft reads the newest one: two files may arrive between two renders.
      now.current = { ...now.current, ...(typeof part === 'function' ? part(now.current) : part) };
      dirty.current = true;
      setDraft(now.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(save, pause);
    },
    [save],
  );

  /** The words have left: the box is empty and no save of them may come after. The server drops its copy itself. */
  const clear = useCallback(() => {
    clearTimeout(timer.current);
    dirty.current = false;
    now.current = emptyDraft;
    setDraft(emptyDraft);
    setSaved('no');
    setLoaded((count) => count + 1);
    return chain.current;
  }, []);

  useEffect(() => {
    if (!enabled) return;
    let left = false;
    call(getDraft, { params: { id: conversation, kind } }).then(
      ({ body }) => {
        // Who was quicker than the network keeps what they typed.
        if (left || body === null || !isEmpty(now.current)) return;
        now.current = {
          ...emptyDraft,
          text: body.text,
          html: body.html,
          attachments: body.attachments,
          mentions: body.mentions,
          standardTexts: body.standardTexts ?? [],
          to: body.to === undefined ? null : body.to.join(', '),
          cc: (body.cc ?? []).join(', '),
          subject: body.subject ?? null,
        };
        setDraft(now.current);
        setSaved('saved');
        setLoaded((count) => count + 1);
      },
      // No draft can be had now; what is typed is saved all the same.
      () => undefined,
    );
    return () => {
      left = true;
      save();
    };
  }, [conversation, kind, enabled, save]);
  useEffect(() => {
    const leave = () => save();
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, [save]);

  return { draft, change, clear, saved, loaded };
}
