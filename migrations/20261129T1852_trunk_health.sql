-- How the telephone lines of a gateway stand, as it says itself; null: it has none.
alter table voice.gateway add column trunk jsonb;
