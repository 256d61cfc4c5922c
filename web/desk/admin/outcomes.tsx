import { createOutcome, listOutcomes, updateOutcome, type outcome } from '#contract/entry-points.ts';
import type { z } from 'zod';
import { callPatiently, CheckField, EmptyState, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { EditorPane, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, NamesFields, SectionPage, useRecord } from './common.tsx';

type Outcome = z.output<typeof outcome>;
const rowsOf = ({ items }: { items: Outcome[] }) => items;

export default function Outcomes() {
  const t = useText('admin');
  const outcomes = useApi(listOutcomes, undefined, { select: rowsOf });
  const writes = useMay('admin.knowledge');
  const record = useRecord('outcomes');
  const row = outcomes.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage
      id="outcomes"
      lead={t('outcomes.lead')}
      onNew={writes ? () => record.open('new') : undefined}
      newLabel={t('outcomes.new')}
    >
      <RecordList<Outcome>
        label={t('sections.outcomes')}
        query={outcomes}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('outcomes.empty')}</EmptyState>}
        columns={[
          { id: 'name', head: t('name'), cell: (one) => nameIn(one.name) },
          { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
          { id: 'position', head: t('position'), end: true, cell: (one) => one.position },
          { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
        ]}
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <OutcomeEditor
              key={record.id}
              row={row}
              next={(outcomes.data?.length ?? 0) + 1}
              writes={writes}
              onClose={record.close}
              onSaved={record.open}
            />
          )
        }
      />
    </SectionPage>
  );
}

function OutcomeEditor({
  row,
  next,
  writes,
  onClose,
  onSaved,
}: {
  row: Outcome | null;
  next: number;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('admin');
  const editor = useEditor({
    code: row?.code ?? '',
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    position: (row?.position ?? next) as number | null,
    active: row?.active ?? true,
  });
  return (
    <EditorPane
      title={row === null ? t('outcomes.new') : nameIn(row.name)}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={async ({ nameIt, nameEn, position, ...rest }) => {
        const body = { ...rest, position: position ?? 0, name: { it: nameIt, en: nameEn } };
        const saved =
          row === null
            ? await callPatiently(createOutcome, { body })
            : await callPatiently(updateOutcome, { params: { id: row.id }, body });
        await refresh(listOutcomes);
        return saved;
      }}
    >
      <NamesFields editor={editor} />
      <div className="form-row">
        <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
        <TextField label={t('position')} help={t('outcomes.positionHelp')} {...editor.number('position')} />
      </div>
      <CheckField label={t('active')} {...editor.check('active')} />
    </EditorPane>
  );
}
