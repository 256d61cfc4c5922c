import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { suggestArticles } from '#contract/article-search.ts';
import { listArticles } from '#contract/articles.ts';
import { call, Dialog, EmptyState, keyOf, Loaded, toastProblem, useApi, useText } from '#web/kit/index.ts';
import { SearchField } from '#web/kit/records.tsx';

/** Chooses the article that answers what somebody looked for: the nearest ones at hand, any other by its title. */
export function AssignSearch({
  looked,
  onChosen,
  onClose,
}: {
  looked: { words: string; language: string };
  onChosen: (articleId: string) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const [search, setSearch] = useState('');
  const language = looked.language as 'it';
  // Suggestions keep nothing: to look for it here is not to look for it in vain once more.
  const body = { said: looked.words, typed: '', language };
  const near = useQuery({
    queryKey: [...keyOf(suggestArticles), body],
    queryFn: ({ signal }) => call(suggestArticles, { body }, { signal }),
  });
  const named = useApi(
    listArticles,
    { query: { search, language, limit: 8 } },
    { enabled: search.length > 1, keepPrevious: true },
  );
  const byName = search.length > 1;
  const choose = (id: string) => void onChosen(id).then(onClose).catch(toastProblem);
  return (
    <Dialog title={t('missing.assignTitle')} onClose={onClose} size={560}>
      <p className="t2 assign-lead">{t('missing.assignLead', { words: looked.words })}</p>
      <SearchField label={t('missing.search')} value={search} onSearch={setSearch} />
      <Loaded<{ items: { id: string; title: string; summary: string }[] }> query={byName ? named : near}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{t(byName ? 'list.empty' : 'missing.noneFits')}</EmptyState>
          ) : (
            <ul className="assign-list" aria-label={t(byName ? 'find.results' : 'missing.fits')}>
              {items.map((one) => (
                <li key={one.id}>
                  <button type="button" className="hit" onClick={() => choose(one.id)}>
                    <b>{one.title}</b>
                    <span className="t2 s12 hit-summary">{one.summary}</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Dialog>
  );
}
