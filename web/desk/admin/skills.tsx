import { createSkill, listAgents, listSkills, updateSkill, type skill } from '#contract/routing.ts';
import type { z } from 'zod';
import { callPatiently, CheckField, EmptyState, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { EditorPane, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, NamesFields, SectionPage, useRecord } from './common.tsx';

type Skill = z.output<typeof skill>;
const rowsOf = ({ items }: { items: Skill[] }) => items;

export default function Skills() {
  const t = useText('admin');
  const skills = useApi(listSkills, undefined, { select: rowsOf });
  const agents = useApi(listAgents);
  const writes = useMay('admin.routing');
  const record = useRecord('skills');
  const row = skills.data?.find(({ id }) => id === record.id) ?? null;
  const holders = (id: string) =>
    agents.data?.items.filter((agent) => agent.skills.some((one) => one.skill === id)).length ?? 0;
  return (
    <SectionPage id="skills" onNew={writes ? () => record.open('new') : undefined} newLabel={t('skills.new')}>
      <RecordList<Skill>
        label={t('sections.skills')}
        query={skills}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('skills.empty')}</EmptyState>}
        columns={[
          { id: 'name', head: t('name'), cell: (one) => nameIn(one.name) },
          { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
          { id: 'holders', head: t('skills.holders'), end: true, cell: (one) => holders(one.id) },
          { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
        ]}
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <SkillEditor
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

function SkillEditor({
  row,
  writes,
  onClose,
  onSaved,
}: {
  row: Skill | null;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('admin');
  const editor = useEditor({
    code: row?.code ?? '',
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    active: row?.active ?? true,
  });
  return (
    <EditorPane
      title={row === null ? t('skills.new') : nameIn(row.name)}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={async ({ nameIt, nameEn, ...rest }) => {
        const body = { ...rest, name: { it: nameIt, en: nameEn } };
        const saved =
          row === null
            ? await callPatiently(createSkill, { body })
            : await callPatiently(updateSkill, { params: { id: row.id }, body });
        await refresh(listSkills);
        return saved;
      }}
    >
      <NamesFields editor={editor} />
      <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      <CheckField label={t('active')} {...editor.check('active')} />
    </EditorPane>
  );
}
