import { Link } from '@tanstack/react-router';
import { articleOverview } from '#contract/article-search.ts';
import { listArticleTasks } from '#contract/article-work.ts';
import { Chip, EmptyState, formats, Loaded, nameIn, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';

/** What there is before anybody has asked: what waits for oneself, what is used most and new, one's office, the subjects. */
export default function Begin({
  language,
  onSubject,
}: {
  language: string;
  onSubject: (id: string) => void;
}) {
  const t = useText('knowledge');
  const writes = useMay('knowledge.write');
  const query = useApi(articleOverview, { query: { language: language as 'it' } });
  const tasks = useApi(listArticleTasks, { query: { mine: 'true', limit: 6 } }, { enabled: writes });
  const mine = tasks.data?.items ?? [];
  return (
    <Loaded query={query}>
      {({ used, newest, office, subjects }) => (
        <div className="knowledge-begin">
          {newest.length === 0 && <EmptyState>{t('list.empty')}</EmptyState>}
          {mine.length > 0 && (
            <section>
              <h2>{t('begin.review')}</h2>
              <ul>
                {mine.map((one) => (
                  <li key={one.id}>
                    <Link to={`/knowledge/${one.articleId}` as '/'}>{one.title}</Link>
                    <Chip tone="warn">{t(`task.kind.${one.kind}`)}</Chip>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {(
            [
              ['used', used],
              ['office', office],
              ['newest', newest],
            ] as const
          ).map(
            ([part, items]) =>
              items.length > 0 && (
                <section key={part}>
                  <h2>{t(`begin.${part}`)}</h2>
                  <ul>
                    {items.map((one) => (
                      <li key={one.id}>
                        <Link to={`/knowledge/${one.id}` as '/'} lang={one.language}>
                          {one.title}
                        </Link>
                        <span className="t3 s12">
                          {part === 'used' ? t('begin.uses', { count: one.uses }) : formats.day(one.at)}
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              ),
          )}
          {subjects.length > 0 && (
            <section>
              <h2>{t('begin.subjects')}</h2>
              <ul className="begin-subjects">
                {subjects.map((one) => (
                  <li key={one.id}>
                    <button
                      type="button"
                      className="btn"
                      aria-label={t('begin.subject', { name: nameIn(one.name), count: one.articles })}
                      onClick={() => onSubject(one.id)}
                    >
                      {nameIn(one.name)} <span className="t3 num">{formats.number(one.articles)}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Loaded>
  );
}
