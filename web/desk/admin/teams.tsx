import { createTeam, listTeams, updateTeam, type team } from '#contract/access.ts';
import type { z } from 'zod';
import { CheckField, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull, useServices } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Team = z.output<typeof team>;
const rowsOf = ({ items }: { items: Team[] }) => items;

export default function Teams() {
  const t = useText('admin');
  const teams = useApi(listTeams, undefined, { select: rowsOf });
  const services = useServices();
  const writes = useMay('admin.staff');
  return (
    <RecordSection<Team>
      id="teams"
      newLabel={t('teams.new')}
      writes={writes}
      query={teams}
      empty={t('teams.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'service',
          head: t('service'),
          cell: (one) => labelOf(services, one.serviceId) ?? <span className="t3">{t('allServices')}</span>,
        },
        {
          id: 'supplier',
          head: t('teams.supplier'),
          cell: (one) => (one.supplier === '' ? <span className="t3">—</span> : one.supplier),
        },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <TeamEditor opened={opened} />}
    />
  );
}

function TeamEditor({ opened }: { opened: Opened<Team> }) {
  const { row } = opened;
  const t = useText('admin');
  const services = useServices(t('allServices'));
  const editor = useEditor({
    name: row?.name ?? '',
    serviceId: row?.serviceId ?? '',
    supplier: row?.supplier ?? '',
    active: row?.active ?? true,
  });
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createTeam}
      update={updateTeam}
      version={row?.version}
      refreshes={[listTeams]}
      body={(values) => ({ ...values, serviceId: orNull(values.serviceId) })}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <SelectField
        label={t('service')}
        help={t('teams.serviceHelp')}
        options={services}
        {...editor.text('serviceId')}
      />
      <TextField label={t('teams.supplier')} help={t('teams.supplierHelp')} {...editor.text('supplier')} />
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
