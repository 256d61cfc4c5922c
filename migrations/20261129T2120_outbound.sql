-- Calls that agents place: what a service shows of itself to those whom it calls, and what its people may dial.
create table voice.outbound (
  service_id     uuid primary key,
  entry_point_id uuid,                              -- the number that is shown; null: nobody calls for this service
  abroad         boolean not null default false,    -- numbers of other countries
  premium        boolean not null default false,    -- numbers that cost more than a call
  emergency      boolean not null default false,    -- 112 and its like
  ring_seconds   int not null default 30 check (ring_seconds between 5 and 120)
);
-- Whether it is to be found out if a machine answers what was dialled.
alter table voice.call add column machine boolean not null default false;
