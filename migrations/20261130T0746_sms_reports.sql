-- How a short message fares, as whoever carries it tells: waiting for somebody to take it out, sent, delivered, rejected.
alter table sms.message
  add column state text check (state in ('waiting', 'sent', 'delivered', 'rejected')),
  add column state_at timestamptz,
  add column why text,
  -- The message of a conversation that it carries.
  add column message_id uuid,
  -- What the provider calls it.
  add column provider_ref text;
-- Nobody sends again what stands here from before.
update sms.message set state = 'sent', state_at = at where direction = 'out';
alter table sms.message add constraint message_state check ((direction = 'out') = (state is not null));
create index message_waiting on sms.message (at, id) where state = 'waiting';
create index message_carried on sms.message (message_id) where message_id is not null;
create index message_provider on sms.message (provider_ref) where provider_ref is not null;

-- Every report as it came, once for each state, whatever order they come in.
create table sms.report (
  id uuid primary key, sms_id uuid not null references sms.message on delete cascade,
  state text not null check (state in ('sent', 'delivered', 'rejected')), at timestamptz not null, why text not null default '',
  received_at timestamptz not null, unique (sms_id, state)
);

-- The address at which the provider of a number tells: its key is signed, not stored.
create table sms.hook (
  id uuid primary key, entry_point_id uuid not null unique references contacts.entry_point on delete cascade,
  key_hash text not null unique, made_at timestamptz not null, made_by text not null, used_at timestamptz
);
