-- Calls in which somebody of the staff tries a flow from their own browser: who asked for each, until its line stands and
-- while it lasts. Kept for a day at the most.
create table voice.trial_call (
  leg         text primary key,                          -- the gateway's own name of the call: made of its key, which is not kept
  gateway     text not null,
  session_id  uuid not null,                             -- the trial, in flows
  staff_id    uuid not null,                             -- nobody else's
  service_id  uuid,                                      -- of the flow: whose prompts are played
  from_number text,                                      -- the number that is said to call
  asked_at    timestamptz not null
);
create index trial_call_asked on voice.trial_call (asked_at);
