-- An agent asks a colleague or a queue for help with a contact without giving it away. A consult is a work item of its own
-- (kind 'consult', under the consult's id), linked to the contact; what is said in it are notes of the contact.
create table contacts.consult (
  id          uuid primary key,
  contact_id  uuid not null references contacts.contact on delete cascade,
  asker       uuid not null,                    -- who has the contact
  queue_id    uuid not null,                    -- where it waits; asked of one colleague: the contact's own
  asked_agent uuid,                             -- the one colleague who is asked; null: the queue
  question    text not null default '',
  state       text not null check (state in ('waiting', 'offered', 'active', 'ended')),
  agent_id    uuid,                             -- who answers
  writes      boolean not null default false,   -- may write to the customer too
  held        boolean not null default false,   -- put the customer of a call on hold
  asked_at    timestamptz not null,
  answered_at timestamptz,
  ended_at    timestamptz,
  -- transferred: the contact is the answerer's now; ended by one of the two; declined, no_answer, expired: nobody answered;
  -- contact_ended, taken_away, asker_away, agent_away: by itself
  result      text check (result in ('transferred', 'ended', 'declined', 'no_answer', 'expired', 'contact_ended', 'taken_away', 'asker_away', 'agent_away')),
  ended_by    uuid,                             -- null: by itself
  check ((state = 'ended') = (ended_at is not null and result is not null)),
  check (state <> 'active' or agent_id is not null)
);
-- One at a time.
create unique index consult_open on contacts.consult (contact_id) where ended_at is null;
create index consult_contact on contacts.consult (contact_id, asked_at);
create index consult_agent_open on contacts.consult (agent_id) where ended_at is null and agent_id is not null;
create index consult_asker_open on contacts.consult (asker) where ended_at is null;

-- Times of a consult are legs of its contact, of kinds of their own: no figure of customers may take them for its own.
alter table contacts.leg drop constraint leg_kind_check;
alter table contacts.leg
  add constraint leg_kind_check check (kind in
    ('flow', 'queue', 'offer', 'handle', 'hold', 'wrap_up', 'consult_queue', 'consult_offer', 'consult')),
  add column consult_id uuid references contacts.consult on delete cascade,
  add constraint leg_of_consult check ((consult_id is not null) = (kind in ('consult_queue', 'consult_offer', 'consult')));
create index leg_consult on contacts.leg (consult_id) where consult_id is not null;

alter table contacts.message add column consult_id uuid references contacts.consult on delete set null;

alter table routing.work_item
  add column asker      uuid,                   -- of a consult: who asks, and is never asked themselves
  add column expires_at timestamptz;            -- an end of its own while it waits

-- Consults of a queue, apart from what it was offered: asked = answered + unanswered + still waiting.
alter table insight.queue_interval
  add column consults            int not null default 0,
  add column consults_answered   int not null default 0,
  add column consults_unanswered int not null default 0,
  add column consulting          bigint not null default 0;
alter table insight.agent_interval
  add column consults   int not null default 0,      -- that this agent answered and that ended here
  add column consulting bigint not null default 0;
