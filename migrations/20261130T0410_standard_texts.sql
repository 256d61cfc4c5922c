-- Standard texts as a library: one text with its languages, each with versions that are approved and valid from and until.
alter table knowledge.standard_text
  add column channels text[] not null default '{}', -- none: all of them
  add column owner_id uuid,
  add column successor_id uuid,                     -- looks after it when the owner has left
  add column review_on date,
  add column created_at timestamptz not null default now();

create table knowledge.standard_text_version (
  id            uuid primary key,
  text_id       uuid not null references knowledge.standard_text on delete cascade,
  language      text not null,
  number        int not null check (number > 0),
  state         text not null check (state in ('draft', 'submitted', 'published', 'withdrawn')),
  title         text not null,
  body          text not null,
  source_number int,                                -- of a translation: the version of the main language that it renders
  revision      int not null default 1,
  author_id     uuid,
  changed_at    timestamptz not null,
  submitted_by  uuid,
  submitted_at  timestamptz,
  approved_by   uuid,
  approved_at   timestamptz,
  note          text,
  valid_from    timestamptz,
  valid_to      timestamptz,
  unique (text_id, language, number),
  check (state <> 'published' or valid_from is not null)
);
create unique index standard_text_version_open on knowledge.standard_text_version (text_id, language)
  where state in ('draft', 'submitted');
create index standard_text_version_in_force on knowledge.standard_text_version (text_id, language, valid_from)
  where state = 'published';

-- What is there is carried over as its first version, in force since it was changed last. Texts in use of one shortcut and
-- service in several languages are one text from now on; the Italian one, or the first, is the main one.
create table knowledge.text_family as
  select t.id, case when t.active then first_value(t.id) over (
      partition by t.shortcut, t.service_id, t.active order by t.language <> 'it', t.language, t.id) else t.id end as text_id
  from knowledge.standard_text t;
insert into knowledge.standard_text_version
  (id, text_id, language, number, state, title, body, source_number, changed_at, approved_at, valid_from)
  select gen_random_uuid(), f.text_id, t.language, 1, 'published', t.title, t.body, case when f.id <> f.text_id then 1 end,
    t.updated_at, t.updated_at, t.updated_at
  from knowledge.standard_text t join knowledge.text_family f on f.id = t.id;
update knowledge.standard_text t set channels = m.channels, uses = m.uses
  from (select f.text_id, sum(o.uses)::bigint as uses,
      case when bool_or(o.channel is null) then '{}'::text[] else array_agg(distinct o.channel) end as channels
    from knowledge.text_family f join knowledge.standard_text o on o.id = f.id group by f.text_id) m
  where m.text_id = t.id;
delete from knowledge.standard_text t using knowledge.text_family f where f.id = t.id and f.id <> f.text_id;
drop table knowledge.text_family;

drop index knowledge.standard_text_shortcut;
alter table knowledge.standard_text drop column title, drop column body, drop column channel;
alter table knowledge.standard_text rename column shortcut to code;
create unique index standard_text_code on knowledge.standard_text (code, service_id) nulls not distinct where active;

-- Each time a text was sent: what came of it is counted from here.
create table knowledge.standard_text_use (
  id              uuid primary key,
  text_id         uuid not null references knowledge.standard_text on delete cascade,
  version_id      uuid not null references knowledge.standard_text_version on delete cascade,
  message_id      uuid not null,
  conversation_id uuid not null,
  contact_id      uuid,
  case_id         uuid,
  service_id      uuid not null,
  team_id         uuid,
  staff_id        uuid,
  channel         text not null,
  at              timestamptz not null,
  changed         real not null check (changed between 0 and 1), -- the part of its words that was changed before sending
  unique (message_id, version_id)
);
create index standard_text_use_at on knowledge.standard_text_use (at);
create index standard_text_use_text on knowledge.standard_text_use (text_id, at);
