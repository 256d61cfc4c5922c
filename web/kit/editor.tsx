// A form that changes one record: what is unsaved, the pane beside the list, leaving it. Only lazy screens need it.
import { IconX } from '@tabler/icons-react';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Button, IconButton } from './controls.tsx';
import { Confirm } from './dialog.tsx';
import { FormMessage, useForm } from './form.tsx';
import { useText } from './i18n.ts';
import { useKey } from './keys.ts';

/**
 * A form that knows whether it differs from what is kept. While it does, leaving it asks first.
 * `settle()` says that what is on screen is now kept, and empties what is never shown again, a password for example.
 * With `follows` a form that nobody is changing shows what `start` becomes, as when another saves the same record; the
 * work of `submit` then waits until `start` is fresh.
 * Somebody else saved the same record while it was being changed: `look()` shows what `start` is by now with what was
 * typed put aside, `back()` brings that back, `take()` lets it go.
 */
export function useEditor<T extends Record<string, unknown>>(start: T, { follows = false } = {}) {
  const form = useForm(start);
  const [kept, setKept] = useState(() => JSON.stringify(start));
  const [aside, setAside] = useState<T | null>(null);
  const dirty = aside !== null || JSON.stringify(form.values) !== kept;
  const given = JSON.stringify(start);
  if (follows && !dirty && !form.busy && given !== kept) {
    setKept(given);
    form.setValues(start);
  }
  const dirtyNow = useRef(false);
  useEffect(() => {
    dirtyNow.current = dirty;
  }, [dirty]);
  return {
    ...form,
    dirty,
    dirtyNow,
    looking: aside !== null,
    look: () => {
      setAside(form.values);
      form.setValues(start);
    },
    back: () => {
      if (aside !== null) form.setValues(aside);
      setAside(null);
    },
    take: () => {
      setAside(null);
      setKept(given);
      form.setValues(start);
      form.clear();
    },
    settle: (emptied: Partial<T> = {}) => {
      dirtyNow.current = false;
      form.setValues((now) => ({ ...now, ...emptied }));
      setKept(JSON.stringify({ ...form.values, ...emptied }));
    },
    reset: () => {
      form.setValues(JSON.parse(kept) as T);
      form.clear();
    },
    /** Props of a number control; empty is null. */
    number: (name: keyof T & string) => ({
      name,
      type: 'number',
      inputMode: 'numeric' as const,
      value: (form.values[name] ?? '') as number | '',
      onChange: (event: { target: { value: string } }) =>
        form.set(name, (event.target.value === '' ? null : Number(event.target.value)) as T[typeof name]),
      error: form.error(name),
    }),
    /** Props of a checkbox. */
    check: (name: keyof T & string) => ({
      name,
      checked: Boolean(form.values[name]),
      onChange: (event: { target: { checked: boolean } }) =>
        form.set(name, event.target.checked as T[typeof name]),
    }),
  };
}
export type Editor<T extends Record<string, unknown>> = ReturnType<typeof useEditor<T>>;
type Of<Key extends 'text' | 'number' | 'check'> = ReturnType<Editor<Record<string, unknown>>[Key]>;
/** What a part of a form needs of an editor that has at least these fields. */
export interface Controls<Name extends string> {
  text: (name: Name) => Of<'text'>;
  number: (name: Name) => Of<'number'>;
  check: (name: Name) => Of<'check'>;
  error: (name: string) => string | undefined;
}

