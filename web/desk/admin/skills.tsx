import { createSkill, listAgents, listSkills, updateSkill, type skill } from '#contract/routing.ts';
import type { z } from 'zod';
import { CheckField, nameIn, TextField, useApi, useText } from '#web/kit/index.ts';
import { useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, NamesFields } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Skill = z.output<typeof skill>;
const rowsOf = ({ items }: { items: Skill[] }) => items;

export default function Skills() {
  const t = useText('admin');
  const skills = useApi(listSkills, undefined, { select: rowsOf });
  const agents = useApi(listAgents);
  const writes = useMay('admin.routing');
  const holders = (id: string) =>
    agents.data?.items.filter((agent) => agent.skills.some((one) => one.skill === id)).length ?? 0;
  return (
    <RecordSection<Skill>
      id="skills"
      newLabel={t('skills.new')}
      writes={writes}
      query={skills}
      empty={t('skills.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => nameIn(one.name) },
        { id: 'code', head: t('code'), cell: (one) => <span className="mono">{one.code}</span> },
        { id: 'holders', head: t('skills.holders'), end: true, cell: (one) => holders(one.id) },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <SkillEditor opened={opened} />}
    />
  );
}

function SkillEditor({ opened }: { opened: Opened<Skill> }) {
  const { row } = opened;
  const t = useText('admin');
  const editor = useEditor({
    code: row?.code ?? '',
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    active: row?.active ?? true,
  });
  return (
    <RecordEditor
      opened={opened}
      title={row === null ? undefined : nameIn(row.name)}
      editor={editor}
      create={createSkill}
      update={updateSkill}
      version={row?.version}
      refreshes={[listSkills]}
      body={({ nameIt, nameEn, ...rest }) => ({ ...rest, name: { it: nameIt, en: nameEn } })}
    >
      <NamesFields editor={editor} />
      <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
