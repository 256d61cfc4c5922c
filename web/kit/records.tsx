// Lists of records and the pane that changes one. Not in index.ts: only lazy screens need it.
import './records.css';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useBlocker, useNavigate, useSearch } from '@tanstack/react-router';
import {
  useEffect,
  useRef,
  useState,
  type ComponentProps,
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import type { Output, Route } from '#contract/route.ts';
import { call, type ApiProblem, type CallInput } from './api.ts';
import { Button, IconButton } from './controls.tsx';
import { Confirm } from './dialog.tsx';
import { Field, FormMessage, useForm } from './form.tsx';
import { useText } from './i18n.ts';
import { useKey } from './keys.ts';
import { More } from './page.tsx';
import { keyOf, queryClient } from './query.ts';
import { Loaded } from './states.tsx';
import { Table } from './table.tsx';

type Item<R extends Route> = Output<R> extends { items: (infer T)[] } ? T : never;

/** Reads a list page by page. `query` goes to `Loaded`, `foot` under the table. */
export function usePages<R extends Route>(
  route: R,
  input: CallInput<R>,
  { enabled = true }: { enabled?: boolean } = {},
) {
  const t = useText('kit');
  const query = useInfiniteQuery<
    { items: Item<R>[]; next: string | null },
    ApiProblem,
    Item<R>[],
    readonly unknown[],
    string | undefined
  >({
    queryKey: [...keyOf(route, input), 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const { query: asked = {}, ...rest } = input as { query?: Record<string, unknown> };
      const paged = { ...rest, query: { ...asked, cursor: pageParam } } as CallInput<R>;
      return call(route, paged, { signal }) as Promise<{ items: Item<R>[]; next: string | null }>;
    },
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: (old) => old,
    enabled,
  });
  return {
    query,
    foot: (
      <More
        shown={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        label={t('more')}
      />
    ),
  };
}

/** Asks again for these lists and waits until those on screen are here. */
export const refresh = (...routes: Route[]): Promise<unknown> =>
  Promise.all(routes.map((route) => queryClient.invalidateQueries({ queryKey: keyOf(route) })));

/** Filters that live in the address, so that a view can be linked to and survives a reload. */
export function useFilters<Name extends string>(): [
  Partial<Record<Name, string>>,
  (change: Partial<Record<Name, string>>) => void,
] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = Object.fromEntries(
    Object.entries(search).map(([name, value]) => [name, String(value)]),
  ) as Partial<Record<Name, string>>;
  return [
    filters,
    (change) => {
      const next = Object.fromEntries(
        Object.entries({ ...filters, ...change }).filter(([, value]) => value !== undefined && value !== ''),
      );
      void navigate({ to: '.', search: next as never, replace: true });
    },
  ];
}

/** A search field that tells what was typed once the hand rests. */
export function SearchField({
  label,
  value,
  onSearch,
  ...rest
}: {
  label: string;
  value: string;
  onSearch: (text: string) => void;
} & Omit<ComponentProps<'input'>, 'value' | 'onChange'>) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onSearch);
  useEffect(() => {
    tell.current = onSearch;
  });
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      tell.current(text);
    }, 180);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="search-field">
      <IconSearch size={14} aria-hidden />
      <input
        className="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        {...rest}
      />
    </span>
  );
}

export interface Choice {
  value: string;
  label: string;
}
/** A filter over a list: a select whose first choice is "all". */
export const Filter = ({
  label,
  all,
  value,
  options,
  onChange,
}: {
  label: string;
  all: string;
  value: string | undefined;
  options: Choice[];
  onChange: (value: string) => void;
}) => (
  <select
    className={`input filter ${value ? 'on' : ''}`}
    aria-label={label}
    value={value ?? ''}
    onChange={(event) => onChange(event.target.value)}
  >
    <option value="">{all}</option>
    {options.map((one) => (
      <option key={one.value} value={one.value}>
        {one.label}
      </option>
    ))}
  </select>
);

/**
 * A form that knows whether it differs from what is kept. While it does, leaving it asks first.
 * `settle()` says that what is on screen is now kept.
 */
