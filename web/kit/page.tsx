import type { ReactNode } from 'react';

/** A screen that is not the work screen: a head with title and actions, then content that scrolls. */
export const Page = ({
  title,
  lead,
  actions,
  tools,
  narrow,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Search and filters, under the title. */
  tools?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}) => (
  <main className={`page ${narrow ? 'narrow' : ''}`} id="main" tabIndex={-1}>
    <header className="page-head">
      <div className="row">
        <h1 className="ell">{title}</h1>
        {lead}
        <span className="grow" />
        {actions}
      </div>
      {tools !== undefined && <div className="row tools">{tools}</div>}
    </header>
    <div className="page-body">{children}</div>
  </main>
);

/** A titled part of a page. */
export const Panel = ({
  title,
  actions,
  children,
  flush,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) => (
  <section className={`panel ${flush ? 'flush' : ''}`} aria-label={title}>
    {title !== undefined && (
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
    )}
    <div className="panel-body">{children}</div>
  </section>
);

/** Names and values in two columns. */
export const Facts = ({ facts }: { facts: [ReactNode, ReactNode][] }) => (
  <dl className="facts">
    {facts.map(([name, value], index) => (
      <div key={index}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** The button under a list that has more. */
export const More = ({
  shown,
  busy,
  onMore,
  label,
}: {
  shown: boolean;
  busy: boolean;
  onMore: () => void;
  label: string;
}) =>
  shown ? (
    <div className="more">
      <button type="button" className="btn plain" disabled={busy} onClick={onMore}>
        {label}
      </button>
    </div>
  ) : null;
