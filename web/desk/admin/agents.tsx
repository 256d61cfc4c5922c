import {
  listAgents,
  listProfiles,
  listSkills,
  updateAgent,
  type ListedAgent as Agent,
} from '#contract/routing.ts';
import { Chip, nameIn, SelectField, useApi, useText } from '#web/kit/index.ts';
import { useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { labelOf, orNull, useTeams } from './common.tsx';
import { Requirements } from './requirements.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const rowsOf = ({ items }: { items: Agent[] }) => items;

export default function Agents() {
  const t = useText('admin');
  const agents = useApi(listAgents, undefined, { select: rowsOf });
  const profiles = useApi(listProfiles);
  const skills = useApi(listSkills);
  const teams = useTeams();
  const writes = useMay('admin.routing');
  const skillName = (id: string) => {
    const found = skills.data?.items.find((one) => one.id === id);
    return found === undefined ? '' : nameIn(found.name);
  };
  return (
    <RecordSection<Agent>
      id="agents"
      lead={t('agents.lead')}
      writes={writes}
      query={agents}
      empty={t('agents.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'team',
          head: t('team'),
          cell: (one) => labelOf(teams, one.teamId) ?? <span className="t3">—</span>,
        },
        {
          id: 'profile',
          head: t('agents.profile'),
          cell: (one) =>
            profiles.data?.items.find(({ id }) => id === one.profileId)?.name ?? (
              <Chip tone="warn">{t('agents.noProfile')}</Chip>
            ),
        },
        {
          id: 'skills',
          head: t('sections.skills'),
          cell: (one) => (
            <span className="chips">
              {one.skills.map(({ skill, level }) => (
                <Chip key={skill}>
                  {skillName(skill)} {level}
                </Chip>
              ))}
            </span>
          ),
        },
      ]}
      editor={(opened) => (
        <AgentEditor
          opened={opened}
          profiles={(profiles.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    />
  );
}

function AgentEditor({
  opened,
  profiles,
}: {
  opened: Opened<Agent>;
  profiles: { value: string; label: string }[];
}) {
  const { row, writes } = opened;
  const t = useText('admin');
  const editor = useEditor({ profileId: row?.profileId ?? '', skills: row?.skills ?? [] });
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      update={updateAgent}
      refreshes={[listAgents]}
      body={({ profileId, skills }) => ({ profileId: orNull(profileId), skills })}
    >
      <SelectField
        label={t('agents.profile')}
        help={t('agents.profileHelp')}
        options={[{ value: '', label: t('agents.noProfile') }, ...profiles]}
        {...editor.text('profileId')}
      />
      <Requirements
        label={t('sections.skills')}
        value={editor.values.skills}
        readOnly={!writes}
        error={editor.error('skills')}
        onChange={(skills) => editor.set('skills', skills)}
      />
    </RecordEditor>
  );
}
