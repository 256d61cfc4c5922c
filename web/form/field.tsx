/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { directionOf } from './languages.ts';

/** What a control of a field takes over: its name, and where its notes stand. */
export type Common = Record<string, unknown>;

interface FieldProps {
  name: string;
  label: string;
  required?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  /** Of label and note, where it is not the page's. */
  lang?: string;
  children: (common: Common) => ComponentChildren;
}

const notesOf = (name: string, hint: string | undefined, error: string | undefined) =>
  [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');

/** How a part in another language than the page's says so. */
const spoken = (lang: string | undefined) => (lang === undefined ? {} : { lang, dir: directionOf(lang) });

const Star = () => (
  <span class="star" aria-hidden="true">
    {' '}
    *
  </span>
);

/** A label, its note, a control, and what is wrong with it. */
export function Field({ name, label, required = false, hint, error, lang, children }: FieldProps) {
  const notes = notesOf(name, hint, error);
  return (
    <div class="field">
      <label for={name} {...spoken(lang)}>
        {label}
        {required && <Star />}
      </label>
      {hint && (
        <p id={`${name}-hint`} class="hint" {...spoken(lang)}>
          {hint}
        </p>
      )}
      {children({
        id: name,
        name,
        required,
        'aria-invalid': error !== undefined,
        ...(notes === '' ? {} : { 'aria-describedby': notes }),
      })}
      {error !== undefined && (
        <p id={`${name}-error`} class="error">
          {error}
        </p>
      )}
    </div>
  );
}

/** Several answers to one question, of which one or some are chosen. `id` of the first is that of the field. */
export function Choices({
  name,
  label,
  required = false,
  hint,
  error,
  lang,
  kind,
  options,
}: Omit<FieldProps, 'children'> & {
  kind: 'radio' | 'checkbox';
  options: readonly { key: string; label: string; lang?: string }[];
}) {
  const notes = notesOf(name, hint, error);
  return (
    <fieldset class="choices" {...(notes === '' ? {} : { 'aria-describedby': notes })}>
      <legend {...spoken(lang)}>
        {label}
        {required && <Star />}
      </legend>
      {hint && (
        <p id={`${name}-hint`} class="hint" {...spoken(lang)}>
          {hint}
        </p>
      )}
      {options.map(({ key, label: text, lang: own = lang }, index) => (
        <div class="check" key={key}>
          <input
            type={kind}
            id={index === 0 ? name : `${name}-${key}`}
            name={name}
            value={key}
            aria-invalid={error !== undefined}
          />
          <label for={index === 0 ? name : `${name}-${key}`} {...spoken(own)}>
            {text}
          </label>
        </div>
      ))}
      {error !== undefined && (
        <p id={`${name}-error`} class="error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
