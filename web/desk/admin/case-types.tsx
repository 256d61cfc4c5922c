import './case-type/case-types.css';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listCaseTypeHeads, type CaseTypeHead } from '#contract/case-types-api.ts';
import { Button, Chip, EmptyState, formats, nameIn, useApi, useText } from '#web/kit/index.ts';
import { RecordList } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { CaseTypePage } from './case-type/page.tsx';
import { NewTypeDialog } from './case-type/new.tsx';
import { ActiveMark, SectionPage, useRecord } from './common.tsx';

const open = ({ standing }: CaseTypeHead) => standing.reduce((sum, { cases }) => sum + cases, 0);
const behind = ({ standing, version }: CaseTypeHead) =>
  standing.filter((one) => one.version !== version).reduce((sum, { cases }) => sum + cases, 0);

/** Types of cases: which there are, and one of them as diagram, words and document. */
export default function CaseTypes() {
  const t = useText('case-types');
  const admin = useText('admin');
  const record = useRecord('case-types');
  const writes = useMay('admin.knowledge');
  const types = useApi(listCaseTypeHeads, undefined, { select: ({ items }) => items });
  const [making, setMaking] = useState(false);
  if (record.id !== undefined) return <CaseTypePage key={record.id} code={record.id} />;
  return (
    <SectionPage
      id="case-types"
      lead={t('lead')}
      actions={
        writes && (
          <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
            {t('new')}
          </Button>
        )
      }
    >
      <RecordList<CaseTypeHead>
        label={admin('sections.case-types')}
        query={types}
        rowKey={({ code }) => code}
        onOpen={({ code }) => record.open(code)}
        empty={<EmptyState>{t('empty')}</EmptyState>}
        columns={[
          { id: 'name', head: admin('name'), cell: (one) => nameIn(one.name) },
          {
            id: 'code',
            head: admin('code'),
            minor: true,
            cell: ({ code }) => <code className="t2">{code}</code>,
          },
          {
            id: 'version',
            head: t('version'),
            cell: (one) => (
              <span className="row">
                {one.version === null ? t('neverPublished') : t('versionN', { number: one.version })}
                {one.shipped && <Chip tone="line">{t('shipped')}</Chip>}
                {one.draft && <Chip tone="note">{t('draft')}</Chip>}
              </span>
            ),
          },
          { id: 'open', head: t('openCases'), end: true, cell: (one) => formats.number(open(one)) },
          {
            id: 'behind',
            head: t('behind'),
            end: true,
            minor: true,
            cell: (one) => formats.number(behind(one)),
          },
          { id: 'active', head: admin('state'), cell: ({ active }) => <ActiveMark active={active} /> },
        ]}
      />
      {making && <NewTypeDialog types={types.data ?? []} onClose={() => setMaking(false)} />}
    </SectionPage>
  );
}
