import { IconAlertOctagon, IconBell, IconBellOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { listAlerts, listThresholds } from '#contract/figures.ts';
import { Button, Chip, IconButton, Loaded, useApi, useText } from '#web/kit/index.ts';
import { preferencesOf, savePreferences, useMay, useMe } from '../app/session.ts';
import { sound } from '../inbox/sounds.ts';
import { AlertList } from './alert-list.tsx';

/** Open alerts, those that nobody looks after first; on wish the last ones that are over. */
export function AlertsPanel() {
  const t = useText('control');
  const [past, setPast] = useState(false);
  const open = useApi(listAlerts, { query: { state: 'open' } }, { refetchInterval: 30_000 });
  const closed = useApi(listAlerts, { query: { state: 'closed', limit: 20 } }, { enabled: past });
  const watched = useApi(listThresholds, undefined, { staleTime: 60_000 }).data?.items;
  const administers = useMay('admin.read', 'admin.routing');
  const unseen = open.data?.items.filter(({ acknowledgedAt }) => acknowledgedAt === null).length ?? 0;
  return (
    <section className="panel flush alerts" aria-label={t('alerts.title')}>
      <header>
        <h2>{t('alerts.title')}</h2>
        <span className="row">
          {unseen > 0 && (
            <Chip tone="crit" icon={<IconAlertOctagon size={12} aria-hidden />}>
              {t('alerts.unseen', { count: unseen })}
            </Chip>
          )}
          <SoundSwitch />
        </span>
      </header>
      <Loaded query={open} rows={3} height={44}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{watched?.length === 0 ? t('alerts.unwatched') : t('alerts.none')}</p>
          ) : (
            <AlertList alerts={items} label={t('alerts.title')} />
          )
        }
      </Loaded>
      {past && (
        <Loaded query={closed} rows={3} height={44}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="empty">{t('alerts.nonePast')}</p>
            ) : (
              <AlertList alerts={items} label={t('alerts.past')} />
            )
          }
        </Loaded>
      )}
      <p className="alerts-foot s12">
        <Button small look="ghost" aria-pressed={past} onClick={() => setPast(!past)}>
          {t('alerts.past')}
        </Button>
        {administers && <Link to="/admin/thresholds">{t('alerts.thresholds')}</Link>}
      </p>
    </section>
  );
}

/** Whether an alert that comes is heard too. */
export function SoundSwitch() {
  const t = useText('control');
  const { alertSound } = preferencesOf(useMe());
  return (
    <IconButton
      label={t('alerts.sound')}
      aria-pressed={alertSound}
      onClick={() => {
        savePreferences({ alertSound: !alertSound });
        if (!alertSound) sound('alert');
      }}
    >
      {alertSound ? <IconBell size={17} aria-hidden /> : <IconBellOff size={17} aria-hidden />}
    </IconButton>
  );
}
