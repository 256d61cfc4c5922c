create schema calendars;
create table calendars.calendar (
  id uuid primary key, name text not null unique, time_zone text not null default 'Europe/Rome',
  italian_holidays boolean not null default true, patron_day text check (patron_day ~ '^\d\d-\d\d$')
);
create table calendars.opening (
  id uuid primary key, calendar_id uuid not null references calendars.calendar on delete cascade,
  weekday int not null check (weekday between 1 and 7), opens time not null, closes time not null, check (closes > opens)
);
create table calendars.exception (
  id uuid primary key, calendar_id uuid not null references calendars.calendar on delete cascade,
  day date not null, name text not null, closed boolean not null default true, opens time, closes time,
  check (closed or closes > opens)
);
create index opening_calendar on calendars.opening (calendar_id);
create index exception_calendar on calendars.exception (calendar_id, day);
