-- Whether what was said in the recorded calls of a queue is written down after them, and how many minutes of calls a day.
alter table recordings.setting
  add column transcripts boolean not null default false,
  add column transcript_minutes int not null default 600 check (transcript_minutes between 1 and 100000);
-- What was said in a recorded call, encrypted with the data key of its recording: without that nobody can read it.
create table recordings.transcript (
  recording_id uuid primary key references recordings.recording on delete cascade,
  state        text not null check (state in ('waiting', 'working', 'done', 'failed', 'deleted')),
  because      text check (because in ('upload', 'limit', 'provider', 'no_provider', 'no_agreement', 'unreadable')),
  faults       jsonb not null default '[]',              -- [{provider, fault}]: what became of each that was asked last
  language     text not null,
  keep_days    int,                                      -- what the agreement that covers it grants; null: as the recording
  asked_at     timestamptz not null,
  next_at      timestamptz,                              -- not tried before
  attempts     int not null default 0,                   -- since anything was last written down
  begun_at     timestamptz,
  done_at      timestamptz,
  pieces       int not null default 0,                   -- stretches in which somebody speaks
  pieces_done  int not null default 0,
  turn         uuid,                                     -- who writes now: what an earlier one still brings is refused
  content      bytea
);
create index transcript_begun on recordings.transcript (begun_at) where begun_at is not null;
create index transcript_kept on recordings.transcript (recording_id) where content is not null and keep_days is not null;
-- Reading and copying what was said stand beside listening.
alter table recordings.listen drop constraint listen_kind_check;
alter table recordings.listen add constraint listen_kind_check check (kind in ('listen', 'download', 'read', 'copy'));

alter table insight.agreement drop constraint agreement_covers_check;
alter table insight.agreement add constraint agreement_covers_check
  check (covers <@ array['figures', 'listening', 'recording', 'transcripts'] and cardinality(covers) > 0);
