-- A question of a flow in a chat may wait for so long: then silence is its answer. The turn that it is about, so that an
-- answer that came at the same moment keeps its place. Null: nothing is answered by silence.
alter table chat.visitor add column flow_turn int, add column flow_seconds int;
create index visitor_flow_waits on chat.visitor (flow_at) where flow_state = 'open' and flow_seconds is not null;
