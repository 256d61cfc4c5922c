-- What was seen is noted limit by limit.
drop table clocks.seen_all;
