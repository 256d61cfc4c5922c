import { Tooltip } from '@mantine/core';
import { IconArrowsExchange, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { listTeams } from '#contract/access.ts';
import { listMoves } from '#contract/moves.ts';
import { listProfiles, listSkills, type ListedAgent } from '#contract/routing.ts';
import { Button, formats, IconButton, nameIn, useApi, useNow, useText } from '#web/kit/index.ts';
import { mayAt } from '../app/places.ts';
import { useMay, useMe } from '../app/session.ts';
import { moveWords } from '../steering/moves.rules.ts';
import { AgentVerbDialog, type AgentVerb } from './agent-verbs.tsx';

/** Choosing agents to act on them: who may be acted on, who is lent, what they can do, the bar and the dialogs. */
export function useAgentPick(agents: readonly ListedAgent[]) {
  const t = useText('supervisor');
  const steering = useText('steering');
  const me = useMe();
  const supervises = useMay('routing.supervise');
  const now = useNow(10_000);
  const teams = useApi(listTeams).data?.items ?? [];
  const profiles = useApi(listProfiles, undefined, { enabled: supervises }).data?.items ?? [];
  const skills =
    useApi(listSkills, undefined, { enabled: supervises, staleTime: 5 * 60_000 }).data?.items ?? [];
  const moves =
    useApi(listMoves, undefined, { enabled: supervises, refetchInterval: 60_000 }).data?.items ?? [];
  const [search, setSearch] = useState('');
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [acting, setActing] = useState<{ verb: AgentVerb; agents: readonly ListedAgent[] } | null>(null);

  const serviceOf = new Map(teams.map(({ id, serviceId }) => [id, serviceId]));
  const mine = ({ teamId }: ListedAgent) =>
    supervises &&
    mayAt(me, 'routing.supervise', {
      serviceId: teamId === null ? null : (serviceOf.get(teamId) ?? null),
      teamId,
    });
  const skillName = (id: string) => {
    const skill = skills.find((one) => one.id === id);
    return skill && nameIn(skill.name);
  };
  const profileOf = ({ profileId }: ListedAgent) => profiles.find(({ id }) => id === profileId)?.name;
  const skillsOf = ({ skills: own }: ListedAgent) =>
    own.map(({ skill, level }) => `${skillName(skill) ?? '…'} ${level}`).join(', ');
  const words = search.trim().toLowerCase();
  const fits = (agent: ListedAgent) =>
    words === '' ||
    [agent.name, profileOf(agent) ?? '', skillsOf(agent)].some((text) => text.toLowerCase().includes(words));
  const picked = agents.filter((agent) => selection.has(agent.id) && mine(agent));
  const toggle = (id: string) =>
    setSelection((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  /** Marks who is lent, and says to what. */
  const lent = ({ id }: ListedAgent): ReactNode => {
    const own = moves.filter(({ agent }) => agent === id);
    if (own.length === 0) return null;
    const text = own
      .map((move) => `${moveWords(move, steering, skillName).join('; ')} (${formats.brief(move.until, now)})`)
      .join('. ');
    return (
      <Tooltip label={text}>
        <span className="lent-mark">
          <IconArrowsExchange size={14} aria-hidden />
          <span className="sr">{t('agents.lent', { what: text })}</span>
        </span>
      </Tooltip>
    );
  };
  const box = (agent: ListedAgent): ReactNode =>
    mine(agent) ? (
      <input
        type="checkbox"
        aria-label={t('agents.select', { name: agent.name })}
        checked={selection.has(agent.id)}
        // Without a profile there is nothing to lend.
        disabled={agent.profileId === null}
        onChange={() => toggle(agent.id)}
      />
    ) : (
      <span />
    );
  return {
    supervises,
    mine,
    fits,
    box,
    lent,
    profileOf,
    skillsOf,
    act: (agent: ListedAgent, verb: AgentVerb) => setActing({ verb, agents: [agent] }),
    /** Search, and what can be done with those chosen. Its height is always the same: no row moves under the hand. */
    bar: (
      <div className="agent-bar">
        <input
          className="input"
          type="search"
          aria-label={t('agents.search')}
          placeholder={t('agents.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {supervises && (
          <>
            <Button
              small
              look={picked.length > 0 ? 'solid' : 'plain'}
              icon={<IconArrowsExchange size={14} aria-hidden />}
              disabled={picked.length === 0}
              onClick={() => setActing({ verb: 'lend', agents: picked })}
            >
              {picked.length === 0 ? t('agents.lend') : t('agents.lendMany', { count: picked.length })}
            </Button>
            {picked.length > 0 && (
              <IconButton label={t('list.clear')} onClick={() => setSelection(new Set())}>
                <IconX size={14} aria-hidden />
              </IconButton>
            )}
          </>
        )}
      </div>
    ),
    dialog: acting !== null && (
      <AgentVerbDialog
        verb={acting.verb}
        agents={acting.agents}
        onClose={() => {
          if (acting.verb === 'lend') setSelection(new Set());
          setActing(null);
        }}
      />
    ),
  };
}
