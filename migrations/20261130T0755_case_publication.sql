-- The report of cases as it was published when a period had ended: what was told then does not change when a case of it is
-- opened again, moved or erased later. A correction is an edition of its own beside those before it.
create table insight.case_publication (
  id             uuid primary key,
  period         text not null check (period in ('week', 'month', 'quarter', 'year')),
  since          date not null,
  until          date not null,
  edition        int not null check (edition > 0),
  published_at   timestamptz not null,
  published_by   text,                             -- whose name; null: by itself, in the night after the period
  reason         text not null default '',         -- why there is another edition
  -- By what rows stand for: `[{key, type, service, team, sums}]`, as fine as scopes and filters cut them. A cause is
  -- the ids from its root down, so that it is cut at any level.
  cells          jsonb not null,
  names          jsonb not null,                   -- what offices and causes were called, `{id: {it, en}}`
  targets        jsonb not null,
  unique (period, since, edition)
);
