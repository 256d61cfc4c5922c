create schema recordings;
-- Whether and how calls of a queue are recorded. A queue without a row records nothing.
create table recordings.setting (
  queue_id      uuid primary key,
  mode          text not null check (mode in ('off', 'on_demand', 'sampled', 'all', 'mandatory')),
  share         int not null default 100 check (share between 1 and 100),        -- percent, of sampled
  emergency     boolean not null default false,          -- a line on which the law wants every call recorded
  keep_days     int not null check (keep_days between 1 and 3650),
  pause_seconds int not null check (pause_seconds between 15 and 900),           -- after which a pause ends by itself
  ask_why       boolean not null,                        -- who listens says why
  agents_listen boolean not null,                        -- agents listen to their own calls
  notice        jsonb not null,                          -- {it: …, en: …, …}: what callers are told before
  notice_version int not null default 1,
  check (not emergency or mode = 'mandatory')
);
-- What a caller was told, word for word, when: proof. Also of calls that were not recorded in the end.
create table recordings.notice (
  id uuid primary key, call_id uuid not null, contact_id uuid not null, queue_id uuid,
  language text not null, text text not null, prompt text,
  said_by text not null check (said_by in ('gateway', 'agent')), agent_id uuid, at timestamptz not null,
  unique (call_id, queue_id, language, said_by)
);
create index notice_contact on recordings.notice (contact_id);
-- A caller does not want to be recorded.
create table recordings.refusal (
  call_id uuid primary key, contact_id uuid not null, via text not null check (via in ('keys', 'speech', 'agent')),
  agent_id uuid, honoured boolean not null, at timestamptz not null
);
-- One per call: what was decided, also when nothing is recorded. Its audio lies encrypted in the file store.
create table recordings.recording (
  id           uuid primary key,
  call_id      uuid not null unique,
  contact_id   uuid not null,
  queue_id     uuid,                                     -- whose rules hold now
  mode         text not null,
  because      text not null,
  emergency    boolean not null default false,
  state        text not null check (state in ('off', 'on', 'paused', 'ended')),
  decided_at   timestamptz not null,
  started_at   timestamptz,                              -- zero of its time; null: it never ran
  ended_at     timestamptz,
  paused_until timestamptz,
  by_hand      boolean not null default false,           -- an agent started it
  keep_days    int not null,
  keep_until   timestamptz,
  length_ms    int,                                      -- known when it has ended
  parts_told   int,                                      -- how many its gateway says it made; null: it never said
  key_id       text,                                     -- the key in the key file that wraps the data key
  wrapped_key  bytea,                                    -- null once the audio is deleted: what is left of it cannot be read
  seal         bytea,                                    -- over the list of parts, once ended
  held_at      timestamptz, held_by uuid, held_why text, -- not to be deleted
  deleted_at   timestamptz, deleted_by uuid, deleted_because text check (deleted_because in ('retention', 'refused', 'by_hand')), deleted_why text,
  check ((state = 'paused') = (paused_until is not null))
);
create index recording_contact on recordings.recording (contact_id);
create index recording_started on recordings.recording (started_at desc, id desc) where started_at is not null;
create index recording_due on recordings.recording (keep_until) where deleted_at is null and held_at is null and started_at is not null;
create table recordings.part (
  recording_id uuid not null references recordings.recording on delete cascade,
  number       int not null,
  start_ms     int not null,
  length_ms    int not null,
  file_id      uuid not null,
  iv           bytea not null,
  tag          bytea not null,
  print        bytea not null,                           -- keyed digest of what was sent, to know it again
  peaks        bytea not null,                           -- loudness of both sides, encrypted
  received_at  timestamptz not null,
  primary key (recording_id, number)
);
-- Stretches that are not recorded, in the recording's own time.
create table recordings.stretch (
  id uuid primary key, recording_id uuid not null references recordings.recording on delete cascade,
  kind text not null check (kind in ('pause', 'off')), from_ms int not null, to_ms int,
  by_label text not null, ended_because text check (ended_because in ('resumed', 'limit', 'over'))
);
create index stretch_recording on recordings.stretch (recording_id, from_ms);
create unique index stretch_open on recordings.stretch (recording_id) where to_ms is null;
create table recordings.note (
  id uuid primary key, recording_id uuid not null references recordings.recording on delete cascade,
  at_ms int not null, text text not null, author_id uuid not null, made_at timestamptz not null, changed_at timestamptz
);
create index note_recording on recordings.note (recording_id, at_ms);
-- Every listen and download, by whom, of what, why.
create table recordings.listen (
  id uuid primary key, recording_id uuid not null, actor text not null, staff_id uuid, kind text not null check (kind in ('listen', 'download')),
  why text, at timestamptz not null, from_ms int, to_ms int, heard_ms int not null default 0
);
create index listen_recording on recordings.listen (recording_id, at desc);

-- What is wanted of a call's recording now, and since when its time runs.
alter table voice.call
  add column recording text not null default 'off' check (recording in ('off', 'on', 'paused')),
  add column recording_since timestamptz;

alter table insight.agreement drop constraint agreement_covers_check;
alter table insight.agreement add constraint agreement_covers_check
  check (covers <@ array['figures', 'listening', 'recording'] and cardinality(covers) > 0);
