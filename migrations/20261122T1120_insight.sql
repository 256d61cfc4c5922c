-- Figures: rollups of a quarter of an hour, always computed whole from legs and from the history of presence, so that
-- they can be summed over any time and group and computed again at will. Durations are whole milliseconds.
create schema insight;

-- What happened in a queue on a channel. An entry counts where it began, a fate where it ended, a service-level event
-- where it happened (answered, gone, or the threshold passed), a duration in every quarter that it covers.
create table insight.queue_interval (
  start               timestamptz not null,
  queue_id            uuid not null,
  channel             text not null,
  offered             int not null default 0,      -- entered the queue
  answered            int not null default 0,
  abandoned           int not null default 0,      -- short ones included
  short_abandoned     int not null default 0,
  flowed_out          int not null default 0,
  expired             int not null default 0,
  callback            int not null default 0,      -- left the queue for a callback
  blocked             int not null default 0,      -- turned away before the queue; never offered
  answered_wait       bigint not null default 0,
  abandoned_wait      bigint not null default 0,
  answered_in_time    int not null default 0,      -- A_T
  answered_late       int not null default 0,      -- A_L
  abandoned_short     int not null default 0,      -- B_S
  abandoned_in_time   int not null default 0,      -- B_T
  abandoned_late      int not null default 0,      -- B_L
  flowed_out_in_time  int not null default 0,      -- F
  callback_in_time    int not null default 0,      -- C_T
  callback_late       int not null default 0,      -- C_L
  other_late          int not null default 0,      -- still waiting past the threshold, flowed out late, expired
  handled             int not null default 0,      -- stretches of handling that ended; of incoming contacts
  handled_out         int not null default 0,      -- the same of contacts that we began
  handled_time        bigint not null default 0,   -- whole stretches of handling and wrap-up that ended here: for the mean
  handling            bigint not null default 0,   -- time under way here, hold included
  hold                bigint not null default 0,
  wrap_up             bigint not null default 0,
  wait_promised       int not null default 0,      -- answered that had been told an estimated wait
  wait_error          bigint not null default 0,   -- told less actual, summed
  wait_error_absolute bigint not null default 0,
  wait_kept           int not null default 0,      -- told within 20 % or 30 s of the actual
  primary key (start, queue_id, channel)
);

-- The same by who did it. Personal data: kept for a limited time, shown as the agreement with the staff allows.
create table insight.agent_interval (
  start            timestamptz not null,
  staff_id         uuid not null,
  queue_id         uuid not null,
  channel          text not null,
  offers           int not null default 0,
  accepted         int not null default 0,
  declined         int not null default 0,
  missed           int not null default 0,
  answered         int not null default 0,         -- taken out of the queue by this agent
  answered_wait    bigint not null default 0,
  answered_in_time int not null default 0,
  answered_late    int not null default 0,
  handled          int not null default 0,
  handled_out      int not null default 0,
  handled_time     bigint not null default 0,
  handling         bigint not null default 0,
  hold             bigint not null default 0,
  wrap_up          bigint not null default 0,
  primary key (start, staff_id, queue_id, channel)
);

-- Where an agent's time went: the states do not overlap, whatever is handled at once (first that holds: interacting,
-- wrap_up, offered, not_responding, off_queue, not_ready, idle). Being offline is no state.
create table insight.agent_state_interval (
  start    timestamptz not null,
  staff_id uuid not null,
  state    text not null check (state in ('interacting', 'wrap_up', 'offered', 'not_responding', 'off_queue', 'not_ready', 'idle')),
  reason   text not null default '',
  spent    bigint not null,
  primary key (start, staff_id, state, reason)
);

-- Quarters to be computed (again).
create table insight.dirty (start timestamptz primary key);
-- Finds the quarters that ended legs have touched.
create index leg_ended on contacts.leg (ended_at) where ended_at is not null;

-- The service level as promised, by time: a stay in a queue is judged by the version in force when it began. Changing
-- it makes a version; what was counted before stays.
create table insight.indicator_version (
  id                    uuid primary key,
  indicator             text not null default 'service_level' check (indicator in ('service_level')),
  queue_id              uuid,                      -- null: the organisation's, for whatever belongs to no queue
  version               int not null,
  formula               text not null check (formula in ('negative', 'ignore', 'positive', 'answered_only', 'strict', 'dequeued', 'it_ls')),
  threshold             jsonb not null,            -- {channel: seconds}
  target                double precision not null check (target between 0 and 1),
  short_abandon_seconds int not null default 5,
  valid_from            timestamptz not null,
  note                  text not null default '',
  created_by            text not null,
  created_at            timestamptz not null default clock_timestamp(),
  unique nulls not distinct (indicator, queue_id, version),
  unique nulls not distinct (indicator, queue_id, valid_from)
);
insert into insight.indicator_version (id, queue_id, version, formula, threshold, target, short_abandon_seconds, valid_from, created_by)
select gen_random_uuid(), id, 1, service_level ->> 'formula', service_level -> 'threshold', (service_level ->> 'target')::float8,
  short_abandon_seconds, '2000-01-01Z', 'system'
from routing.queue;

-- What is expected to arrive in half an hour; a row is written anew until its day begins.
create table insight.forecast (
  start    timestamptz not null,
  queue_id uuid not null,
  channel  text not null,
  offered  double precision not null,
  method   text not null,
  version  int not null,
  made_at  timestamptz not null,
  primary key (start, queue_id, channel)
);

create table insight.threshold (
  id           uuid primary key,
  queue_id     uuid,                               -- null: the organisation as a whole
  measure      text not null,
  warn         double precision,
  critical     double precision,
  margin       double precision not null default 0,   -- how far the value must come back before the alert closes
  hold_seconds int not null default 60,               -- how long a limit must be passed before it is told
  mail_to      uuid[] not null default '{}',          -- members of staff
  active       boolean not null default true,
  check (warn is not null or critical is not null)
);
-- Since when a limit is passed, or is no longer: survives a change of the process that watches.
create table insight.breach (
  threshold_id uuid primary key references insight.threshold on delete cascade,
  level        text not null check (level in ('none', 'warn', 'critical')),
  since        timestamptz not null
);
create table insight.alert (
  id              uuid primary key,
  threshold_id    uuid references insight.threshold on delete set null,
  kind            text not null default 'threshold' check (kind in ('threshold', 'figures')),
  queue_id        uuid,
  service_id      uuid,
  team_id         uuid,
  measure         text not null,
  level           text not null check (level in ('warn', 'critical')),
  value           double precision,
  bound           double precision,
  worst           double precision,
  opened_at       timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  closed_at       timestamptz,
  closed_by       uuid                              -- null: it closed by itself
);
create unique index alert_open on insight.alert (threshold_id) where closed_at is null and threshold_id is not null;
create index alert_recent on insight.alert (opened_at desc, id desc);

-- With which agreement figures and states of single agents may be shown. None in force: to nobody but themselves.
create table insight.agreement (
  id             uuid primary key,
  reference      text not null,
  signed_on      date not null,
  sites          text not null,
  purposes       text not null,
  retention_days int not null check (retention_days between 1 and 3650),
  valid_until    date,
  recorded_by    uuid,
  recorded_at    timestamptz not null,
  ended_by       uuid,
  ended_at       timestamptz
);
-- Who has read that single agents are seen.
create table insight.agreement_read (
  agreement_id uuid not null references insight.agreement on delete cascade, staff_id uuid not null, at timestamptz not null,
  primary key (agreement_id, staff_id)
);

-- The supplier whose people a team is made of; '' where they are the organisation's own.
alter table access.team add column supplier text not null default '';
