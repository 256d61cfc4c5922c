-- Where a gateway takes the offers of browsers from this system; null: it takes none.
alter table voice.gateway add column offers text;
-- Who of the staff is on a call beside its agent, and who hears whom.
alter table voice.call add column parties jsonb not null default '[]';
