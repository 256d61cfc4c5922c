-- On a call the agent who is consulted is beside it, or speaks with the customer too.
alter table contacts.consult add column together boolean not null default false;

-- A number outside that an agent has brought on a call, or hands it to; the last one, as the contract has it.
alter table voice.call add column outside jsonb;
alter table voice.call drop constraint call_wanted_check;
alter table voice.call
  add constraint call_wanted_check check (wanted in ('dial', 'wait', 'flow', 'talk', 'hold', 'outside', 'end'));

-- Its time is a leg of its own: asked to ended, beside the handling.
alter table contacts.leg drop constraint leg_kind_check;
alter table contacts.leg
  add constraint leg_kind_check check (kind in
    ('flow', 'queue', 'offer', 'handle', 'hold', 'wrap_up', 'consult_queue', 'consult_offer', 'consult', 'outside'));
