import type { z } from 'zod';
import { createRole, listRoles, updateRole, type role } from '#contract/access.ts';
import { permissions, type Permission } from '#contract/words.ts';
import { Chip, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { CheckList, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { NamesFields } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Role = z.output<typeof role>;
const rowsOf = ({ items }: { items: Role[] }) => items;

export default function Roles() {
  const t = useText('admin');
  const roles = useApi(listRoles, undefined, { select: rowsOf });
  const writes = useMay('admin.staff');
  return (
    <RecordSection<Role>
      id="roles"
      lead={t('roles.lead')}
      newLabel={t('roles.new')}
      writes={writes}
      query={roles}
      empty={t('roles.empty')}
      wide
      columns={[
        { id: 'name', head: t('name'), cell: (one) => nameIn(one.name) },
        { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
        {
          id: 'permissions',
          head: t('roles.permissions'),
          end: true,
          cell: (one) => one.permissions.length,
        },
        {
          id: 'built',
          head: t('roles.kind'),
          cell: (one) => (one.builtIn ? <Chip>{t('roles.builtIn')}</Chip> : t('roles.own')),
        },
      ]}
      editor={(opened) => <RoleEditor opened={opened} />}
    />
  );
}

/** Permissions as choices, by what they are about. */
export function usePermissionChoices(): { value: Permission; label: string }[] {
  const t = useText('admin');
  return permissions.map((value) => ({ value, label: t(`permission.${value.replace('.', '_')}`) }));
}

function RoleEditor({ opened }: { opened: Opened<Role> }) {
  const { row } = opened;
  const t = useText('admin');
  const choices = usePermissionChoices();
  const editor = useEditor({
    code: row?.code ?? '',
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    permissions: row?.permissions ?? ([] as string[]),
  });
  const builtIn = row?.builtIn ?? false;
  return (
    <RecordEditor
      opened={opened}
      title={row === null ? undefined : nameIn(row.name)}
      lead={builtIn ? t('roles.builtInHelp') : undefined}
      editor={editor}
      readOnly={builtIn}
      create={createRole}
      update={updateRole}
      version={row?.version}
      refreshes={[listRoles]}
      body={({ nameIt, nameEn, ...rest }) => ({
        code: rest.code,
        permissions: rest.permissions as Permission[],
        name: { it: nameIt, en: nameEn },
      })}
    >
      <NamesFields editor={editor} />
      <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      <CheckList
        legend={t('roles.permissions')}
        options={choices}
        value={editor.values.permissions}
        error={editor.error('permissions')}
        onChange={(value) => editor.set('permissions', value)}
        columns={1}
      />
    </RecordEditor>
  );
}
