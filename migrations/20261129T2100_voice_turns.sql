-- What a caller hears while no person speaks with them: turns of a self-service flow, or of the queue.

alter table voice.call drop constraint call_wanted_check;
alter table voice.call add constraint call_wanted_check
  check (wanted in ('dial', 'flow', 'wait', 'talk', 'hold', 'end'));
-- A call in a flow is nobody's work yet: its contact is made when it is handed over.
alter table voice.call alter column contact_id drop not null;
alter table voice.call
  add column script    jsonb,                      -- what is being walked through, and where it stands; null: nothing yet
  add column turn      int not null default 0,     -- the number of the turn that is waited for
  add column last_turn jsonb;                      -- what was answered last: told again word for word
