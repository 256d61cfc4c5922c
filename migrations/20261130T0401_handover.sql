-- The three levels: who has a case now and who had it, and how it goes to the back office and returns with the answer.
alter table cases.case add column level text not null default 'front' check (level in ('front', 'back', 'centre'));
create index case_level on cases.case (level, opened_at desc) where level <> 'front';

-- Work of a case that takes it to another level with it, or brings it back.
create table cases.handover (
  step_id       uuid primary key references cases.step on delete cascade,
  case_id       uuid not null references cases.case on delete cascade,
  direction     text not null check (direction in ('back', 'front')),
  rule_id       uuid,                               -- the rule of charge that named the office, as it was called then
  rule_name     text,
  proposed_id   uuid,                               -- the queue that was proposed
  reason        text,                               -- why another was chosen
  way_back_id   uuid,                               -- the queue of the front office to which the answer goes
  owner_before  uuid,
  taken_by      uuid,                               -- who took it, and was put in charge
  next          text check (next in ('call', 'write', 'nothing')),
  answers_id    uuid references cases.handover      -- of a return: what it answers
);
create index handover_case on cases.handover (case_id);

-- Who had a case, one after the other. It begins with the first change: until then the front office had it.
create table cases.holder (
  id          uuid primary key,
  case_id     uuid not null references cases.case on delete cascade,
  level       text not null check (level in ('front', 'back', 'centre')),
  queue_id    uuid,
  queue_name  text,
  centre_name text,
  agent_id    uuid,
  agent_name  text,
  since       timestamptz not null,
  until       timestamptz,
  check (until is null or until >= since)
);
create index holder_case on cases.holder (case_id, since);
create unique index holder_open on cases.holder (case_id) where until is null;
