import { useState } from 'react';
import { missingAnswers } from '#contract/articles.ts';
import { EmptyState, formats, useApi, useText } from '#web/kit/index.ts';
import { Filter, RecordList } from '#web/kit/records.tsx';

/** What people looked for and did not find, most often first: the articles that are missing. */
export default function Missing() {
  const t = useText('knowledge');
  const [days, setDays] = useState('');
  const query = useApi(missingAnswers, { query: { days: Number(days || '30') } }, { keepPrevious: true });
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
        ]}
      />
    </>
  );
}
