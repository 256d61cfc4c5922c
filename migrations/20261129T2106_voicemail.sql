-- A message that a caller left is a recording too: same encryption, listens and retention, another right to hear it.
alter table recordings.recording add column kind text not null default 'call' check (kind in ('call', 'message'));
alter table recordings.recording drop constraint recording_call_id_key;
alter table recordings.recording add constraint recording_call_id_kind_key unique (call_id, kind);
