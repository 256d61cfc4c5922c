create schema cases;
create sequence cases.case_number as bigint;
create table cases.case (
  id uuid primary key, number text not null unique, type text not null check (type in ('information', 'orientation', 'complaint')),
  classification_id uuid, subject text not null, description text not null default '', status text not null default 'open' check (status in ('open', 'in_progress', 'waiting', 'solved', 'closed')),
  customer_id uuid not null, service_id uuid not null, team_id uuid, owner_id uuid, entry_point_id uuid, opened_by text not null, opened_at timestamptz not null,
  closed_at timestamptz, resolution text, version int not null default 1
);
create index case_customer on cases.case (customer_id, opened_at desc);
create index case_owner on cases.case (owner_id) where closed_at is null;
create index case_opened on cases.case (opened_at desc, id desc);
create index case_number_tail on cases.case ((substring(number from '[0-9]{1,15}$')::bigint));
create table cases.entry (
  id uuid primary key, case_id uuid not null references cases.case on delete cascade, at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('opened', 'note', 'status', 'owner', 'linked', 'message', 'changed')), actor text not null, author_name text not null default '', body text not null default '', data jsonb not null default '{}'
);
create index entry_case on cases.entry (case_id, at);
