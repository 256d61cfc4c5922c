-- When a warning of a time limit, or its passing, was told last; whom is what its log and its warnings say. And what of
-- it each person has seen.
alter table clocks.clock add told_at timestamptz;
create index clock_told_owner on clocks.clock (owner_id, told_at desc) where state = 'running' and told_at is not null;
create index clock_told on clocks.clock (told_at desc) where state = 'running' and told_at is not null;
create table clocks.seen (
  staff_id         uuid not null,
  clock_id         uuid not null references clocks.clock on delete cascade,
  at               timestamptz not null,
  primary key (staff_id, clock_id)
);
-- Everything up to then was seen at once.
create table clocks.seen_all (
  staff_id         uuid primary key,
  at               timestamptz not null
);

-- What is written for hundreds of thousands of limits at once is kept lean. Of the log the key is what it is read by; that
-- the clock exists is known to whoever writes (the row is held), and goes with it as before. Open clocks of a standard or
-- a calendar are looked for after a change of these only, and by no clerk who waits.
alter table clocks.event drop constraint event_clock_id_fkey;
alter table clocks.event drop constraint event_pkey;
drop index clocks.event_clock;
alter table clocks.event add primary key (clock_id, seq);
drop index clocks.clock_calendar;
drop index clocks.clock_standard;
create function clocks.forget_log() returns trigger language plpgsql as $$
begin
  delete from clocks.event as e using gone where e.clock_id = gone.id;
  return null;
end $$;
create trigger clock_gone after delete on clocks.clock referencing old table as gone for each statement execute function clocks.forget_log();
