/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ask, FlowInput } from '#contract/flow-turns.ts';
import { directionOf, type PageWords } from './words.ts';

const modes = {
  text: 'text',
  digits: 'numeric',
  date: 'text',
  amount: 'decimal',
  reading: 'numeric',
  yes_no: 'text',
  choice: 'text',
  code: 'text',
  phone: 'tel',
} as const;

/** The field, and the keyboard, for a kind of answer. */
const fieldOf = (ask: Ask) =>
  ask.secret
    ? ({ type: 'password', inputMode: modes[ask.type], autocomplete: 'one-time-code' } as const)
    : ask.type === 'phone'
      ? ({ type: 'tel', inputMode: 'tel', autocomplete: 'tel' } as const)
      : ({ type: 'text', inputMode: modes[ask.type], autocomplete: 'off' } as const);

/** What answers a question: buttons, or a field with the keyboard that fits. */
export function Question({
  ask,
  busy,
  t,
  onAnswer,
}: {
  ask: Ask;
  busy: boolean;
  t: PageWords;
  onAnswer: (input: FlowInput, shown: string) => void;
}) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Focus follows the conversation, but for its first question: a page that was just opened is read from its top.
    if (document.activeElement !== document.body && document.activeElement !== null)
      (field.current ?? first.current)?.focus({ preventScroll: true });
  }, []);
  if (ask.options.length > 0)
    return (
      <div class="turn">
        <div
          class={
            ask.options.length <= 2 || ask.options.every(({ label }) => label.length < 4)
              ? 'options few'
              : 'options'
          }
          role="group"
          aria-label={t.answer}
        >
          {ask.options.map((option, index) => (
            <button
              key={option.id}
              ref={index === 0 ? first : undefined}
              class="option"
              type="button"
              disabled={busy}
              lang={option.language}
              dir={directionOf(option.language)}
              onClick={() => onAnswer({ kind: 'option', option: option.id }, option.label)}
            >
              <span>{option.label}</span>
            </button>
          ))}
        </div>
      </div>
    );
  return (
    <form
      class="turn"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onAnswer({ kind: 'text', text }, ask.secret ? '•••' : text);
      }}
    >
      <label>
        {t.answer}
        <input
          ref={field}
          value={text}
          {...fieldOf(ask)}
          maxLength={2000}
          required
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button class="main" type="submit" disabled={busy}>
        {t.send}
      </button>
    </form>
  );
}
