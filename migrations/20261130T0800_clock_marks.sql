-- What is to happen to clocks as time passes stands in rows of its own, one a mark: looking at what time has reached takes
-- rows away and writes the log, and touches neither the clocks, which are wide, nor their indexes.
create table clocks.mark (
  clock_id uuid not null references clocks.clock on delete cascade,
  kind     text not null check (kind in ('warn', 'breach')),
  level    smallint not null check (level > 0),
  at       timestamptz not null,
  tell     text[] not null default '{}',
  primary key (clock_id, kind, level)
);
insert into clocks.mark (clock_id, kind, level, at, tell)
  select c.id, m.mark ->> 'kind', (m.mark ->> 'level')::smallint, (m.mark ->> 'at')::timestamptz,
    array(select jsonb_array_elements_text(m.mark -> 'tell'))
  from clocks.clock as c cross join lateral jsonb_array_elements(c.marks) as m (mark) where c.state = 'running';
create index mark_at on clocks.mark (at);

-- When a warning of a limit that still runs, or its passing, was told last. Like the log it is written for many at once, by
-- who holds the clock, and goes with it.
create table clocks.told (
  clock_id uuid primary key,
  at       timestamptz not null
);
insert into clocks.told (clock_id, at) select id, told_at from clocks.clock where state = 'running' and told_at is not null;
create or replace function clocks.forget_log() returns trigger language plpgsql as $$
begin
  delete from clocks.event as e using gone where e.clock_id = gone.id;
  delete from clocks.told as t using gone where t.clock_id = gone.id;
  return null;
end $$;
create index told_at on clocks.told (at desc);
create index clock_owner on clocks.clock (owner_id) where state = 'running';

-- That a limit has passed is known by when it is due and when it ended; what was passed and then moved keeps when it was.
drop index clocks.clock_told, clocks.clock_told_owner, clocks.clock_next;
alter table clocks.clock drop column marks, drop column next_at, drop column told_at;
