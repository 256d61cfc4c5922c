-- What a supervisor tells customers at this moment, beside or instead of being let in: {it, en}; null = nothing.
alter table routing.queue add column emergency_text jsonb;
