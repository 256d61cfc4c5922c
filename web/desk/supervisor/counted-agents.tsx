import { IconShieldLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ListedAgent } from '#contract/routing.ts';
import { wallboard, type WallboardFigures } from '#contract/wallboard.ts';
import { Loaded, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import type { useAgentPick } from './agent-pick.tsx';
import { AgentMenu } from './agent-verbs.tsx';
import { LongRows } from './long-rows.tsx';
import { Spread, type Group } from './spread.tsx';

/** Counts by state, as the groups of the floor. */
const asGroups = (
  states: NonNullable<WallboardFigures['agents']['states']>,
): Partial<Record<Group, number>> => ({
  not_responding: states.not_responding,
  interacting: states.interacting + states.offered,
  wrap_up: states.wrap_up,
  idle: states.idle,
  pause: states.not_ready,
});

/** How many agents are in which state, per team of enough people; names only to act on somebody. */
export function CountedAgents({
  agents,
  team,
  pick,
}: {
  agents: ListedAgent[];
  team: string;
  pick: ReturnType<typeof useAgentPick>;
}) {
  const t = useText('supervisor');
  const board = useApi(wallboard, { query: { by: 'team' } }, { refetchInterval: 15_000 });
  const administers = useMay('admin.read');
  const own = agents.filter((agent) => pick.mine(agent) && pick.fits(agent));
  return (
    <Loaded query={board} rows={4} height={30}>
      {({ rows, totals, groupSize }) => {
        const shown = rows.filter(({ key, agents: of }) => of.size > 0 && (team === '' || key === team));
        return (
          <>
            {team === '' && totals.agents.states !== null && (
              <Spread counts={asGroups(totals.agents.states)} />
            )}
            <ul className="team-rows">
              {shown.map((row) => (
                <li key={row.key}>
                  <b className="ell">{row.name === '' ? t('counted.noTeam') : row.name}</b>
                  <span className="num t2">{t('counted.size', { count: row.agents.size })}</span>
                  {row.agents.states === null ? (
                    <p className="t3 s12">{t('counted.keptBack', { size: groupSize })}</p>
                  ) : Object.values(row.agents.states).every((count) => count === 0) ? (
                    <p className="t3 s12">{t('counted.nobody')}</p>
                  ) : (
                    <Spread counts={asGroups(row.agents.states)} />
                  )}
                </li>
              ))}
            </ul>
            <p className="counted-why s12 t2">
              <IconShieldLock size={15} aria-hidden />
              <span>
                {t('counted.why')}{' '}
                {administers && <Link to="/admin/staff-protection">{t('counted.how')}</Link>}
              </span>
            </p>
            {pick.supervises && (
              <details className="counted-names">
                <summary>{t('counted.act')}</summary>
                {pick.bar}
                {own.length === 0 && <p className="t3 s12 counted-none">{t('agents.noMatch')}</p>}
                <LongRows items={own} keyOf={({ id }) => id} label={t('counted.act')} height={31}>
                  {(agent) => (
                    <div className="named-row">
                      {pick.box(agent)}
                      <span className="row agent-who">
                        <AgentMenu agent={agent} onVerb={(verb) => pick.act(agent, verb)} />
                        {pick.lent(agent)}
                      </span>
                      <span className="ell t2 s12">{pick.profileOf(agent) ?? t('agents.noProfile')}</span>
                      <span className="ell t3 s12" title={pick.skillsOf(agent)}>
                        {pick.skillsOf(agent)}
                      </span>
                    </div>
                  )}
                </LongRows>
              </details>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
