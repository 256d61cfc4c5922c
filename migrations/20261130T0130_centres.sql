-- Competence centres answer what the front office cannot: in the desk, from a queue, or by e-mail alone.
create table cases.centre (
  id              uuid primary key,
  name            text not null unique,
  description     text not null default '',
  service_id      uuid,                             -- null: for all services
  team_id         uuid,
  classifications uuid[] not null default '{}',     -- what it is proposed for, with everything below
  queue_id        uuid,                             -- its experts work in the desk
  addresses       text[] not null default '{}',     -- its experts answer by mail and never log in
  head_id         uuid,                             -- the head of the office, a member of staff…
  head_address    text,                             -- …or an address
  calendar_id     uuid,
  promise_seconds int not null check (promise_seconds > 0),  -- of its working time
  reminders       int[] not null default '{50,100}',         -- per cent of the time until it is due
  head_at         int check (head_at > 0),
  language        text not null default 'it',
  active          boolean not null default true,
  check (queue_id is not null or cardinality(addresses) > 0)
);

create sequence cases.escalation_number as bigint;
create table cases.escalation (
  id             uuid primary key,
  number         text not null unique,
  case_id        uuid not null references cases.case on delete cascade,
  centre_id      uuid not null references cases.centre,
  way            text not null check (way in ('desk', 'mail')),
  step_id        uuid references cases.step on delete set null,  -- the step that carries it, in the desk
  addresses      text[] not null default '{}',      -- to whom it went by mail
  question       text not null,
  due_at         timestamptz not null,
  promised       boolean not null,                  -- the centre's own promise, not a time set by whoever asked
  asked_by       uuid,                              -- null: a program
  asked_by_name  text not null,
  asked_at       timestamptz not null,
  from_id        uuid references cases.escalation on delete set null,  -- asked again, or handed on by another centre
  contact_id     uuid,                              -- during which it was asked
  outcome        text check (outcome in ('answered', 'partly', 'returned', 'withdrawn', 'handed')),
  answer         text,                              -- or why it ended without one
  answered_by    uuid,
  answered_name  text,
  answered_from  text,                              -- the address, when it came by mail
  closed_at      timestamptz,
  seconds        int,                               -- of the centre's working time, from question to end
  check ((closed_at is null) = (outcome is null)),
  check ((closed_at is null) = (seconds is null))
);
create index escalation_case on cases.escalation (case_id, asked_at desc);
create index escalation_centre on cases.escalation (centre_id, asked_at desc);
create index escalation_asked on cases.escalation (asked_by, asked_at desc) where asked_by is not null;
create unique index escalation_step on cases.escalation (step_id) where step_id is not null;
create unique index escalation_open on cases.escalation (case_id, centre_id) where closed_at is null;

-- The papers that went with the question, or came with an answer.
create table cases.paper (
  id            uuid primary key,
  escalation_id uuid not null references cases.escalation on delete cascade,
  side          text not null check (side in ('asked', 'answered')),
  file_id       uuid not null,
  name          text not null,
  type          text not null,
  size          bigint not null,
  position      int not null
);
create index paper_escalation on cases.paper (escalation_id, side, position);

-- Reminders: planned with the question, sent once each; those by hand have no percentage.
create table cases.reminder (
  id            uuid primary key,
  escalation_id uuid not null references cases.escalation on delete cascade,
  whom          text not null check (whom in ('centre', 'head')),
  percent       int,
  planned_at    timestamptz not null,
  sent_at       timestamptz,
  sent_by_name  text not null default '',           -- '': by itself
  sent_to       text not null default '',
  unique (escalation_id, whom, percent)
);
create index reminder_due on cases.reminder (planned_at) where sent_at is null;
