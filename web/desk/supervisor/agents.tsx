import { useState } from 'react';
import { listTeams } from '#contract/access.ts';
import type { Agent, ListedAgent } from '#contract/routing.ts';
import type { Channel } from '#contract/words.ts';
import { ChannelIcon, formats, Loaded, useApi, useNow, useText } from '#web/kit/index.ts';
import { Filter } from '#web/kit/records.tsx';
import { useAgentPick } from './agent-pick.tsx';
import { AgentMenu } from './agent-verbs.tsx';
import { CountedAgents } from './counted-agents.tsx';
import { byAttention } from './gravity.rules.ts';
import { LongRows } from './long-rows.tsx';
import { groups, Spread, type Group } from './spread.tsx';

/** What to call where an agent stands. */
const wordOf = (agent: Agent): string =>
  agent.presence === 'offline'
    ? 'offline'
    : agent.status === 'not_responding'
      ? 'not_responding'
      : agent.presence === 'not_ready'
        ? (agent.reason ?? 'not_ready')
        : // Who says "available" at no live desk: a machine asleep, a lost line.
          agent.status === 'off_queue'
          ? 'no_desk'
          : agent.status;
const groupOf = (agent: Agent): Group =>
  agent.presence === 'offline'
    ? 'offline'
    : agent.status === 'not_responding'
      ? 'not_responding'
      : agent.presence === 'not_ready' || agent.status === 'off_queue'
        ? 'pause'
        : agent.status === 'wrap_up'
          ? 'wrap_up'
          : agent.status === 'interacting' || agent.status === 'offered'
            ? 'interacting'
            : 'idle';

/**
 * Agents with presence, computed state, time in it and load, those who need somebody first; who is chosen can be lent, a
 * press on a name acts on one. While no agreement with the staff is in force they are counted by state, team by team,
 * and named only to act on them.
 */
export function Agents({
  query,
}: {
  query: {
    data: { items: ListedAgent[] } | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
  };
}) {
  const t = useText('supervisor');
  const teams = useApi(listTeams);
  const [team, setTeam] = useState('');
  const items = (query.data?.items ?? []).filter((one) => team === '' || one.teamId === team);
  const pick = useAgentPick(items);
  const seen = items.filter(isSeen);
  // Oneself is seen always; a floor of which all are seen is seen under an agreement.
  const single = seen.length > 0 && seen.length === items.length;
  const connected = seen.filter(({ presence }) => presence !== 'offline').length;
  const shown = seen.filter(pick.fits).toSorted(byAttention);
  return (
    <section className="panel flush agents" aria-label={t('agents.title')}>
      <header>
        <h2>
          {t('agents.title')}{' '}
          {single && <span className="t3 agents-count">{t('agents.connected', { count: connected })}</span>}
        </h2>
        <Filter
          label={t('agents.team')}
          all={t('agents.allTeams')}
          value={team}
          onChange={setTeam}
          options={(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </header>
      <Loaded query={query} rows={8} height={30}>
        {() =>
          items.length > 0 && !single ? (
            <CountedAgents agents={items} team={team} pick={pick} />
          ) : (
            <>
              <Spread counts={countGroups(seen)} />
              {pick.bar}
              {shown.length === 0 && (
                <p className="empty">{t(items.length === 0 ? 'agents.empty' : 'agents.noMatch')}</p>
              )}
              <LongRows items={shown} keyOf={({ id }) => id} label={t('agents.title')} height={31}>
                {(agent) => <AgentRow agent={agent} pick={pick} />}
              </LongRows>
            </>
          )
        }
      </Loaded>
      {pick.dialog}
    </section>
  );
}

/** Whether how an agent is doing may be seen. */
const isSeen = (agent: ListedAgent): agent is Agent & { seen: boolean } => agent.seen;
const countGroups = (agents: Agent[]): Partial<Record<Group, number>> =>
  Object.fromEntries(groups.map((group) => [group, agents.filter((one) => groupOf(one) === group).length]));

function AgentRow({
  agent,
  pick,
}: {
  agent: Agent & { seen: boolean };
  pick: ReturnType<typeof useAgentPick>;
}) {
  const t = useText('supervisor');
  const now = useNow();
  const seconds = (now - Date.parse(agent.presenceSince)) / 1000;
  const loads = Object.entries(agent.load).filter(([, { active, max }]) => max > 0 || active > 0);
  const group = groupOf(agent);
  return (
    <div className={`agent-row ${group}`}>
      {pick.box(agent)}
      <i className={`g-dot g-${group}`} aria-hidden />
      <span className="row agent-who">
        {pick.mine(agent) ? (
          <AgentMenu agent={agent} onVerb={(verb) => pick.act(agent, verb)} />
        ) : (
          <b className="ell agent-name">{agent.name}</b>
        )}
        {pick.lent(agent)}
      </span>
      <span className="agent-load s12">
        {group !== 'offline' &&
          loads.map(([channel, { active, max }]) => (
            <span key={channel} className={`num ${active >= max ? 'full' : 't2'}`}>
              <ChannelIcon channel={channel as Channel} size={13} />
              <span className="sr">{t('agents.load', { active, max })}</span>
              <span aria-hidden>
                {active}/{max}
              </span>
            </span>
          ))}
      </span>
      <span className="agent-word s12 ell">
        {t(`word.${wordOf(agent)}`)}
        {agent.missed > 0 && group !== 'offline' && (
          <span className="t3"> · {t('agents.missed', { count: agent.missed })}</span>
        )}
      </span>
      <span className="num s12 t2 agent-time">
        {seconds < 36_000 ? formats.clock(seconds) : formats.span(seconds)}
      </span>
    </div>
  );
}
