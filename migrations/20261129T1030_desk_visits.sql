-- Who comes to a desk: their ticket, how often they were called and where. The rest is told by their contact.
create schema offices;
-- The letters on the tickets of a queue, given at its first visit.
create table offices.series (queue_id uuid primary key, letters text not null unique);
-- How many tickets a queue has given on a day.
create table offices.dispensed (queue_id uuid not null, day date not null, last int not null, primary key (queue_id, day));
create table offices.visit (
  id              uuid primary key,                -- that of its contact
  queue_id        uuid not null,                   -- that was asked for; where it waits its contact knows
  day             date not null,                   -- of the organisation
  ticket          text not null,
  priority        text check (priority in ('by_right', 'urgent', 'appointment', 'returning')),
  calls           int not null default 0,
  called_at       timestamptz,
  counter         text,
  registered_by_name text not null,
  unique (day, ticket)
);
-- Where a member of staff sits: what a call tells.
create table offices.counter (staff_id uuid primary key, name text not null);
