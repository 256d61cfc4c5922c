-- Agents lent to other queues and skills for a time. What is in force is laid over the routing profile and skills, which stay as they are.
create table routing.agent_move (
  id         uuid primary key,
  staff_id   uuid not null references routing.agent on delete cascade,
  queues     jsonb not null default '[]',    -- [{queue, priority, delaySeconds}] that are served too
  leaves     uuid[] not null default '{}',   -- queues that are not served meanwhile
  skills     jsonb not null default '[]',    -- [{skill, level}]; level 0: does not count meanwhile
  from_at    timestamptz not null,
  until_at   timestamptz not null,
  why        text not null,
  made_by    uuid,                           -- null: a token
  made_by_name text not null,
  ended_at   timestamptz,
  ended_by_name text,                        -- null: the time was up
  check (until_at > from_at)
);
create index agent_move_in_force on routing.agent_move (staff_id) where ended_at is null;
create index agent_move_recent on routing.agent_move (from_at desc);