export function useEditor<T extends Record<string, unknown>>(start: T) {
  const form = useForm(start);
  const [kept, setKept] = useState(() => JSON.stringify(start));
  const dirty = JSON.stringify(form.values) !== kept;
  const dirtyNow = useRef(false);
  useEffect(() => {
    dirtyNow.current = dirty;
  }, [dirty]);
  return {
    ...form,
    dirty,
    dirtyNow,
    settle: () => {
      dirtyNow.current = false;
      setKept(JSON.stringify(form.values));
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
  onSave,
  onSaved,
  onClose,
  actions,
  children,
}: {
  title: string;
  lead?: ReactNode;
  editor: Editor<T>;
  readOnly: boolean;
  creating: boolean;
  saveLabel?: string;
  /** Performs the write; what it gives back goes to `onSaved`. */
  onSave: (values: T) => Promise<{ id: string }>;
  onSaved: (id: string) => void;
  onClose: () => void;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const t = useText('kit');
  const form = useRef<HTMLFormElement>(null);
  const [done, setDone] = useState(false);
  const submit = editor.submit(async (values) => {
    const { id } = await onSave(values);
    editor.settle();
    setDone(true);
    onSaved(id);
  });
  useKey('conversation.send', () => form.current?.requestSubmit(), !readOnly);
  return (
    <Pane title={title} lead={lead} onClose={onClose} actions={actions} label={title}>
      <UnsavedGuard dirtyNow={editor.dirtyNow} />
      <form
        ref={form}
        className="pane-form"
        noValidate
        onSubmit={(event: FormEvent<HTMLFormElement>) => void submit(event)}
      >
        <div className="pane-body">
          <FormMessage>{editor.message}</FormMessage>
          <fieldset className="form bare" disabled={readOnly}>
            {children}
          </fieldset>
        </div>
        {!readOnly && (
          <div className="pane-foot">
            <output className="grow t3 s12">
              {editor.dirty ? t('unsaved.state') : done ? t('saved') : ''}
            </output>
            {editor.dirty && !creating && <Button onClick={editor.reset}>{t('unsaved.discard')}</Button>}
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

/** A dense table that fills its part of the screen, with a pane beside it when one record is open. */
export function RecordList<Row>({
  query,
  pane,
  wide,
  before,
  ...table
}: Omit<ComponentProps<typeof Table<Row>>, 'rows'> & {
  query: { data: Row[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  pane?: ReactNode;
  wide?: boolean;
  before?: ReactNode;
}) {
  return (
    <div className={`records ${pane ? 'open' : ''} ${wide ? 'wide' : ''}`}>
      <div className="records-list dense">
        {before}
        <Loaded query={query} rows={12} height={32}>
          {(rows) => <Table<Row> {...table} rows={rows} />}
        </Loaded>
      </div>
      {pane}
    </div>
  );
}

/** A part of a long form. */
export const Part = ({ title, help, children }: { title: string; help?: string; children: ReactNode }) => (
  <section className="part">
    <h3>{title}</h3>
    {help !== undefined && <p className="help">{help}</p>}
    {children}
  </section>
);

/** Several choices out of a short list. */
export function CheckList({
  legend,
  options,
  value,
  onChange,
  error,
  columns = 2,
}: {
  legend: string;
  options: { value: string; label: ReactNode }[];
  value: string[];
  onChange: (value: string[]) => void;
  error?: string | undefined;
  columns?: 1 | 2;
}) {
  return (
    <fieldset className="check-list">
      <legend className="field-label">{legend}</legend>
      <div style={{ columns }}>
        {options.map((one) => (
          <label key={one.value} className="check-line">
            <input
              type="checkbox"
              checked={value.includes(one.value)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...value, one.value] : value.filter((other) => other !== one.value),
                )
              }
            />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <p className="error">{error}</p>}
    </fieldset>
  );
}

interface Node {
  id: string;
  parentId: string | null;
  label: string;
  active: boolean;
}
/** A choice out of a tree, as one select with the whole way in each line. Levels above `from` head the groups. */
export function TreeSelect({
  label,
  nodes,
  value,
  none,
  error,
  optional,
  anyLevel,
  onChange,
}: {
  label: string;
  nodes: Node[];
  value: string | null;
  none: string;
  error?: string | undefined;
  optional?: boolean;
  /** A branch may be chosen too, not only a leaf. */
  anyLevel?: boolean;
  onChange: (id: string | null) => void;
}) {
  const children = (parent: string | null) =>
    nodes.filter((one) => one.parentId === parent && (one.active || one.id === value));
  const below = (one: Node, way: string): Choice[] => {
    const inside = children(one.id).flatMap((child) =>
      below(child, way === '' ? child.label : `${way} › ${child.label}`),
    );
    const self = { value: one.id, label: way === '' ? one.label : way };
    return anyLevel || inside.length === 0 ? [self, ...inside] : inside;
  };
  return (
    <Field {...{ label, error }} {...(optional ? { optional } : {})}>
      {(ids) => (
        <select
          className="input"
          {...ids}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        >
          <option value="">{none}</option>
          {children(null).map((root) => (
            <optgroup key={root.id} label={root.label}>
              {below(root, '').map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Text to copy, with the button that does it. */
export function Snippet({ label, text }: { label: string; text: string }) {
  const t = useText('kit');
  const [copied, setCopied] = useState(false);
  return (
    <div className="field">
      <div className="row">
        <span className="field-label grow">{label}</span>
        <Button
          small
          onClick={() =>
            void navigator.clipboard.writeText(text).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          <output>{copied ? t('copied') : t('copy')}</output>
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways */}
      <pre className="snippet" tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
