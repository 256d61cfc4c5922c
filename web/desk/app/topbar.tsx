import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { workload } from '#contract/contacts.ts';
import { queuesLive, type QueueLive } from '#contract/insight.ts';
import type { Output } from '#contract/route.ts';
import { formats, Kbd, useApi, useKeysOf, useNow, useText } from '#web/kit/index.ts';
import { PresenceSwitch } from './presence.tsx';
import { longestWait, shareOf, sumOf } from './room.rules.ts';
import { useMay, useMe } from './session.ts';

// What can wait until the page is there.
const Lent = lazy(() => import('../steering/lent.tsx'));
const Mentions = lazy(() => import('./mentions.tsx'));
const PhoneButton = lazy(() => import('../phone/phone-button.tsx'));
const AlertsBell = lazy(() => import('../control/alerts-bell.tsx'));

export function Topbar({ onPalette }: { onPalette: () => void }) {
  const t = useText('desk');
  const me = useMe();
  const keys = useKeysOf('palette');
  return (
    <header className="topbar">
      <button type="button" className="omni" onClick={onPalette} aria-keyshortcuts="Control+K">
        <IconSearch size={15} aria-hidden />
        <span className="grow ell">{t('palette.open')}</span>
        <Kbd keys={keys} />
      </button>
      <Counters />
      <span className="grow" />
      {me.isAgent && (
        <Suspense>
          <Lent />
        </Suspense>
      )}
      {me.isAgent && (
        <Suspense>
          <PhoneButton />
        </Suspense>
      )}
      {me.isAgent && <PresenceSwitch />}
      {useMay('live.read') && (
        <Suspense fallback={<span className="icon-btn large" aria-hidden />}>
          <AlertsBell />
        </Suspense>
      )}
      {useMay('contact.handle') && (
        <Suspense fallback={<span className="icon-btn large" aria-hidden />}>
          <Mentions />
        </Suspense>
      )}
    </header>
  );
}

/**
 * How the queues stand: for who may see the live figures, those of the supervisor's page; for an agent, what waits in
 * their queues. Not a live region: figures that move all the time would speak all the time.
 */
function Counters() {
  const t = useText('desk');
  const handles = useMay('contact.handle');
  const supervises = useMay('live.read');
  const work = useApi(workload, undefined, { enabled: handles && !supervises });
  const figures = useApi(queuesLive, undefined, { enabled: supervises, refetchInterval: 15_000 });
  const now = useNow();
  const room = supervises
    ? figures.data && roomOf(figures.data.items, figures.dataUpdatedAt, now)
    : work.data && ownQueues(work.data.queues, now);
  if (room === undefined) return null;
  return (
    <div className="counters num" role="group" aria-label={t('counters.label')}>
      <span>
        {t('counters.waiting')} <b>{formats.number(room.waiting)}</b>
      </span>
      {room.longest !== null && (
        <span>
          {t('counters.longest')} <b>{formats.wait(room.longest)}</b>
        </span>
      )}
      {room.service !== null && (
        <span className="optional">
          {t('counters.service')} <b>{formats.percent(room.service)}</b>
        </span>
      )}
    </div>
  );
}

interface Room {
  waiting: number;
  longest: number | null;
  service: number | null;
}
const roomOf = (queues: QueueLive[], updatedAt: number, now: number): Room => ({
  waiting: sumOf(queues, 'waiting'),
  longest: longestWait(queues, updatedAt, now),
  service: shareOf(queues),
});
function ownQueues(queues: Output<typeof workload>['queues'], now: number): Room {
  const oldest = Math.min(...queues.map(({ oldest: at }) => (at === null ? Infinity : Date.parse(at))));
  return {
    waiting: queues.reduce((sum, queue) => sum + queue.waiting, 0),
    longest: oldest === Infinity ? null : (now - oldest) / 1000,
    service: null,
  };
}
