-- Two look at once at what time has reached, each at the clocks of its own half.
drop index clocks.mark_at;
create index mark_at on clocks.mark ((uuid_hash(clock_id) & 1), at);
