import { createService, listServices, updateService, type service } from '#contract/access.ts';
import type { z } from 'zod';
import { CheckField, TextField, useApi, useText } from '#web/kit/index.ts';
import { useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Service = z.output<typeof service>;
const rowsOf = ({ items }: { items: Service[] }) => items;

export default function Services() {
  const t = useText('admin');
  const services = useApi(listServices, undefined, { select: rowsOf });
  const writes = useMay('admin.staff');
  return (
    <RecordSection<Service>
      id="services"
      lead={t('services.lead')}
      newLabel={t('services.new')}
      writes={writes}
      query={services}
      empty={t('services.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <ServiceEditor opened={opened} />}
    />
  );
}

function ServiceEditor({ opened }: { opened: Opened<Service> }) {
  const { row } = opened;
  const t = useText('admin');
  const editor = useEditor({ code: row?.code ?? '', name: row?.name ?? '', active: row?.active ?? true });
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createService}
      update={updateService}
      version={row?.version}
      refreshes={[listServices]}
      body={(values) => values}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
