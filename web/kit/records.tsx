// Lists of records: pages, filters in the address, the table with a pane beside it. Not in index.ts: only lazy screens
// need it, with editor.tsx and fields.tsx, which come along.
import './records.css';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ComponentProps, type ReactNode } from 'react';
import type { Output, Route } from '#contract/route.ts';
import { call, type ApiProblem, type CallInput } from './api.ts';
import { useText } from './i18n.ts';
import { More } from './page.tsx';
import { keyOf, queryClient } from './query.ts';
import { Loaded } from './states.tsx';
import { Table } from './table.tsx';

export * from './editor.tsx';
export * from './fields.tsx';

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
        onKeyDown={(event) => {
          // Esc empties the field, then leaves it: the single keys of the screen are keys again.
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else {
            event.preventDefault();
            setText('');
          }
        }}
        {...rest}
      />
    </span>
  );
}

/**
 * A day as a filter, which a keyboard writes digit by digit: the first digit of a year is a year as well, and the list
 * waits for one that can be meant.
 */
export function DayFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  /** As `2026-11-29`; empty for any day. */
  value: string;
  onChange: (day: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className="row t2">
      {label}
      <input
        className="input date"
        type="date"
        value={typed ?? value}
        onChange={(event) => {
          const day = event.target.value;
          // What is typed stays as it is until the field is left.
          setTyped(day);
          if (day === '' || Number(day.slice(0, -6)) >= 1900) onChange(day);
        }}
        onBlur={() => setTyped(null)}
      />
    </label>
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
      <div className="records-list dense" {...(table.onOpen === undefined ? { tabIndex: 0 } : {})}>
        {before}
        <Loaded query={query} rows={12} height={32}>
          {(rows) => <Table<Row> {...table} rows={rows} />}
        </Loaded>
      </div>
      {pane}
    </div>
  );
}
