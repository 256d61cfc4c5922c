import { createTeam, listTeams, updateTeam, type team } from '#contract/access.ts';
import type { z } from 'zod';
import {
  callPatiently,
  CheckField,
  EmptyState,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { EditorPane, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull, SectionPage, useRecord, useServices } from './common.tsx';

type Team = z.output<typeof team>;
const rowsOf = ({ items }: { items: Team[] }) => items;

export default function Teams() {
  const t = useText('admin');
  const teams = useApi(listTeams, undefined, { select: rowsOf });
  const services = useServices();
  const writes = useMay('admin.staff');
  const record = useRecord('teams');
  const row = teams.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage id="teams" onNew={writes ? () => record.open('new') : undefined} newLabel={t('teams.new')}>
      <RecordList<Team>
        label={t('sections.teams')}
        query={teams}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('teams.empty')}</EmptyState>}
        columns={[
          { id: 'name', head: t('name'), cell: (one) => one.name },
          {
            id: 'service',
            head: t('service'),
            cell: (one) => labelOf(services, one.serviceId) ?? <span className="t3">{t('allServices')}</span>,
          },
          { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
        ]}
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <TeamEditor
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

function TeamEditor({
  row,
  writes,
  onClose,
  onSaved,
}: {
  row: Team | null;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('admin');
  const services = useServices(t('allServices'));
  const editor = useEditor({
    name: row?.name ?? '',
    serviceId: row?.serviceId ?? '',
    active: row?.active ?? true,
  });
  return (
    <EditorPane
      title={row?.name ?? t('teams.new')}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={async (values) => {
        const body = { ...values, serviceId: orNull(values.serviceId) };
        const saved =
          row === null
            ? await callPatiently(createTeam, { body })
            : await callPatiently(updateTeam, { params: { id: row.id }, body });
        await refresh(listTeams);
        return saved;
      }}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <SelectField
        label={t('service')}
        help={t('teams.serviceHelp')}
        options={services}
        {...editor.text('serviceId')}
      />
      <CheckField label={t('active')} {...editor.check('active')} />
    </EditorPane>
  );
}
