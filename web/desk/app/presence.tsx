import { IconChevronDown } from '@tabler/icons-react';
import { lazy } from 'react';
import { myAgent, setMyPresence, type Agent } from '#contract/routing.ts';
import type { Presence, WorkChannel } from '#contract/words.ts';
import {
  ChannelIcon,
  formats,
  keyOf,
  queryClient,
  toastProblem,
  useApi,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { LateMenu } from './late-menu.tsx';
import { reasons } from './reasons.ts';

const PresenceMenu = lazy(() => import('./presence-menu.tsx'));

/** Declares presence: on screen at once, back to what it was if the server refuses. */
export function useSetPresence() {
  return useWrite(setMyPresence, {
    onMutate: ({ body }) => {
      queryClient.setQueryData<Agent>(keyOf(myAgent), (old) =>
        old === undefined
          ? old
          : {
              ...old,
              presence: body.presence,
              reason: body.reason ?? null,
              presenceSince: new Date().toISOString(),
              status: body.presence === 'available' ? 'idle' : old.status,
            },
      );
    },
    onSuccess: (agent) => queryClient.setQueryData(keyOf(myAgent), agent),
    onError: (error) => {
      void queryClient.invalidateQueries({ queryKey: keyOf(myAgent) });
      toastProblem(error);
    },
  });
}

/** What to call where somebody stands: the computed state when it says more than the declared one. */
export function stateWord(agent: Pick<Agent, 'presence' | 'status' | 'reason'>): string {
  if (agent.status === 'not_responding') return 'not_responding';
  if (agent.presence === 'not_ready') return agent.reason ?? 'not_ready';
  if (agent.presence === 'offline') return 'offline';
  return agent.status === 'wrap_up' ? 'wrap_up' : 'available';
}
export const stateTone = (agent: Pick<Agent, 'presence' | 'status'>): string =>
  agent.status === 'not_responding'
    ? 'crit'
    : agent.presence === 'available'
      ? agent.status === 'wrap_up'
        ? 'warn'
        : 'ok'
      : agent.presence === 'not_ready'
        ? 'warn'
        : 'off';

/** My state, the time in it, my load per channel; opens the choice of another. */
export function PresenceSwitch() {
  const t = useText('desk');
  const { data: agent } = useApi(myAgent);
  const set = useSetPresence();
  const now = useNow();
  if (agent === undefined) return null;
  const loads = Object.entries(agent.load).filter(([, { max }]) => max > 0);
  // Who does not respond has no choice ticked: "available" must be there to be chosen again.
  const declared =
    agent.status === 'not_responding'
      ? ''
      : agent.presence === 'not_ready'
        ? (agent.reason ?? '')
        : agent.presence;
  const choose = (value: string) => {
    const reason = reasons.find((one) => one === value) ?? null;
    set.mutate({ body: { presence: reason === null ? (value as Presence) : 'not_ready', reason } });
  };
  const seconds = (now - Date.parse(agent.presenceSince)) / 1000;
  return (
    <LateMenu
      button={
        <button type="button" className="presence">
          <span className="sr">{t('presence.label')}</span>
          <span>
            <i className={`state-dot ${stateTone(agent)}`} aria-hidden />
            <b>{t(`presence.${stateWord(agent)}`)}</b>
            <span className="t3 num" aria-hidden>
              {seconds < 36_000 ? formats.clock(seconds) : formats.span(seconds)}
            </span>
            <IconChevronDown size={13} aria-hidden />
          </span>
          {loads.map(([channel, { active, max }]) => (
            <span key={channel} className={`num s12 ${active >= max ? 'full' : ''}`}>
              <ChannelIcon channel={channel as WorkChannel} size={14} />
              <span className="sr">{t('presence.load', { active, max })}</span>
              <span aria-hidden>
                {active}/{max}
              </span>
            </span>
          ))}
        </button>
      }
      menu={(button, opening) => (
        <PresenceMenu button={button} opening={opening} declared={declared} onChoose={choose} />
      )}
    />
  );
}
