import { getMe } from '#contract/access.ts';
import { Popover } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { workload } from '#contract/contacts.ts';
import { myMoves, type AgentMove } from '#contract/moves.ts';
import { listQueues, listSkills } from '#contract/routing.ts';
import { formats, invalidate, nameIn, toast, useApi, useNow, useText } from '#web/kit/index.ts';
import { rememberLogOut } from '../app/logged-out.ts';
import { live, meNow } from '../app/session.ts';
import { moveWords } from './moves.rules.ts';
import './steering.css';

/** That I am lent to other queues: until when at a glance; what it means, by whom and why when it is opened. */
export default function Lent() {
  const t = useText('steering');
  const moves = useApi(myMoves, undefined, { refetchInterval: 60_000 }).data?.items;
  const skills = useApi(listSkills, undefined, { enabled: (moves?.length ?? 0) > 0, staleTime: 5 * 60_000 });
  const now = useNow(10_000);
  const skillName = (id: string) => {
    const skill = skills.data?.items.find((one) => one.id === id);
    return skill && nameIn(skill.name);
  };
  const words = (move: AgentMove) => moveWords(move, t, skillName);
  useEffect(
    () =>
      live.onEvent(({ kind, data }) => {
        // Lent or back: other queues are mine now.
        if (kind === 'agent.changed' && data['agent'] === meNow()?.id)
          for (const route of [myMoves, listQueues, workload]) invalidate(route);
        if (kind === 'agent.logged-out') rememberLogOut(data);
        // My session may have ended: to the sign-in page now, not when the connection has been tried again.
        if (kind === 'staff.changed' && data['staff'] === meNow()?.id) invalidate(getMe);
      }),
    [],
  );
  useNews(moves, (began) => toast(t(began ? 'lent.began' : 'lent.over'), { seconds: 12 }));
  if (moves === undefined || moves.length === 0) return null;
  const first = moves[0]!;
  return (
    <Popover width={330} position="bottom-end" withArrow>
      <Popover.Target>
        <button type="button" className="lent-chip" aria-label={t('lent.label', { time: endOf(first, now) })}>
          <IconArrowsExchange size={15} aria-hidden />
          <span aria-hidden>{t('lent.until', { time: endOf(first, now) })}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="lent">
          <h3>{t('lent.title')}</h3>
          {moves.map((move) => (
            <div key={move.id} className="lent-move">
              {words(move).map((one) => (
                <p key={one}>{one}</p>
              ))}
              <p className="t2 s12">
                {t('lent.from', { by: move.by, time: endOf(move, now) })} {t('lent.why', { why: move.why })}
              </p>
            </div>
          ))}
          <p className="help">{t('lent.help')}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** 15:30, with the day when it is another one. */
const endOf = ({ until }: AgentMove, now: number): string =>
  formats.sameDay(until, now) ? formats.time(until) : `${formats.briefDay(until)} ${formats.time(until)}`;

/** Tells when a move begins or all are over; not what was so when the desk was opened. */
function useNews(moves: AgentMove[] | undefined, tell: (began: boolean) => void): void {
  const known = useRef<Set<string> | null>(null);
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    if (moves === undefined) return;
    const before = known.current;
    known.current = new Set(moves.map(({ id }) => id));
    if (before === null) return;
    if (moves.some(({ id }) => !before.has(id))) latest.current(true);
    else if (before.size > 0 && moves.length === 0) latest.current(false);
  }, [moves]);
}
