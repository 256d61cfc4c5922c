-- Articles: what the organisation knows, for the public, for staff or for one office. What is said stands in versions.
create table knowledge.article (
  id uuid primary key, code text not null unique, kind text not null check (kind in ('article', 'guide', 'tree')),
  language text not null default 'it', audience text not null check (audience in ('public', 'staff', 'office')),
  service_id uuid, team_id uuid, classification_id uuid references knowledge.classification,
  owner_id uuid, review_on date, active boolean not null default true,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  check (audience <> 'office' or team_id is not null)
);
create index article_review on knowledge.article (review_on) where active;
-- One wording in one language. Draft -> submitted -> published by somebody else -> withdrawn; a newer one ends the older.
create table knowledge.article_version (
  id uuid primary key, article_id uuid not null references knowledge.article, language text not null, number int not null,
  state text not null check (state in ('draft', 'submitted', 'published', 'withdrawn')),
  title text not null, summary text not null default '', body text not null default '', keywords text not null default '',
  steps jsonb not null default '[]', source_number int, revision int not null default 1,
  author_id uuid, changed_at timestamptz not null default now(), submitted_by uuid, submitted_at timestamptz,
  approved_by uuid, approved_at timestamptz, note text, valid_from timestamptz, valid_to timestamptz,
  unique (article_id, language, number)
);
create unique index article_version_open on knowledge.article_version (article_id, language) where state in ('draft', 'submitted');
create index article_version_published on knowledge.article_version (language, article_id) where state = 'published';

-- The words of the published versions, cut to their stems, with what each counts there. Kept in the transaction of the change.
create table knowledge.posting (
  language text not null, lexeme text not null, version_id uuid not null references knowledge.article_version on delete cascade,
  weight real not null, primary key (language, lexeme, version_id) include (weight)
);
create index posting_version on knowledge.posting (version_id);
-- Every word that was ever written: what a misspelt one may have meant.
create table knowledge.word (language text not null, word text not null, lexeme text not null, primary key (language, word));
create index word_similar on knowledge.word using gin (word public.gin_trgm_ops);
-- What people call the same thing; kept by administrators.
create table knowledge.synonym (
  id uuid primary key, language text not null default 'it', words text[] not null, lexemes text[] not null,
  active boolean not null default true, updated_at timestamptz not null default now()
);
create index synonym_lexemes on knowledge.synonym using gin (lexemes);

-- A word's stem; null for one that says nothing by itself. Words come without accents, in lower case.
create function knowledge.stem(language text, word text) returns text language sql stable parallel safe as $$
  select case when cut.found is null then word else cut.found[1] end from (select ts_lexize((case language
    when 'it' then 'italian_stem' when 'en' then 'english_stem' when 'fr' then 'french_stem' when 'de' then 'german_stem'
    when 'es' then 'spanish_stem' when 'ar' then 'arabic_stem' when 'ru' then 'russian_stem' when 'ro' then 'romanian_stem'
    else 'simple' end)::regdictionary, word) as found) as cut
$$;

-- What was looked for, without who: words only, personal data cut out before they come here.
create table knowledge.search (
  id uuid primary key, at timestamptz not null, place text not null check (place in ('desk', 'help', 'flow')),
  language text not null, words text not null, hits int not null, chosen_id uuid references knowledge.article
);
create index search_at on knowledge.search (at);

-- Work on an article, with a state and somebody who has it to do.
create table knowledge.task (
  id uuid primary key, kind text not null check (kind in ('feedback', 'review', 'translation', 'approval')),
  article_id uuid not null references knowledge.article, language text, assignee_id uuid,
  state text not null default 'open' check (state in ('open', 'in_progress', 'done', 'dismissed')),
  opened_at timestamptz not null, due_on date, ended_at timestamptz, ended_by uuid, note text
);
create unique index task_open on knowledge.task (article_id, kind, coalesce(language, '')) where state in ('open', 'in_progress');
create index task_state on knowledge.task (state, opened_at);
create table knowledge.feedback (
  id uuid primary key, article_id uuid not null references knowledge.article, version_id uuid references knowledge.article_version,
  task_id uuid references knowledge.task, language text not null, sender text not null check (sender in ('staff', 'customer')),
  staff_id uuid, contact_id uuid, useful boolean, words text not null default '', at timestamptz not null
);
create index feedback_article on knowledge.feedback (article_id, at);

-- What of it was of use in a contact: opened, put into the answer, or walked through step by step.
create table knowledge.use (
  id uuid primary key, article_id uuid not null references knowledge.article, version_id uuid references knowledge.article_version,
  contact_id uuid, staff_id uuid, how text not null check (how in ('opened', 'summary', 'link', 'walked')), at timestamptz not null,
  path jsonb not null default '[]', ended_at timestamptz
);
create index use_contact on knowledge.use (contact_id);
create index use_article on knowledge.use (article_id, at);

create table knowledge.article_file (
  id uuid primary key, article_id uuid not null references knowledge.article, file_id uuid not null references platform.file,
  name text not null, type text not null, size int not null, position int not null default 0, added_at timestamptz not null
);
create index article_file_article on knowledge.article_file (article_id);
