import '../knowledge/knowledge.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { suggestArticles, type ArticleHit } from '#contract/article-search.ts';
import { contactArticles, useArticle } from '#contract/article-work.ts';
import {
  Button,
  call,
  callPatiently,
  Chip,
  EmptyState,
  formats,
  invalidate,
  keyOf,
  useApi,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import { SearchField } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { Reading } from '../knowledge/reading.tsx';
import { giveBack } from './outbox.ts';
import { useThread } from './thread-cache.ts';
import { useTyped } from './typed.ts';
import type { FullContact } from './types.ts';

/**
 * Articles that fit what the customer wrote last and what is being answered, anew as it is written. Each can be read here,
 * walked through, and put into the answer as a summary or as a link; what was of use is noted on the contact.
 */
export default function ArticlesBeside({ contact, most }: { contact: FullContact; most: number }) {
  const t = useText('knowledge');
  const reads = useMay('knowledge.read');
  const works = useMay('contact.handle');
  const thread = useThread(contact.conversation);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const typed = useSettled(useTyped(contact.conversation), 600);
  const last = (thread.data?.items ?? [])
    .filter(({ direction }) => direction === 'in')
    .slice(-3)
    .map(({ text }) => text)
    .toReversed()
    .join('\n')
    .slice(0, 4000);
  const said = search === '' ? `${contact.subject}\n${last}` : search;
  const body = { said, typed: search === '' ? typed.slice(-2000) : '', language: contact.language as 'it' };
  const found = useQuery({
    queryKey: [...keyOf(suggestArticles), body],
    queryFn: ({ signal }) => call(suggestArticles, { body }, { signal }),
    enabled: reads && body.said.trim().length + body.typed.trim().length > 2,
    placeholderData: (old) => old,
    staleTime: 60_000,
  });
  const used = useApi(contactArticles, { params: { id: contact.id } }, { enabled: reads });
  if (!reads) return null;
  const items = (found.data?.items ?? []).slice(0, most);
  const note = (hit: { id: string; language: string }, how: 'opened' | 'summary' | 'link') => {
    if (!works) return;
    void callPatiently(useArticle, {
      params: { id: hit.id },
      body: { how, contactId: contact.id, language: hit.language as 'it' },
    }).then(
      () => invalidate(contactArticles, { params: { id: contact.id } }),
      () => {},
    );
  };
  const insert = (hit: ArticleHit, how: 'summary' | 'link') => {
    const text = how === 'summary' ? hit.summary : `${hit.title}: ${hit.helpUrl ?? ''}`;
    giveBack(contact.conversation, {
      body: { kind: 'reply', text },
      files: [],
      insert: true,
    });
    note(hit, how);
  };
  const reading = items.find(({ id }) => id === open);
  if (reading !== undefined)
    return (
      <section className="context-part" aria-label={reading.title}>
        <Button small look="ghost" onClick={() => setOpen(null)}>
          {t('beside.back')}
        </Button>
        <Reading id={reading.id} language={contact.language} contact={contact.id} />
        <Actions hit={reading} onInsert={(how) => insert(reading, how)} />
      </section>
    );
  return (
    <section className="context-part" aria-label={t('beside.title')}>
      <h3>{t('beside.title')}</h3>
      {most > 2 && <SearchField label={t('beside.search')} value={search} onSearch={setSearch} />}
      {items.length === 0 && found.isSuccess && <EmptyState>{t('beside.none')}</EmptyState>}
      <ul className="beside-list">
        {items.map((hit) => (
          <li key={hit.id}>
            <button
              type="button"
              className="hit"
              onClick={() => {
                setOpen(hit.id);
                note(hit, 'opened');
              }}
            >
              <b lang={hit.language}>{hit.title}</b>
              <span className="t2 s12 hit-summary" lang={hit.language}>
                {hit.summary}
              </span>
              <span className="row wrap">
                {hit.audience !== 'public' && <Chip tone="note">{t(`audience.${hit.audience}`)}</Chip>}
                {hit.kind !== 'article' && <Chip tone="accent">{t(`kind.${hit.kind}`)}</Chip>}
                {hit.language !== contact.language && <Chip tone="line">{hit.language.toUpperCase()}</Chip>}
                {hit.outOfDate && <Chip tone="warn">{t('outOfDate')}</Chip>}
              </span>
            </button>
            <Actions hit={hit} onInsert={(how) => insert(hit, how)} />
          </li>
        ))}
      </ul>
      {most > 2 && (used.data?.items.length ?? 0) > 0 && (
        <>
          <h3>{t('beside.used')}</h3>
          <ul className="beside-list">
            {used.data?.items.map((one) => (
              <li key={one.id}>
                <span>{one.title}</span>{' '}
                <span className="t3 s12">
                  {t(`beside.how.${one.how}`)} · {one.staffName ?? t('nobody')} · {formats.brief(one.at)}
                  {one.how === 'walked' && !one.ended && ` · ${t('beside.broken')}`}
                </span>
                {one.path.length > 0 && (
                  <ol className="used-path s12 t2">
                    {one.path.map((step, index) => (
                      <li key={index}>
                        {step.title}
                        {step.answer !== null && <b> {step.answer}</b>}
                      </li>
                    ))}
                  </ol>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Only what is public may be sent to a customer. */
function Actions({ hit, onInsert }: { hit: ArticleHit; onInsert: (how: 'summary' | 'link') => void }) {
  const t = useText('knowledge');
  if (hit.audience !== 'public') return null;
  return (
    <div className="row wrap beside-actions">
      {hit.summary !== '' && (
        <Button small onClick={() => onInsert('summary')}>
          {t('beside.insert')}
        </Button>
      )}
      {hit.helpUrl !== null && (
        <Button small look="ghost" onClick={() => onInsert('link')}>
          {t('beside.link')}
        </Button>
      )}
    </div>
  );
}
