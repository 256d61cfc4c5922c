import { createOutcome, listOutcomes, updateOutcome, type outcome } from '#contract/entry-points.ts';
import type { z } from 'zod';
import { CheckField, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, NamesFields } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Outcome = z.output<typeof outcome>;
const rowsOf = ({ items }: { items: Outcome[] }) => items;

export default function Outcomes() {
  const t = useText('admin');
  const outcomes = useApi(listOutcomes, undefined, { select: rowsOf });
  const writes = useMay('admin.knowledge');
  return (
    <RecordSection<Outcome>
      id="outcomes"
      lead={t('outcomes.lead')}
      newLabel={t('outcomes.new')}
      writes={writes}
      query={outcomes}
      empty={t('outcomes.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => nameIn(one.name) },
        { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
        {
          id: 'solves',
          head: t('outcomes.solvesHead'),
          cell: (one) => (one.solves ? t('yes') : <span className="t3">—</span>),
        },
        { id: 'position', head: t('position'), end: true, cell: (one) => one.position },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <OutcomeEditor opened={opened} next={(outcomes.data?.length ?? 0) + 1} />}
    />
  );
}

function OutcomeEditor({ opened, next }: { opened: Opened<Outcome>; next: number }) {
  const { row } = opened;
  const t = useText('admin');
  const editor = useEditor({
    code: row?.code ?? '',
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    position: (row?.position ?? next) as number | null,
    active: row?.active ?? true,
    solves: row?.solves ?? false,
  });
  return (
    <RecordEditor
      opened={opened}
      title={row === null ? undefined : nameIn(row.name)}
      editor={editor}
      create={createOutcome}
      update={updateOutcome}
      version={row?.version}
      refreshes={[listOutcomes]}
      body={({ nameIt, nameEn, position, ...rest }) => ({
        ...rest,
        position: position ?? 0,
        name: { it: nameIt, en: nameEn },
      })}
    >
      <NamesFields editor={editor} />
      <div className="form-row">
        <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
        <TextField label={t('position')} help={t('outcomes.positionHelp')} {...editor.number('position')} />
      </div>
      <CheckField label={t('outcomes.solves')} help={t('outcomes.solvesHelp')} {...editor.check('solves')} />
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
