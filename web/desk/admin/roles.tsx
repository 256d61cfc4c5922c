import type { z } from 'zod';
import { createRole, listRoles, updateRole, type role } from '#contract/access.ts';
import { permissions, type Permission } from '#contract/words.ts';
import { callPatiently, Chip, EmptyState, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { CheckList, EditorPane, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { NamesFields, SectionPage, useRecord } from './common.tsx';

type Role = z.output<typeof role>;
const rowsOf = ({ items }: { items: Role[] }) => items;

export default function Roles() {
  const t = useText('admin');
  const roles = useApi(listRoles, undefined, { select: rowsOf });
  const writes = useMay('admin.staff');
  const record = useRecord('roles');
  const row = roles.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage
      id="roles"
      lead={t('roles.lead')}
      onNew={writes ? () => record.open('new') : undefined}
      newLabel={t('roles.new')}
    >
      <RecordList<Role>
        label={t('sections.roles')}
        query={roles}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('roles.empty')}</EmptyState>}
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
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <RoleEditor
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

/** Permissions as choices, by what they are about. */
export function usePermissionChoices(): { value: Permission; label: string }[] {
  const t = useText('admin');
  return permissions.map((value) => ({ value, label: t(`permission.${value.replace('.', '_')}`) }));
}

function RoleEditor({
  row,
  writes,
  onClose,
  onSaved,
}: {
  row: Role | null;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
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
    <EditorPane
      title={row === null ? t('roles.new') : nameIn(row.name)}
      lead={builtIn ? t('roles.builtInHelp') : undefined}
      editor={editor}
      readOnly={!writes || builtIn}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={async ({ nameIt, nameEn, ...rest }) => {
        const body = {
          code: rest.code,
          permissions: rest.permissions as Permission[],
          name: { it: nameIt, en: nameEn },
        };
        const saved =
          row === null
            ? await callPatiently(createRole, { body })
            : await callPatiently(updateRole, { params: { id: row.id }, body });
        await refresh(listRoles);
        return saved;
      }}
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
    </EditorPane>
  );
}
