import { Menu } from '@mantine/core';
import { useState } from 'react';
import { missingAnswers, settleSearch } from '#contract/article-search.ts';
import {
  Button,
  callPatiently,
  EmptyState,
  formats,
  toast,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Filter, RecordList, refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { AssignSearch } from './assign-search.tsx';
import { NewArticle } from './properties.tsx';
import { EditSynonym } from './synonyms.tsx';

interface Looked {
  words: string;
  language: string;
}
type How = 'asked' | 'article' | 'synonym' | 'dismissed';

/** What people looked for and did not find, most often first: the articles that are missing, and what to do about each. */
export default function Missing() {
  const t = useText('knowledge');
  const [days, setDays] = useState('');
  const query = useApi(missingAnswers, { query: { days: Number(days || '30') } }, { keepPrevious: true });
  const synonyms = useMay('admin.knowledge');
  const [open, setOpen] = useState<{ how: How; looked: Looked } | null>(null);
  const close = () => setOpen(null);
  const settle = async ({ words, language }: Looked, how: How, articleId: string | null = null) => {
    await callPatiently(settleSearch, { body: { words, language: language as 'it', how, articleId } });
    await refresh(missingAnswers);
    toast(t('missing.settled', { words }));
  };
  return (
    <>
      <div className="row wrap missing-head">
        <p className="t2">
          {query.data !== undefined &&
            t('missing.lead', {
              searches: formats.number(query.data.searches),
              none: formats.number(query.data.withoutResult),
            })}
        </p>
        <span className="grow" />
        <Filter
          label={t('missing.period')}
          all={t('missing.days', { count: 30 })}
          value={days}
          onChange={setDays}
          options={['7', '90', '366'].map((value) => ({
            value,
            label: t('missing.days', { count: Number(value) }),
          }))}
        />
      </div>
      <RecordList
        label={t('view.missing')}
        query={{ ...query, data: query.data?.items }}
        rowKey={(one) => `${one.language} ${one.words}`}
        empty={<EmptyState>{t('missing.empty')}</EmptyState>}
        columns={[
          { id: 'words', head: t('missing.words'), cell: (one) => <span dir="auto">{one.words}</span> },
          { id: 'language', head: t('language'), cell: (one) => formats.languageName(one.language) },
          { id: 'times', head: t('missing.times'), end: true, cell: (one) => formats.number(one.times) },
          {
            id: 'none',
            head: t('missing.none'),
            end: true,
            cell: (one) => formats.number(one.withoutResult),
          },
          {
            id: 'closed',
            head: t('missing.notOpened'),
            end: true,
            cell: (one) => formats.number(one.notOpened),
          },
          {
            id: 'last',
            head: t('missing.last'),
            end: true,
            minor: true,
            cell: (one) => formats.brief(one.last),
          },
          {
            id: 'act',
            head: t('missing.act'),
            cell: (looked) => (
              <Menu width={230} position="bottom-end">
                <Menu.Target>
                  <Button small>
                    {t('steps.choose')}
                    <span className="sr">: {looked.words}</span>
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setOpen({ how: 'asked', looked })}>
                    {t('missing.assign')}
                  </Menu.Item>
                  <Menu.Item onClick={() => setOpen({ how: 'article', looked })}>
                    {t('missing.write')}
                  </Menu.Item>
                  {synonyms && (
                    <Menu.Item onClick={() => setOpen({ how: 'synonym', looked })}>
                      {t('missing.synonym')}
                    </Menu.Item>
                  )}
                  <Menu.Divider />
                  <Menu.Item onClick={() => void settle(looked, 'dismissed').catch(toastProblem)}>
                    {t('missing.leave')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            ),
          },
        ]}
      />
      {open?.how === 'asked' && (
        <AssignSearch
          looked={open.looked}
          onChosen={(articleId) => settle(open.looked, 'asked', articleId)}
          onClose={close}
        />
      )}
      {open?.how === 'article' && (
        <NewArticle
          begin={{ title: sentence(open.looked.words), language: open.looked.language }}
          onMade={(articleId) => settle(open.looked, 'article', articleId)}
          onClose={close}
        />
      )}
      {open?.how === 'synonym' && (
        <EditSynonym
          row={null}
          begin={open.looked}
          onMade={() => settle(open.looked, 'synonym')}
          onClose={close}
        />
      )}
    </>
  );
}

const sentence = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
