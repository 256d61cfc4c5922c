import { lazy, Suspense, useRef, useState } from 'react';
import { chooseResult, searchArticles, type ArticleHit } from '#contract/article-search.ts';
import { languages } from '#contract/words.ts';
import { Button, Chip, EmptyState, formats, Loaded, useApi, useText, callPatiently } from '#web/kit/index.ts';
import { Filter, SearchField } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { Reading } from './reading.tsx';

const Begin = lazy(() => import('./begin.tsx'));

/** Search on the left, what is read on the right. Arrows go from the field into the results and through them. */
export function Find({
  q,
  language,
  onChange,
  onSubject,
}: {
  q: string;
  language: string;
  onChange: (change: { q?: string; language?: string }) => void;
  onSubject: (id: string) => void;
}) {
  const t = useText('knowledge');
  const [open, setOpen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const asked = q.trim().length >= 2;
  const found = useApi(
    searchArticles,
    { query: { q: q.trim(), language: language as 'it', limit: 15 } },
    { enabled: asked, keepPrevious: true },
  );
  const items = asked ? (found.data?.items ?? []) : [];
  const shown = items.find((one) => one.id === open) ?? items[0];
  const choose = (hit: ArticleHit) => {
    setOpen(hit.id);
    const searchId = found.data?.searchId;
    if (searchId != null)
      void callPatiently(chooseResult, { params: { id: searchId }, body: { articleId: hit.id } }).catch(
        () => {},
      );
  };
  const move = (step: number) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button.hit') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  };
  return (
    <div className={asked ? 'find' : 'find idle'}>
      <div className="find-list">
        <div className="row find-tools">
          <SearchField
            label={t('find.label')}
            value={q}
            onSearch={(text) => onChange({ q: text })}
            onKeyUp={(event) => {
              if (event.key === 'ArrowDown') move(1);
            }}
          />
          <Filter
            label={t('language')}
            all={formats.languageName('it')}
            value={language === 'it' ? '' : language}
            onChange={(value) => onChange({ language: value })}
            options={languages
              .filter((one) => one !== 'it')
              .map((value) => ({ value, label: formats.languageName(value) }))}
          />
        </div>
        {!asked ? (
          <>
            <p className="t2 find-hint">{t('find.begin')}</p>
            <Suspense>
              <Begin language={language} onSubject={onSubject} />
            </Suspense>
          </>
        ) : (
          <Loaded query={found}>
            {({ corrected }) => (
              <>
                {corrected.length > 0 && (
                  <p className="t2 s12 find-corrected" role="status">
                    {t('find.corrected', { words: corrected.map(({ to }) => to).join(', ') })}
                  </p>
                )}
                {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons take the focus; arrows go through them */}
                <div
                  ref={list}
                  role="list"
                  aria-label={t('find.results')}
                  onKeyDown={(event) => {
                    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
                    if (step === 0) return;
                    event.preventDefault();
                    move(step);
                  }}
                >
                  {items.map((hit) => (
                    <div role="listitem" key={hit.id}>
                      <button
                        type="button"
                        className="hit"
                        aria-current={hit.id === shown?.id}
                        onClick={() => choose(hit)}
                      >
                        <b lang={hit.language}>{hit.title}</b>
                        <span className="t2 s12 hit-summary" lang={hit.language}>
                          {hit.summary}
                        </span>
                        <span className="row wrap">
                          {hit.audience !== 'public' && (
                            <Chip tone="note">{t(`audience.${hit.audience}`)}</Chip>
                          )}
                          {hit.kind !== 'article' && <Chip tone="accent">{t(`kind.${hit.kind}`)}</Chip>}
                          {hit.language !== language && <Chip tone="line">{hit.language.toUpperCase()}</Chip>}
                          {hit.outOfDate && <Chip tone="warn">{t('outOfDate')}</Chip>}
                        </span>
                      </button>
                    </div>
                  ))}
                </div>
                {items.length === 0 && <EmptyState>{t('find.nothing')}</EmptyState>}
              </>
            )}
          </Loaded>
        )}
      </div>
      <div className="find-read">
        {shown !== undefined && (
          <>
            <Reading key={shown.id} id={shown.id} language={language} />
            <p>
              <Button small onClick={() => go(`/knowledge/${shown.id}`)}>
                {t('find.record')}
              </Button>
            </p>
          </>
        )}
      </div>
    </div>
  );
}
