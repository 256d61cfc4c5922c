-- What callers of a queue hear while they wait. A queue without a row says what is usual.
create table voice.waiting_setting (
  queue_id        uuid primary key,
  direct          boolean not null default false,        -- straight to a person: its own words, no position, no choices
  tell_position   boolean not null,
  tell_wait       boolean not null,
  every_seconds   int not null check (every_seconds between 20 and 900),   -- how often position and wait are told
  choices_seconds int not null check (choices_seconds between 20 and 900), -- how often choices are
  choices         text[] not null check (choices <@ array['callback', 'message', 'sms']),
  welcome         jsonb not null default '{}',            -- {it: …, en: …, …}; a language without words hears the fixed prompt
  link_text       jsonb not null default '{}'             -- what the SMS says, with its link
);
-- What a supervisor tells callers at this moment, before they wait.
create table voice.announcement (
  id           uuid primary key,
  title        text not null,
  texts        jsonb not null,                            -- {it: …, en: …, …}
  service_id   uuid not null,
  queues       uuid[] not null default '{}',              -- none: all of the service
  entry_points uuid[] not null default '{}',              -- none: whichever number was dialled
  areas        text[] not null default '{}',              -- none: everywhere; a caller whose addresses are known hears those of theirs
  ends_call    boolean not null,                          -- for whom it answers, the call may end with it
  from_at      timestamptz not null,
  until_at     timestamptz,
  made_by      uuid,
  made_at      timestamptz not null,
  ended_at     timestamptz,
  ended_by     uuid,
  check (until_at is null or until_at > from_at)
);
create index announcement_open on voice.announcement (service_id, from_at) where ended_at is null;
-- Who heard it, once per call, and what came of it: they went on, pressed the key that it answered them, or hung up on it.
create table voice.announcement_heard (
  announcement_id uuid not null references voice.announcement on delete cascade,
  call_id         uuid not null,
  queue_id        uuid,
  heard_at        timestamptz not null,
  answered        text check (answered in ('key', 'hung_up')),
  primary key (announcement_id, call_id)
);
create index announcement_heard_call on voice.announcement_heard (call_id);
-- Left the queue because an announcement answered them.
alter table insight.queue_interval add column announced int not null default 0;
