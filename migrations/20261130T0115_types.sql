-- Types of case: what was a list in the program is data that an administrator changes.
create table cases.type (
  code           text primary key,
  active         boolean not null default true,
  -- what is being written; what counts lies in versions, which never change
  draft          jsonb, draft_revision int not null default 0, draft_base int, draft_at timestamptz, draft_by text
);
create table cases.type_version (
  type           text not null references cases.type on delete cascade,
  number         int not null,
  definition     jsonb not null,
  note           text not null default '',
  shipped        boolean not null default false,   -- came with the program, and nobody's hand was in it
  published_at   timestamptz not null,
  published_by   text not null,
  primary key (type, number)
);

-- Cases of before go on as they were: the three types of then are shipped as types whose states are named like the
-- statuses.
alter table cases.case drop constraint case_type_check,
  add type_version int not null default 1,
  add state        text not null default 'open',
  add state_since  timestamptz,
  add fields       jsonb not null default '{}';
update cases.case as k set state = k.status,
  state_since = coalesce((select max(e.at) from cases.entry as e where e.case_id = k.id and e.kind = 'status'), k.opened_at);
alter table cases.case alter state_since set default now(), alter state_since set not null;
create index case_type on cases.case (type, type_version, state) where closed_at is null;

-- What a state asks to be done, from the moment a case first comes into it.
create table cases.task (
  case_id        uuid not null references cases.case on delete cascade,
  key            text not null,
  ticks          int[] not null default '{}',      -- the lines of the checklist that are done, by their place
  made_at        timestamptz not null,
  done_at        timestamptz,
  done_by        uuid,
  done_by_name   text,
  primary key (case_id, key)
);
create table cases.approval (
  id             uuid primary key,
  case_id        uuid not null references cases.case on delete cascade,
  key            text not null,
  asked_by       text not null,                    -- as in events: staff:<id>
  asked_by_name  text not null,
  asked_at       timestamptz not null,
  note           text not null default '',
  verdict        text check (verdict in ('approved', 'refused', 'void')),  -- void: used up, or overtaken by a move
  decided_by     text,
  decided_by_name text,
  decided_at     timestamptz,
  reason         text not null default '',
  check ((decided_at is null) = (verdict is null))
);
create unique index approval_open on cases.approval (case_id, key) where verdict is null;
create index approval_case on cases.approval (case_id, asked_at);

-- The kinds of entries are held by the contract, for every module that writes on cases.
alter table cases.entry drop constraint if exists entry_kind_check;
