import { listAgents, listProfiles, listSkills, updateAgent, type Agent } from '#contract/routing.ts';
import { callPatiently, Chip, EmptyState, nameIn, SelectField, useApi, useText } from '#web/kit/index.ts';
import { EditorPane, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { labelOf, orNull, SectionPage, useRecord, useTeams } from './common.tsx';
import { Requirements } from './requirements.tsx';

const rowsOf = ({ items }: { items: Agent[] }) => items;

export default function Agents() {
  const t = useText('admin');
  const agents = useApi(listAgents, undefined, { select: rowsOf });
  const profiles = useApi(listProfiles);
  const skills = useApi(listSkills);
  const teams = useTeams();
  const writes = useMay('admin.routing');
  const record = useRecord('agents');
  const row = agents.data?.find(({ id }) => id === record.id) ?? null;
  const skillName = (id: string) => {
    const found = skills.data?.items.find((one) => one.id === id);
    return found === undefined ? '' : nameIn(found.name);
  };
  return (
    <SectionPage id="agents" lead={t('agents.lead')}>
      <RecordList<Agent>
        label={t('sections.agents')}
        query={agents}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('agents.empty')}</EmptyState>}
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
        pane={
          row !== null && (
            <AgentEditor
              key={row.id}
              row={row}
              writes={writes}
              profiles={(profiles.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              onClose={record.close}
            />
          )
        }
      />
    </SectionPage>
  );
}

function AgentEditor({
  row,
  writes,
  profiles,
  onClose,
}: {
  row: Agent;
  writes: boolean;
  profiles: { value: string; label: string }[];
  onClose: () => void;
}) {
  const t = useText('admin');
  const editor = useEditor({ profileId: row.profileId ?? '', skills: row.skills });
  return (
    <EditorPane
      title={row.name}
      editor={editor}
      readOnly={!writes}
      creating={false}
      onClose={onClose}
      onSaved={() => {}}
      onSave={async ({ profileId, skills }) => {
        const saved = await callPatiently(updateAgent, {
          params: { id: row.id },
          body: { profileId: orNull(profileId), skills },
        });
        await refresh(listAgents);
        return saved;
      }}
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
    </EditorPane>
  );
}