/** Asks before a form with unsaved changes is left. */
export function UnsavedGuard({ dirtyNow }: { dirtyNow: { current: boolean } }) {
  const t = useText('kit');
  const blocker = useBlocker({
    shouldBlockFn: () => dirtyNow.current,
    enableBeforeUnload: () => dirtyNow.current,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Confirm
      title={t('unsaved.title')}
      confirm={t('unsaved.leave')}
      danger
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      {t('unsaved.text')}
    </Confirm>
  );
}

/** The pane beside a list in which one record is read or changed. Esc closes, Ctrl Enter saves. */
export function EditorPane<T extends Record<string, unknown>>({
  title,
  lead,
  editor,
  readOnly,
  creating,
  saveLabel,
  emptied,
  onSave,
  onSaved,
  onClose,
  actions,
  above,
  notice,
  onDiscard,
  children,
}: {
  title: string;
  lead?: ReactNode;
  editor: Editor<T>;
  readOnly: boolean;
  creating: boolean;
  saveLabel?: string;
  /** Fields that are emptied once they are saved. */
  emptied?: Partial<T>;
  /** Performs the write; what it gives back goes to `onSaved`. */
  onSave: (values: T) => Promise<{ id: string }>;
  onSaved: (id: string) => void;
  onClose: () => void;
  actions?: ReactNode;
  /** Stays above the fields, which scroll: tabs. */
  above?: ReactNode;
  /** Said above the fields instead of what the server refused. */
  notice?: ReactNode;
  /** Lets go of what was typed; without it the form goes back to what it began with. */
  onDiscard?: (() => void) | undefined;
  children: ReactNode;
}) {
  const t = useText('kit');
  const form = useRef<HTMLFormElement>(null);
  const [done, setDone] = useState(false);
  const submit = editor.submit(async (values) => {
    const { id } = await onSave(values);
    editor.settle(emptied);
    setDone(true);
    onSaved(id);
  });
  const frozen = readOnly || editor.looking;
  useKey('conversation.send', () => form.current?.requestSubmit(), !frozen);
  return (
    <Pane title={title} lead={lead} onClose={onClose} actions={actions} label={title}>
      <UnsavedGuard dirtyNow={editor.dirtyNow} />
      {above}
      {notice}
      <form
        ref={form}
        className="pane-form"
        noValidate
        onSubmit={(event: FormEvent<HTMLFormElement>) => void submit(event)}
      >
        {/* Read only, nothing in it takes the focus, and it must still scroll. */}
        <div className="pane-body" {...(frozen ? { tabIndex: 0 } : {})}>
          <FormMessage>{notice === undefined ? editor.message : null}</FormMessage>
          <fieldset className="form bare" disabled={frozen}>
            {children}
          </fieldset>
        </div>
        {!frozen && (
          <div className="pane-foot">
            <output className="grow t3 s12">
              {editor.dirty ? t('unsaved.state') : done ? t('saved') : ''}
            </output>
            {editor.dirty && !creating && (
              <Button onClick={onDiscard ?? editor.reset}>{t('unsaved.discard')}</Button>
            )}
            <Button
              type="submit"
              look="solid"
              busy={editor.busy}
              disabled={!editor.dirty && !creating}
              action="conversation.send"
            >
              {saveLabel ?? t('save')}
            </Button>
          </div>
        )}
      </form>
    </Pane>
  );
}

/** A pane beside a list. Takes the focus when it opens, gives it back when it closes. */
export function Pane({
  title,
  lead,
  label,
  actions,
  onClose,
  children,
}: {
  title: string;
  lead?: ReactNode;
  label: string;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useText('kit');
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const first = pane.current?.querySelector<HTMLElement>(
      '.pane-body :is(input, select, textarea):not(:disabled):not([type="checkbox"])',
    );
    (first ?? pane.current?.querySelector<HTMLElement>('h2'))?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc, from wherever the focus is in it
    <aside className="pane" ref={pane} aria-label={label} onKeyDown={onKeyDown}>
      <header>
        <div className="grow">
          <h2 tabIndex={-1} className="ell">
            {title}
          </h2>
          {lead !== undefined && <div className="t3 s12">{lead}</div>}
        </div>
        {actions}
        <IconButton label={t('close')} onClick={onClose}>
          <IconX size={16} aria-hidden />
        </IconButton>
      </header>
      {children}
    </aside>
  );
}

/** What a pane shows when it is no form; scrolls by keyboard. */
export const PaneBody = ({ children }: { children: ReactNode }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
  <div className="pane-body form" tabIndex={0}>
    {children}
  </div>
);
