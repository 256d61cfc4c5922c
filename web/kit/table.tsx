import { useRef, type KeyboardEvent, type ReactNode } from 'react';

export interface Column<Row> {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the end. */
  end?: boolean;
  /** Left out where there is little room. */
  minor?: boolean;
  width?: number | string;
  /** Whether the rows are in the order of this column: its head is a button that orders by it, or the other way round. */
  sort?: { order: 'ascending' | 'descending' | 'none'; onSort: () => void };
}

const classes = (...names: (string | false | undefined)[]): string | undefined =>
  names.filter(Boolean).join(' ') || undefined;

/**
 * A table of rows. With `onOpen` the first cell is a button, arrows and J K go from one row to the next, and a click
 * anywhere in the row opens it too.
 */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  openKey,
  empty,
  foot,
}: {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  openKey?: string | undefined;
  empty?: ReactNode;
  foot?: ReactNode;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  function onKeyDown(event: KeyboardEvent) {
    const step = /^(ArrowDown|j)$/.test(event.key) ? 1 : /^(ArrowUp|k)$/.test(event.key) ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...(body.current?.querySelectorAll<HTMLElement>('.row-open') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  }
  return (
    <div className="table-box">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, head, end, minor, width, sort }) => (
              <th
                key={id}
                scope="col"
                className={classes(end && 'end', minor && 'minor')}
                style={{ width }}
                aria-sort={sort?.order}
              >
                {sort === undefined ? (
                  head
                ) : (
                  <button type="button" className="sort" onClick={sort.onSort}>
                    {head}
                    <span aria-hidden>
                      {sort.order === 'none' ? '' : sort.order === 'ascending' ? '↑' : '↓'}
                    </span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the rows' buttons take the keys */}
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.map((row) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the first cell's button has the keys
            <tr
              key={rowKey(row)}
              className={onOpen === undefined ? undefined : 'openable'}
              aria-current={openKey === rowKey(row) || undefined}
              onClick={onOpen === undefined ? undefined : () => onOpen(row)}
            >
              {columns.map(({ id, cell, end, minor }, index) => (
                <td key={id} className={classes(end && 'end num', minor && 'minor')}>
                  {index === 0 && onOpen !== undefined ? (
                    <button
                      type="button"
                      className="row-open"
                      onClick={(event) => {
                        event.stopPropagation();
                        onOpen(row);
                      }}
                    >
                      {cell(row)}
                    </button>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && empty}
      {foot}
    </div>
  );
}
