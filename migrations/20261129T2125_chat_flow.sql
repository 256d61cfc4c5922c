-- A chat may begin with a self-service flow: the sessions that a visitor walked through, the present one last, and how it
-- stands with that one. open: under way; person: led to one; closed: led to one while nobody attends; idle, left: nobody
-- answered any more.
alter table chat.visitor
  add column flow_sessions uuid[] not null default '{}',
  add column flow_state text check (flow_state in ('open', 'answered', 'unanswered', 'person', 'closed', 'idle', 'left')),
  add column flow_at timestamptz;
create index visitor_in_flow on chat.visitor (seen_at) where flow_state = 'open';
