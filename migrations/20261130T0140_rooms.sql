-- Rooms in which staff talk among themselves: of a case, of a team, of a subject.
create schema rooms;
create table rooms.room (
  id         uuid primary key,
  kind       text not null check (kind in ('case', 'team', 'subject')),
  case_id    uuid unique,
  team_id    uuid unique,
  name       text,                                 -- of a subject; the others are called by what they are of
  topic      text not null default '',
  service_id uuid,                                 -- of a subject: who of this service may enter; null: everybody
  open       boolean not null default true,        -- of a subject: entered by whoever may, else by invitation
  last_seq   bigint not null default 0,
  last_at    timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  closed_at  timestamptz,                          -- nothing more is said in it
  check ((kind = 'case') = (case_id is not null)),
  check ((kind = 'team') = (team_id is not null)),
  check ((kind = 'subject') = (name is not null))
);
create table rooms.member (
  room_id   uuid not null references rooms.room on delete cascade,
  staff_id  uuid not null,
  joined_at timestamptz not null,
  read_seq  bigint not null default 0,
  muted     boolean not null default false,
  primary key (room_id, staff_id)
);
create index member_staff on rooms.member (staff_id);
create table rooms.post (
  id          uuid primary key,
  room_id     uuid not null references rooms.room on delete cascade,
  seq         bigint not null,
  thread_id   uuid references rooms.post on delete cascade,   -- the post that began the thread
  author_id   uuid not null,
  author_name text not null,
  text        text not null,
  at          timestamptz not null,
  edited_at   timestamptz,
  removed_at  timestamptz,
  client_id   uuid not null,                       -- of the sender: the same post sent twice is one
  search      tsvector generated always as (to_tsvector('contacts.words', text)) stored,
  unique (room_id, seq),
  unique (room_id, client_id)
);
create index post_thread on rooms.post (thread_id, seq) where thread_id is not null;
create index post_search on rooms.post using gin (search);
create table rooms.mention (
  post_id   uuid not null references rooms.post on delete cascade,
  staff_id  uuid not null,
  read_at   timestamptz,
  mailed_at timestamptz,
  primary key (post_id, staff_id)
);
create index mention_unread on rooms.mention (staff_id) where read_at is null;
create table rooms.attachment (
  id          uuid primary key,
  post_id     uuid references rooms.post on delete cascade,   -- null: uploaded, not yet said
  file_id     uuid not null,
  name        text not null,
  type        text not null,
  size        bigint not null,
  uploaded_by uuid not null,
  created_at  timestamptz not null
);
create index attachment_post on rooms.attachment (post_id);
create index attachment_unused on rooms.attachment (created_at) where post_id is null;
