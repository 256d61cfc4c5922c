-- A supervisor follows a call as well as a chat: listens, speaks to its agent alone (whispering), or to both (stepped_in).
alter table contacts.listening
  drop constraint listening_mode_check,
  add constraint listening_mode_check check (mode in ('asked', 'reading', 'whispering', 'stepped_in')),
  -- call_over; line_gone: the supervisor's telephone; own_call: the supervisor has a call of their own now
  drop constraint listening_ended_because_check,
  add constraint listening_ended_because_check
    check (ended_because in ('left', 'moved_on', 'declined', 'unanswered', 'chat_over', 'call_over', 'handed_on', 'taken_over',
      'desk_gone', 'line_gone', 'own_call', 'right_lost', 'agreement_over')),
  -- When the supervisor first spoke to the agent alone; null: never.
  add column whispered_at timestamptz;
