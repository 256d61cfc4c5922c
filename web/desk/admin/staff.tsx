import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import {
  createStaff,
  listColleagues,
  listRoles,
  listStaff,
  updateStaff,
  type staff,
} from '#contract/access.ts';
import {
  Button,
  CheckField,
  Chip,
  IconButton,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Part, SearchField, useEditor, usePages } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull, useServices, useTeams } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Staff = z.output<typeof staff>;

export default function StaffSection() {
  const t = useText('admin');
  const [search, setSearch] = useState('');
  const { query, foot } = usePages(listStaff, { query: search === '' ? {} : { search } });
  const teams = useTeams();
  const services = useServices();
  const writes = useMay('admin.staff');
  const scope = (grant: Staff['grants'][number]) =>
    [labelOf(services, grant.serviceId), labelOf(teams, grant.teamId)].filter(Boolean).join(', ');
  return (
    <RecordSection<Staff>
      id="staff"
      newLabel={t('staff.new')}
      tools={<SearchField label={t('staff.search')} value={search} onSearch={setSearch} />}
      writes={writes}
      query={query}
      empty={t('staff.empty')}
      foot={foot}
      wide
      columns={[
        {
          id: 'name',
          head: t('name'),
          cell: (one) => (
            <>
              {one.name} {!one.active && <ActiveMark active={false} />}
            </>
          ),
        },
        { id: 'email', head: t('email'), cell: (one) => <span className="t2">{one.email}</span> },
        {
          id: 'team',
          head: t('team'),
          cell: (one) => labelOf(teams, one.teamId) ?? <span className="t3">—</span>,
        },
        {
          id: 'roles',
          head: t('staff.roles'),
          cell: (one) => (
            <span className="chips">
              {one.grants.map((grant) => (
                <Chip key={grant.id}>
                  {nameIn(grant.role.name)}
                  {scope(grant) !== '' && ` · ${scope(grant)}`}
                </Chip>
              ))}
            </span>
          ),
        },
      ]}
      editor={(opened) => <StaffEditor opened={opened} />}
    />
  );
}

function StaffEditor({ opened }: { opened: Opened<Staff> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const roles = useApi(listRoles);
  const teams = useTeams(t('noTeam'));
  const editor = useEditor({
    name: row?.name ?? '',
    publicName: row?.publicName ?? '',
    email: row?.email ?? '',
    language: row?.language ?? ('it' as const),
    teamId: row?.teamId ?? '',
    active: row?.active ?? true,
    password: '',
    grants: (row?.grants ?? []).map(({ role, serviceId, teamId }) => ({
      roleId: role.id,
      serviceId: serviceId ?? '',
      teamId: teamId ?? '',
    })),
  });
  const roleChoices = (roles.data?.items ?? []).map(({ id, name }) => ({ value: id, label: nameIn(name) }));
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createStaff}
      update={updateStaff}
      refreshes={[listStaff, listColleagues]}
      emptied={{ password: '' }}
      body={({ password, grants, teamId, ...rest }) => ({
        ...rest,
        teamId: orNull(teamId),
        grants: grants.map((grant) => ({
          roleId: grant.roleId,
          serviceId: orNull(grant.serviceId),
          teamId: orNull(grant.teamId),
        })),
        ...(password === '' ? {} : { password }),
      })}
    >
      <div className="form-row">
        <TextField label={t('staff.fullName')} autoComplete="off" {...editor.text('name')} />
        <TextField
          label={t('staff.publicName')}
          help={t('staff.publicNameHelp')}
          autoComplete="off"
          {...editor.text('publicName')}
        />
      </div>
      <div className="form-row">
        <TextField label={t('email')} type="email" autoComplete="off" {...editor.text('email')} />
        <TextField
          label={t('staff.password')}
          type="password"
          autoComplete="new-password"
          help={row === null ? t('staff.passwordNew') : t('staff.passwordHelp')}
          {...editor.text('password')}
        />
      </div>
      <div className="form-row">
        <SelectField label={t('team')} options={teams} {...editor.text('teamId')} />
        <SelectField
          label={t('language')}
          options={[
            { value: 'it', label: 'Italiano' },
            { value: 'en', label: 'English' },
          ]}
          {...editor.text('language')}
        />
      </div>
      <CheckField label={t('staff.active')} {...editor.check('active')} />
      <Part title={t('staff.grants')} help={t('staff.grantsHelp')}>
        <Grants
          value={editor.values.grants}
          roles={roleChoices}
          error={editor.error('grants') ?? editor.error('grants[0].roleId')}
          readOnly={!writes}
          onChange={(grants) => editor.set('grants', grants)}
        />
      </Part>
    </RecordEditor>
  );
}

interface Grant {
  roleId: string;
  serviceId: string;
  teamId: string;
}
/** Which role where: a role, narrowed to a service and a team. */
function Grants({
  value,
  roles,
  error,
  readOnly,
  onChange,
}: {
  value: Grant[];
  roles: { value: string; label: string }[];
  error: string | undefined;
  readOnly: boolean;
  onChange: (value: Grant[]) => void;
}) {
  const t = useText('admin');
  const services = useServices(t('allServices'));
  const teams = useTeams(t('allTeams'));
  const change = (at: number, part: Partial<Grant>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const cell = (
    at: number,
    name: keyof Grant,
    label: string,
    options: { value: string; label: string }[],
  ) => (
    <select
      className="input"
      aria-label={`${label} ${at + 1}`}
      value={value[at]?.[name] ?? ''}
      onChange={(event) => change(at, { [name]: event.target.value })}
    >
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
  return (
    <div className="rows-editor">
      {value.length === 0 && <p className="t3">{t('staff.noGrants')}</p>}
      {value.map((_one, at) => (
        <div key={at} className="line">
          {cell(at, 'roleId', t('staff.role'), roles)}
          {cell(at, 'serviceId', t('service'), services)}
          {cell(at, 'teamId', t('team'), teams)}
          {!readOnly && (
            <IconButton
              label={t('staff.removeGrant', { number: at + 1 })}
              onClick={() => onChange(value.filter((_other, index) => index !== at))}
            >
              <IconTrash size={15} aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {error !== undefined && <p className="error">{error}</p>}
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            disabled={roles.length === 0}
            onClick={() => onChange([...value, { roleId: roles[0]?.value ?? '', serviceId: '', teamId: '' }])}
          >
            {t('staff.addGrant')}
          </Button>
        </div>
      )}
    </div>
  );
}
