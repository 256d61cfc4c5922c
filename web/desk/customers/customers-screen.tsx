import { IconBuilding, IconPlus, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { searchCustomers, type Customer } from '#contract/customers.ts';
import { Button, Chip, EmptyState, formats, Page, useText } from '#web/kit/index.ts';
import { Filter, RecordList, SearchField, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { masked } from '../inbox/masking.rules.ts';
import { NewCustomer } from './new-customer.tsx';

type Row = Pick<Customer, 'id' | 'number' | 'kind' | 'state' | 'name' | 'language' | 'identities'>;

/** Customers by name, number, identity or position, as one types. */
export default function CustomersScreen() {
  const t = useText('customers');
  const [filters, setFilters] = useFilters<'search' | 'state'>();
  const writes = useMay('customer.write');
  const [making, setMaking] = useState(false);
  const { query, foot } = usePages(searchCustomers, {
    query: {
      ...(filters.search === undefined ? {} : { search: filters.search }),
      ...(filters.state === undefined ? {} : { state: filters.state as Row['state'] }),
    },
  });
  const reach = (row: Row, types: string[]) => {
    const found = row.identities.filter(({ type }) => types.includes(type));
    const one = found.find(({ primary }) => primary) ?? found[0];
    return one === undefined ? (
      <span className="t3">—</span>
    ) : (
      <bdi dir="ltr" className="num t2">
        {masked(one.type, one.value)}
        {found.length > 1 && <span className="t3"> +{found.length - 1}</span>}
      </bdi>
    );
  };
  return (
    <Page
      title={t('title')}
      actions={
        writes && (
          <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
            {t('new.title')}
          </Button>
        )
      }
      tools={
        <>
          <SearchField
            label={t('search')}
            value={filters.search ?? ''}
            onSearch={(search) => setFilters({ search })}
            style={{ minWidth: 0 }}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is a search
            autoFocus
          />
          <Filter
            label={t('state')}
            all={t('allStates')}
            value={filters.state}
            onChange={(state) => setFilters({ state })}
            options={(['known', 'provisional'] as const).map((value) => ({ value, label: t(value) }))}
          />
          <span className="t3 s12">{t('searchHelp')}</span>
        </>
      }
    >
      <div className="flush-body">
        <RecordList<Row>
          label={t('title')}
          query={query}
          rowKey={({ id }) => id}
          onOpen={({ id }) => go(`/customers/${id}`)}
          empty={
            <EmptyState>
              {t(filters.search === undefined && filters.state === undefined ? 'emptyAll' : 'empty')}
            </EmptyState>
          }
          foot={foot}
          columns={[
            {
              id: 'name',
              head: t('name'),
              cell: (one) => (
                <span className="row" dir="auto">
                  {one.kind === 'company' ? (
                    <IconBuilding size={14} aria-hidden className="t3" />
                  ) : (
                    <IconUser size={14} aria-hidden className="t3" />
                  )}
                  {one.name}
                  {one.kind === 'company' && <span className="sr">, {t('company')}</span>}
                </span>
              ),
            },
            { id: 'number', head: t('number'), cell: (one) => <span className="num">{one.number}</span> },
            { id: 'mail', head: t('identity.email'), cell: (one) => reach(one, ['email', 'pec']) },
            { id: 'phone', head: t('identity.phone'), cell: (one) => reach(one, ['phone']) },
            {
              id: 'fiscal',
              head: t('fiscal'),
              cell: (one) => reach(one, ['fiscal_code', 'vat_number']),
            },
            {
              id: 'language',
              head: t('language'),
              cell: (one) => <span className="t2">{formats.languageName(one.language)}</span>,
            },
            {
              id: 'state',
              head: t('state'),
              cell: (one) =>
                one.state === 'provisional' ? (
                  <Chip tone="warn">{t('provisional')}</Chip>
                ) : (
                  <span className="t2">{t('known')}</span>
                ),
            },
          ]}
        />
      </div>
      {making && <NewCustomer onClose={() => setMaking(false)} />}
    </Page>
  );
}
