-- What customers are told of their cases: one row for each thing told, which is never told twice.
create table cases.notice (
  id              uuid primary key,
  case_id         uuid not null references cases.case on delete cascade,
  customer_id     uuid not null,
  told            text not null,                   -- what happened, once in a case: `opened`, `v7` (its seventh version)
  about           text not null,                   -- which text it takes: opened, closed, … or a key of the case's type
  facts           jsonb not null default '{}',     -- what it says, as it was when it happened
  from_state      text,                            -- from where the case came; null of an opening
  state           text not null check (state in ('planned', 'sent', 'merged', 'failed', 'withdrawn')),
  why             text,                            -- why it was not sent
  reason          text,                            -- in the words of whoever held it back
  channel         text check (channel in ('email', 'pec', 'sms', 'chat')),
  address         text,                            -- where it goes; null on a conversation that has its own
  language        text not null,
  tried           jsonb not null default '[]',     -- what failed before: channel, address, why
  happened_at     timestamptz not null,
  due_at          timestamptz not null,            -- when it leaves, once planned
  ended_at        timestamptz,
  ended_by        text,
  message_id      uuid,
  conversation_id uuid,
  text            text,                            -- as it left
  merged_into     uuid references cases.notice on delete set null,
  unique (case_id, customer_id, told),
  check ((state = 'planned') = (ended_at is null))
);
create index notice_due on cases.notice (due_at) where state = 'planned';
create index notice_customer on cases.notice (customer_id, happened_at desc);
create index notice_message on cases.notice (message_id) where message_id is not null;

-- How a customer wants news of their cases; of one case, where that differs.
create table cases.preference (
  id          uuid primary key,
  customer_id uuid not null,
  case_id     uuid references cases.case on delete cascade,
  channel     text check (channel in ('email', 'pec', 'sms', 'chat', 'none')), -- null: as they wrote
  language    text,                                -- null: the customer's
  set_by      text not null,
  set_by_name text not null default '',
  set_at      timestamptz not null,
  unique nulls not distinct (customer_id, case_id)
);

-- That a customer agreed to be told on a channel, or no longer does: who took it down, how it was given, in which words.
create table cases.consent (
  id          uuid primary key,
  customer_id uuid not null,
  channel     text not null check (channel in ('email', 'pec', 'sms', 'chat')),
  given       boolean not null,
  how         text not null check (how in ('phone', 'writing', 'desk', 'page')),
  words       text not null,
  taken_by    text not null,
  taken_by_name text not null default '',
  at          timestamptz not null
);
create index consent_customer on cases.consent (customer_id, channel, at desc);
