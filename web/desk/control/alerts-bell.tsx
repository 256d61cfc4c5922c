import './control.css';
import { IconAlarm } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { listAlerts } from '#contract/figures.ts';
import { Dialog, IconButton, Loaded, useApi, useText } from '#web/kit/index.ts';
import { useAlertCalls } from './alert-calls.ts';
import { AlertList } from './alert-list.tsx';
import { SoundSwitch } from './alerts-panel.tsx';

/** Open alerts on every screen of a supervisor: how many wait for somebody, and the list to act on at once. */
export default function AlertsBell() {
  const t = useText('control');
  const [shown, setShown] = useState(false);
  const query = useApi(listAlerts, { query: { state: 'open' } }, { refetchInterval: 30_000 });
  const unseen = query.data?.items.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  useAlertCalls(unseen?.map(({ id }) => id) ?? null);
  const count = unseen?.length ?? 0;
  return (
    <>
      <IconButton
        large
        label={count > 0 ? t('alerts.bellSome', { count }) : t('alerts.bell')}
        aria-haspopup="dialog"
        onClick={() => setShown(true)}
      >
        <IconAlarm size={18} stroke={1.6} aria-hidden />
        {count > 0 && (
          <span className="dot num" aria-hidden>
            {count}
          </span>
        )}
      </IconButton>
      {shown && (
        <Dialog
          title={t('alerts.title')}
          onClose={() => setShown(false)}
          actions={
            <>
              <SoundSwitch />
              <span className="grow" />
              <Link className="btn" to="/wallboard" onClick={() => setShown(false)}>
                {t('alerts.board')}
              </Link>
            </>
          }
        >
          <div className="alerts-dialog">
            <Loaded query={query} rows={2} height={44}>
              {({ items }) =>
                items.length === 0 ? (
                  <p className="empty">{t('alerts.none')}</p>
                ) : (
                  <AlertList alerts={items} label={t('alerts.title')} />
                )
              }
            </Loaded>
          </div>
        </Dialog>
      )}
    </>
  );
}
