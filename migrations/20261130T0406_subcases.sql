-- Cases under a main case, and cases that are looked at together or turned out to be the same.
create table cases.subcase (
  case_id        uuid primary key references cases.case on delete cascade,
  parent_id      uuid not null references cases.case on delete cascade,
  joined_at      timestamptz not null,
  joined_by_name text not null,
  check (case_id <> parent_id)
);
create index subcase_parent on cases.subcase (parent_id);

create table cases.relation (
  id             uuid primary key,
  case_id        uuid not null references cases.case on delete cascade,
  other_id       uuid not null references cases.case on delete cascade,
  kind           text not null check (kind in ('see_also', 'duplicate_of')),  -- the case is a duplicate of the other
  made_at        timestamptz not null,
  made_by_name   text not null,
  check (case_id <> other_id)
);
create unique index relation_once on cases.relation (kind, least(case_id, other_id), greatest(case_id, other_id));
create index relation_case on cases.relation (case_id);
create index relation_other on cases.relation (other_id);
