import { IconAlertTriangle, IconBellRinging, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { myAgent } from '#contract/routing.ts';
import { Button, formats, useApi, useKey, useNow, useText } from '#web/kit/index.ts';
import { useLiveState } from './live-state.ts';
import { useSetPresence } from './presence.tsx';
import { live } from './session.ts';

/** Says that the connection is gone, then that what was missed is here. A blink of two seconds says nothing. */
export function ConnectionBar() {
  const t = useText('desk');
  const state = useLiveState();
  const now = useNow();
  const told = useRef(false);
  const [back, setBack] = useState(false);
  const since = live.lostAt();
  const lost = state === 'lost' && since !== null && now - since > 2000;
  useEffect(() => {
    if (lost) told.current = true;
    else if (state === 'open' && told.current) {
      told.current = false;
      const show = setTimeout(() => setBack(true), 0);
      const hide = setTimeout(() => setBack(false), 4000);
      return () => {
        clearTimeout(show);
        clearTimeout(hide);
        setBack(false);
      };
    }
    return undefined;
  }, [lost, state]);
  return (
    <div role="status">
      {lost && (
        <div className="bar warn">
          <IconPlugConnectedX size={16} aria-hidden />
          <span className="grow">{t('connection.lost')}</span>
          <span className="num" aria-hidden>
            {since === null ? '' : formats.clock((now - since) / 1000)}
          </span>
          <Button small icon={<IconRefresh size={14} aria-hidden />} onClick={live.retryNow}>
            {t('connection.retry')}
          </Button>
        </div>
      )}
      {back && !lost && <div className="bar ok">{t('connection.back')}</div>}
    </div>
  );
}

/** Offers were missed: nothing comes until the agent says that they are here. Loud, with one key. */
export function NotRespondingBar() {
  const t = useText('desk');
  const { data: agent } = useApi(myAgent);
  const shown = agent?.status === 'not_responding';
  const set = useSetPresence();
  const back = () => set.mutate({ body: { presence: 'available' } });
  useKey('presence.return', back, shown);
  return (
    <div role="alert">
      {shown && (
        <div className="bar crit">
          <IconAlertTriangle size={18} aria-hidden />
          <span className="grow">
            <b>{t('notResponding.title')}</b> {t('notResponding.text')}
          </span>
          <Button
            action="presence.return"
            icon={<IconBellRinging size={15} aria-hidden />}
            onClick={back}
            busy={set.isPending}
          >
            {t('notResponding.back')}
          </Button>
        </div>
      )}
    </div>
  );
}
