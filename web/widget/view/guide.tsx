/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ask } from '#contract/flow-turns.ts';
import type { ChatView } from '../chat.ts';
import { useShared } from './context.ts';
import { arrow } from './icons.tsx';

const modes: Partial<Record<Ask['type'], 'numeric' | 'decimal'>> = {
  digits: 'numeric',
  reading: 'numeric',
  amount: 'decimal',
};

/** The field, and the keyboard, for a kind of answer. */
const fieldOf = ({ secret, type }: Ask) =>
  secret
    ? ({ type: 'password', autocomplete: 'one-time-code' } as const)
    : type === 'phone'
      ? ({ type: 'tel', autocomplete: 'tel' } as const)
      : ({ type: 'text', inputMode: modes[type] ?? 'text', autocomplete: 'off' } as const);

/** What answers the flow of a chat: its choices as buttons, words of one's own, and always a person. */
export function Guide({ view }: { view: ChatView }) {
  const { t, chat } = useShared();
  const [text, setText] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const { flow, answering } = view;
  const ask = flow?.ask ?? null;
  const busy = answering !== null;
  const turn = flow?.turn ?? 0;
  // The button that had the focus is gone: the next answer is begun where this one was given.
  useEffect(() => {
    const root = box.current?.getRootNode() as ShadowRoot | undefined;
    const active = root?.activeElement;
    if (active == null || active.tagName === 'DIALOG')
      box.current?.querySelector<HTMLElement>('button,input')?.focus({ preventScroll: true });
  }, [turn]);
  if (ask === null) return null;
  return (
    <div class="foot guide" ref={box}>
      {ask.options.length > 0 && (
        <div class="options" role="group" aria-label={t('guideAnswer')}>
          {ask.options.map((option) => (
            <button
              key={option.id}
              type="button"
              class="plain"
              lang={option.language}
              dir="auto"
              disabled={busy}
              onClick={() => chat.guide({ kind: 'option', option: option.id }, option.label)}
            >
              {option.label}
            </button>
          ))}
        </div>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() === '' || busy) return;
          chat.guide({ kind: 'text', text }, ask.secret ? '•••' : text.trim());
          setText('');
        }}
      >
        <input
          data-first
          dir="auto"
          // Another kind of field for what nobody else should read.
          key={String(ask.secret)}
          {...fieldOf(ask)}
          maxLength={view.welcome!.limits.text}
          aria-label={t('guideAnswer')}
          placeholder={t('guideAnswer')}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit" class="icon send" disabled={busy || text.trim() === ''}>
          {arrow}
          <span class="hidden">{t('send')}</span>
        </button>
      </form>
      {ask.person && (
        <button
          type="button"
          class="link"
          disabled={busy}
          onClick={() => chat.guide({ kind: 'person' }, t('guidePerson'))}
        >
          {t('guidePerson')}
        </button>
      )}
    </div>
  );
}

/** Once it is over: from the start. */
export function GuideAgain({ view }: { view: ChatView }) {
  const { t, chat } = useShared();
  return (
    <button
      type="button"
      class="plain"
      data-first
      disabled={view.answering !== null}
      onClick={() => chat.guide({ kind: 'begin' }, '')}
    >
      {t('guideAgain')}
    </button>
  );
}
