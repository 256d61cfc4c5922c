-- Plans of work on a case: pieces that are asked of queues, persons and competence centres, several at once and one after the
-- other. A piece is a step or an escalation from the moment it starts.
create table cases.plan (
  id              uuid primary key,
  case_id         uuid not null references cases.case on delete cascade,
  template        text,                              -- the key of the plan in the type, when it came from there
  name            text not null,
  state           text not null check (state in ('running', 'done', 'stopped', 'withdrawn')),
  started_at      timestamptz not null,
  started_by      uuid,
  started_by_name text not null,
  ended_at        timestamptz,
  check ((ended_at is null) = (state in ('running', 'stopped')))
);
create index plan_case on cases.plan (case_id);

create table cases.piece (
  id              uuid primary key,
  plan_id         uuid not null references cases.plan on delete cascade,
  case_id         uuid not null references cases.case on delete cascade,
  position        int not null,
  title           text not null,
  question        text not null,
  queue_id        uuid,
  agent_id        uuid,                              -- of those who serve the queue
  centre_id       uuid references cases.centre,
  due_hours       int check (due_hours > 0),         -- of working time, from its start; none: as its queue or centre promises
  after           uuid[] not null default '{}',      -- the pieces that it waits for
  state           text not null check (state in ('waiting', 'ready', 'running', 'done', 'refused', 'withdrawn', 'stopped', 'blocked')),
  why             text,                              -- of one that is blocked or stopped
  step_id         uuid unique,
  escalation_id   uuid unique,
  started_at      timestamptz,
  ended_at        timestamptz,
  answer          text,
  answered_by     text,
  check ((queue_id is null) <> (centre_id is null)),
  check (state not in ('running', 'done', 'refused') or started_at is not null)
);
create index piece_plan on cases.piece (plan_id, position);
create index piece_case on cases.piece (case_id);
