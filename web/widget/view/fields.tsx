/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';

import { useRef, useState } from 'preact/hooks';
import { useShared } from './context.ts';

export type Errors = Record<string, string>;

type Props = {
  name: string;
  label: string;
  value?: string;
  required?: boolean;
  hint?: string;
  error?: string | undefined;
  first?: boolean;
  rows?: number;
  type?: 'email' | 'text' | 'tel';
  autoComplete?: 'name' | 'email' | 'tel';
  /** Told what stands in a text area as it is written. */
  onWrite?: (text: string) => void;
  children?: ComponentChildren;
};

/** A labelled field whose error is tied to it. With `rows` a text area, with children a select. */
export function Field({
  name,
  label,
  required,
  hint,
  error,
  first,
  rows,
  children,
  value,
  onWrite,
  ...rest
}: Props) {
  const notes = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  const common = {
    id: name,
    name,
    defaultValue: value ?? '',
    required,
    dir: 'auto' as const,
    maxLength: rows === undefined ? 320 : 4000,
    'aria-invalid': error !== undefined,
    ...(notes === '' ? {} : { 'aria-describedby': notes }),
    ...(first ? { 'data-first': true } : {}),
    ...rest,
  };
  return (
    <div class="field">
      <label for={name}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      {hint && (
        <p id={`${name}-hint`} class="hint">
          {hint}
        </p>
      )}
      {children !== undefined ? (
        <select {...common}>{children}</select>
      ) : rows !== undefined ? (
        <textarea rows={rows} {...common} onInput={({ currentTarget }) => onWrite?.(currentTarget.value)} />
      ) : (
        <input {...(common as Record<string, unknown>)} />
      )}
      {error && (
        <p id={`${name}-error`} class="error">
          {error}
        </p>
      )}
    </div>
  );
}

/** Form state for the small forms here: values are read at submit; the first wrong field gets the focus. */
export function useFields() {
  const { t } = useShared();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Errors>({});
  const show = (found: Errors) => {
    setErrors(found);
    const first = [...(form.current?.elements ?? [])].find(
      (field) => (field as HTMLInputElement).name in found,
    );
    (first as HTMLElement | undefined)?.focus();
  };
  return {
    form,
    errors,
    show,
    /** The values, or null when something is missing: then the errors are on screen. */
    values: (): Record<string, string> | null => {
      const found: Errors = {};
      const values: Record<string, string> = {};
      for (const field of form.current?.elements ?? []) {
        const input = field as HTMLInputElement;
        if (!input.name) continue;
        values[input.name] = input.type === 'checkbox' ? String(input.checked) : input.value.trim();
        if (input.required && (input.type === 'checkbox' ? !input.checked : values[input.name] === ''))
          found[input.name] = t('missing');
        else if (input.type === 'email' && values[input.name] !== '' && !plausible(values[input.name]!))
          found[input.name] = t('badEmail');
      }
      show(found);
      return Object.keys(found).length === 0 ? values : null;
    },
  };
}

/** Only the grossest slips; the server decides. */
const plausible = (address: string) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(address);
