-- A caller may leave more than one message in a call: an agent answered in the middle of one, and was lost again.
alter table recordings.recording drop constraint recording_call_id_kind_key;
create unique index recording_of_call on recordings.recording (call_id) where kind = 'call';
create unique index recording_message_open on recordings.recording (call_id) where kind = 'message' and state <> 'ended';
create index recording_call on recordings.recording (call_id);
