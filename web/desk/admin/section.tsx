// A section that lists records and opens one beside the list to read, change or make it: the shape of most of them.
import { Fragment, useState, type ComponentProps, type ReactNode } from 'react';
import type { z } from 'zod';
import type { Route } from '#contract/route.ts';
import { ApiProblem, callPatiently, EmptyState, useText } from '#web/kit/index.ts';
import { EditorPane, RecordList, refresh } from '#web/kit/records.tsx';
import { SectionPage, useRecord } from './common.tsx';
import { Meanwhile, meanwhileOf } from './meanwhile.tsx';

/** The record that is open, for its editor. */
export interface Opened<Row> {
  /** null: one is being made. */
  row: Row | null;
  writes: boolean;
  /** What a pane says above a record that is being made. */
  newLabel: string;
  onClose: () => void;
  onSaved: (id: string) => void;
}

/**
 * A section with its list and the pane of the open record.
 * @param props.query the rows; `all` when the list shows a part of them only
 * @param props.newLabel left out where nothing is made here
 * @param props.editor the pane; made anew for every record
 */
export function RecordSection<Row extends { id: string }>({
  id,
  query,
  all,
  writes,
  newLabel,
  lead,
  tools,
  empty,
  editor,
  children,
  ...list
}: {
  id: string;
  all?: Row[] | undefined;
  writes: boolean;
  newLabel?: string;
  lead?: string;
  tools?: ReactNode;
  empty: string;
  editor: (opened: Opened<Row>) => ReactNode;
  children?: ReactNode;
} & Pick<ComponentProps<typeof RecordList<Row>>, 'query' | 'columns' | 'wide' | 'foot'>) {
  const t = useText('admin');
  const record = useRecord(id);
  const found = (all ?? query.data)?.find((one) => one.id === record.id) ?? null;
  // A search may drop the open record from the list; what was typed into its pane must stay.
  const [last, setLast] = useState<Row | null>(null);
  if (found !== null && found !== last) setLast(found);
  const row = found ?? (last?.id === record.id ? last : null);
  const makes = newLabel !== undefined && record.isNew;
  return (
    <SectionPage
      id={id}
      {...(lead === undefined ? {} : { lead })}
      {...(newLabel === undefined ? {} : { newLabel })}
      onNew={writes && newLabel !== undefined ? () => record.open('new') : undefined}
      {...(tools === undefined ? {} : { tools })}
    >
      <RecordList<Row>
        label={t(`sections.${id}`)}
        query={query}
        rowKey={(one) => one.id}
        openKey={record.id}
        onOpen={(one) => record.open(one.id)}
        empty={<EmptyState>{empty}</EmptyState>}
        {...list}
        pane={
          (row !== null || makes) && (
            <Fragment key={record.id}>
              {editor({
                row: makes ? null : row,
                writes,
                newLabel: newLabel ?? '',
                onClose: record.close,
                onSaved: record.open,
              })}
            </Fragment>
          )
        }
      />
      {children}
    </SectionPage>
  );
}

type Sent<R extends Route> = z.input<R['body']>;
type Answer<R extends Route> = z.output<R['output']>;

/**
 * The pane of one record: its fields, and the writes behind them.
 * @param props.title of a record that is there
 * @param props.body what is sent of the values on screen
 * @param props.create left out where records come from elsewhere
 * @param props.version of the record: it is saved only if nobody saved it since
 * @param props.refreshes the lists that say something else afterwards
 * @param props.onMade hears what only the answer to making it tells, a secret for example
 */
export function RecordEditor<
  T extends Record<string, unknown>,
  Create extends Route,
  Update extends Route,
  Row extends { id: string },
>({
  opened: { row, writes, newLabel, onClose, onSaved },
  title,
  readOnly = false,
  create,
  update,
  body,
  version,
  refreshes,
  onMade,
  ...pane
}: {
  opened: Opened<Row>;
  title: string | undefined;
  readOnly?: boolean;
  create?: Create;
  update: Update;
  body: (values: T) => Sent<Create> & Sent<Update>;
  version?: string | undefined;
  refreshes: Route[];
  onMade?: (made: Answer<Create>) => void;
} & Pick<
  ComponentProps<typeof EditorPane<T>>,
  'editor' | 'lead' | 'actions' | 'above' | 'emptied' | 'children'
>) {
  // What the form began with, whatever the list has heard since.
  const [from, setFrom] = useState(version);
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null);
  async function save(values: T): Promise<{ id: string }> {
    const sent: unknown = from === undefined ? body(values) : { ...(body(values) as object), version: from };
    let saved: unknown;
    if (row !== null)
      saved = await callPatiently<Route>(update, { params: { id: row.id }, body: sent }).catch(changed);
    else if (create !== undefined) {
      saved = await callPatiently<Route>(create, { body: sent as unknown });
      onMade?.(saved as Answer<Create>);
    }
    await refresh(...refreshes);
    setMeanwhile(null);
    if (from !== undefined) setFrom((saved as { version?: string }).version);
    return saved as { id: string };
  }
  // Somebody was quicker. The newer values are fetched to be looked at; saving again is then on purpose.
  async function changed(error: unknown): Promise<never> {
    if (error instanceof ApiProblem && error.code === 'changed_meanwhile') {
      await refresh(...refreshes);
      const now = meanwhileOf(error);
      setFrom(now.version);
      setMeanwhile(now);
    }
    throw error;
  }
  const discard = () => {
    pane.editor.take();
    setFrom(version);
    setMeanwhile(null);
  };
  return (
    <EditorPane<T>
      title={title ?? newLabel}
      readOnly={!writes || readOnly}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={save}
      {...(meanwhile === null
        ? {}
        : {
            notice: <Meanwhile editor={pane.editor} was={meanwhile} onTake={discard} />,
            onDiscard: discard,
          })}
      {...pane}
    />
  );
}
