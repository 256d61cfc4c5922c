-- Appointments: where one can come, what for, and who comes when.
create table offices.office (
  id            uuid primary key,
  code          text not null unique,
  name          text not null,
  address       text not null default '',
  calendar_id   uuid not null,                     -- its hours, its holidays, its time zone
  queue_id      uuid not null,                     -- where those who come wait; its service says who sees the office
  counters      int check (counters > 0),          -- how many appointments at once, whatever for; null: no limit of its own
  grace_minutes int not null default 15 check (grace_minutes between 0 and 600),
  active        boolean not null default true,
  created_at    timestamptz not null default now()
);
create table offices.bookable (
  id             uuid primary key,
  office_id      uuid not null references offices.office (id),
  place          int not null,
  name           jsonb not null,                   -- it, en, and other languages of the public
  bring          jsonb not null default '{}',      -- what to bring, as it is told
  minutes        int not null check (minutes between 5 and 480),
  capacity       int not null check (capacity between 1 and 100),
  days_ahead     int not null check (days_ahead between 1 and 180),
  notice_minutes int not null check (notice_minutes between 0 and 20160),
  calendar_id    uuid,                             -- null: the hours of the office
  online         boolean not null default true,    -- customers book it on their own
  active         boolean not null default true
);
create index bookable_office on offices.bookable (office_id, place);
create table offices.appointment (
  id             uuid primary key,
  number         text not null,                    -- what the customer says
  office_id      uuid not null references offices.office (id),
  bookable_id    uuid not null references offices.bookable (id),
  customer_id    uuid not null,
  name           text not null,                    -- as it was said
  starts_at      timestamptz not null,
  ends_at        timestamptz not null check (ends_at > starts_at),
  state          text not null default 'booked' check (state in ('booked', 'arrived', 'served', 'missed', 'cancelled')),
  via            text not null,                    -- the channel on which it was made
  online         boolean not null,                 -- by the customer on their own
  language       text not null,
  note           text not null default '',
  booked_at      timestamptz not null,
  booked_by_name text not null,
  first_free_at  timestamptz,                      -- the first time that could have been had: what the customer was made to wait
  version        int not null default 1,           -- counts moves
  remind_at      timestamptz,                      -- null: no reminder, or it is sent
  ended_by       text check (ended_by in ('customer', 'office')),
  ended_by_name  text,
  reason         text,
  ended_at       timestamptz,
  origin_id      uuid,                             -- the contact in which it was made
  visit_id       uuid unique                       -- the contact of their visit
);
-- A number is one appointment's as long as somebody may say it.
create unique index appointment_number on offices.appointment (number) where state in ('booked', 'arrived');
create index appointment_day on offices.appointment (office_id, starts_at);
create index appointment_customer on offices.appointment (customer_id, starts_at);
create index appointment_due on offices.appointment (starts_at) where state = 'booked';
create index appointment_remind on offices.appointment (remind_at) where remind_at is not null;
-- What the customer was told, once each: that it is booked, moved, cancelled, that it is tomorrow.
create table offices.appointment_notice (
  appointment_id uuid not null references offices.appointment (id),
  version        int not null,
  about          text not null check (about in ('booked', 'moved', 'cancelled', 'reminder')),
  by             text check (by in ('email', 'sms')), -- null: no address is known
  at             timestamptz not null,
  primary key (appointment_id, version, about)
);
