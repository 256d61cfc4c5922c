-- How people ask for what an article answers: kept beside its versions, because it is found by it and not read. Added by
-- authors, or taken over from what was looked for and not found.
create table knowledge.asked (
  id uuid primary key, article_id uuid not null references knowledge.article on delete cascade, language text not null,
  words text not null, size int not null default 0, position int not null default 0,
  source text not null check (source in ('author', 'search')), added_by uuid, added_at timestamptz not null,
  unique (article_id, language, words)
);
-- The stems of each way of asking, each once.
create table knowledge.asked_posting (
  language text not null, lexeme text not null, asked_id uuid not null references knowledge.asked on delete cascade,
  primary key (language, lexeme, asked_id)
);
create index asked_posting_asked on knowledge.asked_posting (asked_id);

-- What was looked for in vain and has been seen to since: it is listed again only when it is looked for again.
create table knowledge.search_settled (
  language text not null, words text not null, how text not null check (how in ('asked', 'article', 'synonym', 'dismissed')),
  article_id uuid references knowledge.article on delete set null, settled_by uuid, settled_at timestamptz not null,
  primary key (language, words)
);

-- By which rules the words stand in the index: when the program knows newer ones, it makes the index anew.
create table knowledge.index_state (id int primary key default 1 check (id = 1), rules int not null);
insert into knowledge.index_state (rules) values (1);
create index use_at on knowledge.use (at);
