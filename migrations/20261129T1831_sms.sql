create schema sms;
-- Short messages as they went in and out. The medium that is built in sends nothing: what it is given stands here.
create table sms.message (
  id uuid primary key, direction text not null check (direction in ('in', 'out')), own_number text, number text not null,
  text text not null, at timestamptz not null, ref text unique, session_id uuid, conversation_id uuid
);
create index message_number on sms.message (number, at desc);
