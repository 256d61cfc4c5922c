-- The customer's own page of a callback: the visitor's window shows the link again, and it is sent by mail once.
alter table chat.visitor add callback_id uuid;
alter table email.confirmation drop constraint confirmation_kind_check,
  add constraint confirmation_kind_check check (kind in ('received', 'transcript', 'callback'));
