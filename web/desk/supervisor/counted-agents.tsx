import { IconShieldLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ListedAgent } from '#contract/routing.ts';
import { wallboard, type WallboardFigures } from '#contract/wallboard.ts';
import { Loaded, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { PresenceDialog } from './presence-dialog.tsx';
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
export function CountedAgents({ agents, team }: { agents: ListedAgent[]; team: string }) {
  const t = useText('supervisor');
  const board = useApi(wallboard, { query: { by: 'team' } }, { refetchInterval: 15_000 });
  const supervises = useMay('routing.supervise');
  const administers = useMay('admin.read');
  const [setting, setSetting] = useState<ListedAgent | null>(null);
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
            {supervises && (
              <details className="counted-names">
                <summary>{t('counted.act')}</summary>
                <ul>
                  {agents
                    .filter(({ teamId }) => team === '' || teamId === team)
                    .map((agent) => (
                      <li key={agent.id}>
                        <button type="button" className="row-open ell" onClick={() => setSetting(agent)}>
                          {agent.name}
                          <span className="sr">, {t('agents.change')}</span>
                        </button>
                      </li>
                    ))}
                </ul>
              </details>
            )}
            {setting !== null && <PresenceDialog agent={setting} onClose={() => setSetting(null)} />}
          </>
        );
      }}
    </Loaded>
  );
}
