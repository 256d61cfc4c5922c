import type { z } from 'zod';
import { createSegment, listSegments, updateSegment, type segment } from '#contract/customers.ts';
import { CheckField, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, NamesFields } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Segment = z.output<typeof segment>;
const rowsOf = ({ items }: { items: Segment[] }) => items;

export default function Segments() {
  const t = useText('admin');
  const own = useText('rules');
  const segments = useApi(listSegments, undefined, { select: rowsOf });
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Segment>
      id="segments"
      lead={own('segments.lead')}
      newLabel={own('segments.new')}
      writes={writes}
      query={segments}
      empty={own('segments.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => nameIn(one.name) },
        { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
        { id: 'position', head: t('position'), end: true, cell: (one) => one.position },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <SegmentEditor opened={opened} next={(segments.data?.length ?? 0) + 1} />}
    />
  );
}

function SegmentEditor({ opened, next }: { opened: Opened<Segment>; next: number }) {
  const { row } = opened;
  const t = useText('admin');
  const own = useText('rules');
  const editor = useEditor({
    code: row?.code ?? '',
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    position: (row?.position ?? next) as number | null,
    active: row?.active ?? true,
  });
  return (
    <RecordEditor
      opened={opened}
      title={row === null ? undefined : nameIn(row.name)}
      editor={editor}
      create={createSegment}
      update={updateSegment}
      refreshes={[listSegments]}
      body={({ nameIt, nameEn, position, ...rest }) => ({
        ...rest,
        position: position ?? 0,
        name: { it: nameIt, en: nameEn },
      })}
    >
      <NamesFields editor={editor} />
      <div className="form-row">
        <TextField
          label={t('code')}
          help={row === null ? `${t('codeHelp')} ${own('segments.codeHelp')}` : own('segments.codeHelp')}
          className="input mono"
          disabled={row !== null}
          {...editor.text('code')}
        />
        <TextField label={t('position')} {...editor.number('position')} />
      </div>
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
