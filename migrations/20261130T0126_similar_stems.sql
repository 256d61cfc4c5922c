-- A misspelt word of another ending is found by its stem.
create index word_lexeme_similar on knowledge.word using gin (lexeme public.gin_trgm_ops);
