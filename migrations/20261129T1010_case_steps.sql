-- Work that is made in the house (a step of a case, a person at a desk) is a contact too.
alter table contacts.contact
  add due_at timestamptz,                          -- promised of this one, whatever its queue promises
  add made_by uuid,                                -- the member of staff who asked for it or entered it, and may follow it
  add ticket text;                                 -- the number that is called at a desk
create index contact_made_by on contacts.contact (made_by) where made_by is not null and closed_at is null;

-- A step of a case: a question or a task for a back office or one person. Its id is that of its contact, which tells
-- where it waits, who has it and since when.
create table cases.step (
  id             uuid primary key,
  case_id        uuid not null references cases.case on delete cascade,
  queue_id       uuid not null,                    -- that was asked; where it is now its contact knows
  agent_id       uuid,                             -- the person who was asked, if it was one
  question       text not null,
  due_at         timestamptz,
  asked_by       uuid,                             -- null: a program
  asked_by_name  text not null,
  asked_at       timestamptz not null,
  overdue_at     timestamptz,                      -- since when it has waited longer than its queue lets things wait
  outcome        text check (outcome in ('answered', 'partly', 'returned', 'withdrawn')),
  answer         text,                             -- or why it was withdrawn
  closed_by_name text,
  closed_at      timestamptz,
  check ((closed_at is null) = (outcome is null))
);
create unique index step_open on cases.step (case_id, queue_id) where closed_at is null;
create index step_case on cases.step (case_id, asked_at);
create index step_asked on cases.step (asked_by, asked_at desc) where asked_by is not null;

alter table cases.entry drop constraint entry_kind_check, add constraint entry_kind_check
  check (kind in ('opened', 'note', 'status', 'owner', 'linked', 'message', 'changed', 'step'));
