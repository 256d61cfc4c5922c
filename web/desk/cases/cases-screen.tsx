import { useState } from 'react';
import { listCases } from '#contract/cases.ts';
import {
  Chip,
  EmptyState,
  formats,
  Loaded,
  Page,
  Table,
  useApi,
  useSettled,
  useText,
} from '#web/kit/index.ts';

/** Cases in scope, newest first. */
export default function CasesScreen() {
  const t = useText('cases');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<'true' | 'false'>('true');
  const settled = useSettled(search);
  const cases = useApi(listCases, { query: { search: settled, open, limit: 100 } }, { keepPrevious: true });
  return (
    <Page
      title={t('title')}
      tools={
        <>
          <input
            className="input"
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <select
            className="input"
            aria-label={t('state')}
            value={open}
            onChange={(event) => setOpen(event.target.value as 'true' | 'false')}
          >
            <option value="true">{t('open')}</option>
            <option value="false">{t('closed')}</option>
          </select>
        </>
      }
    >
      <div className="panel">
        <Loaded query={cases}>
          {({ items }) => (
            <Table
              label={t('title')}
              rows={items}
              rowKey={(one) => one.id}
              empty={<EmptyState>{t('empty')}</EmptyState>}
              columns={[
                { id: 'number', head: t('number'), cell: (one) => <span className="num">{one.number}</span> },
                { id: 'subject', head: t('subject'), cell: (one) => one.subject },
                { id: 'customer', head: t('customer'), cell: (one) => one.customerName },
                {
                  id: 'status',
                  head: t('status.title'),
                  cell: (one) => <Chip>{t(`status.${one.status}`)}</Chip>,
                },
                { id: 'owner', head: t('owner'), cell: (one) => one.ownerName ?? '—' },
                { id: 'opened', head: t('opened'), end: true, cell: (one) => formats.brief(one.openedAt) },
              ]}
            />
          )}
        </Loaded>
      </div>
    </Page>
  );
}
