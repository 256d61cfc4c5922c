import { createService, listServices, updateService, type service } from '#contract/access.ts';
import type { z } from 'zod';
import { callPatiently, CheckField, EmptyState, TextField, useApi, useText } from '#web/kit/index.ts';
import { EditorPane, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, SectionPage, useRecord } from './common.tsx';

type Service = z.output<typeof service>;
const rowsOf = ({ items }: { items: Service[] }) => items;

export default function Services() {
  const t = useText('admin');
  const services = useApi(listServices, undefined, { select: rowsOf });
  const writes = useMay('admin.staff');
  const record = useRecord('services');
  const row = services.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage
      id="services"
      lead={t('services.lead')}
      onNew={writes ? () => record.open('new') : undefined}
      newLabel={t('services.new')}
    >
      <RecordList<Service>
        label={t('sections.services')}
        query={services}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('services.empty')}</EmptyState>}
        columns={[
          { id: 'name', head: t('name'), cell: (one) => one.name },
          { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
          { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
        ]}
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <ServiceEditor
              key={record.id}
              row={row}
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

function ServiceEditor({
  row,
  writes,
  onClose,
  onSaved,
}: {
  row: Service | null;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('admin');
  const editor = useEditor({ code: row?.code ?? '', name: row?.name ?? '', active: row?.active ?? true });
  return (
    <EditorPane
      title={row?.name ?? t('services.new')}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={async (body) => {
        const saved =
          row === null
            ? await callPatiently(createService, { body })
            : await callPatiently(updateService, { params: { id: row.id }, body });
        await refresh(listServices);
        return saved;
      }}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      <CheckField label={t('active')} {...editor.check('active')} />
    </EditorPane>
  );
}
