-- Whom an announcement answered before the flow that they would have walked through: it was neither contained nor hung up.
alter table flows.session drop constraint session_result_check;
alter table flows.session add constraint session_result_check
  check (result in ('open', 'contained', 'unanswered', 'handed_over', 'hung_up', 'announced'));
-- What was told in writing at the beginning of a session of self-service (chat, page, kiosk, SMS), once each.
create table voice.announcement_shown (
  announcement_id uuid not null references voice.announcement on delete cascade,
  session_id      uuid not null,
  shown_at        timestamptz not null,
  primary key (announcement_id, session_id)
);
