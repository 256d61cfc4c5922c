-- Routing plans: ordered steps, each with who is asked and for how long. Every saved state is kept as a version.
create table routing.plan (
  id         uuid primary key,
  name       text not null unique,
  steps      jsonb not null,                 -- [{need, keepRequires, queues, pool, seconds, skipIfNobody}]
  active     boolean not null default true,
  version    int not null default 1,
  changed_at timestamptz not null default now()
);
create table routing.plan_version (
  plan_id    uuid not null references routing.plan on delete cascade,
  version    int not null,
  name       text not null,
  steps      jsonb not null,
  active     boolean not null,
  changed_at timestamptz not null,
  changed_by text not null default '',       -- the name of who saved it, as it was then
  primary key (plan_id, version)
);

alter table routing.queue
  add plan_id         uuid references routing.plan,
  add help            jsonb not null default '[]',   -- [{from, when, unlessDonor, priority, delaySeconds}]
  add overflow        jsonb not null default '[]',   -- [{toQueue, afterSeconds, when, keepPlace}]
  add entry_limit     jsonb,                         -- {max, bufferShare, channels}; null: no limit
  add branches        jsonb not null default '{"full": {"do": "wait"}, "closed": {"do": "wait"}, "emergency": {"do": "wait"}}',
  add parallel_offers int not null default 1 check (parallel_offers between 1 and 50),
  add preferred       jsonb not null default '{"mode": "off", "seconds": 60, "personalLimit": 10}';

alter table routing.work_item
  add plan_id      uuid,                             -- brought by the item; beats the queue's
  add own_requires jsonb not null default '[]',      -- what the item itself asks for, in whichever queue it waits
  add entered_at   timestamptz,                      -- entry into the present queue: the steps of a plan count from it
  add not_before   timestamptz,
  add overflowed   uuid[] not null default '{}';     -- queues left by overflow, which it does not return to
update routing.work_item set entered_at = queued_at;
alter table routing.work_item alter entered_at set default now(), alter entered_at set not null;

-- An item may be before several agents at once where its queue says so; how many is checked under the item's lock.
drop index routing.offer_open;
create unique index offer_open on routing.offer (item_id, agent_id) where state = 'open';

-- Told by the leader every few seconds, for every process to read. Worth nothing after a crash.
create unlogged table routing.estimate (
  queue_id          uuid not null, channel text not null,
  waiting           int not null,                    -- when it was measured
  seconds           int,                             -- for who comes next; null: nothing honest can be said
  seconds_per_place double precision,
  measured_at       timestamptz not null,
  primary key (queue_id, channel)
);
-- Help that is being given and problems that last, as long as they do.
create unlogged table routing.queue_notice (
  queue_id uuid not null, kind text not null check (kind in ('help', 'problem')), about text not null,
  detail jsonb not null default '{}', since timestamptz not null,
  primary key (queue_id, kind, about)
);
