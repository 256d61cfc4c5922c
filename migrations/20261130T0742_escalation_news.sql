-- What came back on a question, for whoever must know of it, until they have seen it.
create table cases.escalation_news (
  escalation_id uuid not null references cases.escalation on delete cascade,
  staff_id      uuid not null,
  about         text not null,
  at            timestamptz not null,
  seen_at       timestamptz,
  primary key (escalation_id, staff_id)
);
create index escalation_news_unseen on cases.escalation_news (staff_id, at desc) where seen_at is null;
-- The list of reminders: what was sent, the newest first.
create index reminder_sent on cases.reminder (sent_at desc, id desc) where sent_at is not null;
create index reminder_escalation on cases.reminder (escalation_id);
