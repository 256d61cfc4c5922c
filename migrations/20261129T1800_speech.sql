create schema speech;
-- Who turns text into sound and sound into text, in the order in which they are asked.
create table speech.provider (
  id        uuid primary key,
  kind      text not null check (kind in ('espeak', 'openai')),
  purpose   text not null check (purpose in ('speak', 'transcribe')),
  name      text not null,
  position  int not null,
  active    boolean not null default true,
  base_url  text,
  model     text,
  voices    jsonb not null default '{}',
  key       text,                                   -- sealed
  timeout_seconds int not null default 10,
  version   int not null default 1,                 -- a change of what it sounds like makes new sound
  -- how it fared, whichever process asked
  last_ok_at timestamptz, last_milliseconds int, last_error text, last_error_at timestamptz, failures int not null default 0
);
insert into speech.provider (id, kind, purpose, name, position)
values ('01981000-0000-7000-8000-000000000001', 'espeak', 'speak', 'eSpeak NG', 1);
-- Spoken texts: what was said by which voice in which version. What was not used for longest goes first.
create table speech.spoken (
  hash       text primary key,
  file_id    uuid not null,
  size       int not null,
  language   text not null,
  created_at timestamptz not null default clock_timestamp(),
  used_at    timestamptz not null default clock_timestamp()
);
create index spoken_used on speech.spoken (used_at);
-- Sounds that replace a shipped prompt for the organisation (no service, no queue), a service or a queue.
create table speech.prompt_version (
  id         uuid primary key,
  key        text not null,
  language   text not null,
  service_id uuid,                                  -- of a queue's prompt: the queue's service
  queue_id   uuid,
  file_id    uuid not null,                         -- A-law at 8,000 samples a second
  samples    int not null,
  origin     text not null check (origin in ('uploaded', 'recorded')),
  note       text,
  current    boolean not null,
  created_by text not null,
  created_at timestamptz not null
);
create unique index prompt_version_current on speech.prompt_version
  (key, language, coalesce(queue_id, service_id, '00000000-0000-0000-0000-000000000000')) where current;
create index prompt_version_place on speech.prompt_version (key, language, created_at desc);
