import { IconAt, IconSearch } from '@tabler/icons-react';
import { Menu } from '@mantine/core';
import { workload } from '#contract/contacts.ts';
import { listMentions, readMention } from '#contract/conversations.ts';
import { queuesLive } from '#contract/insight.ts';
import { formats, IconButton, Kbd, useApi, useKeysOf, useNow, useText, useWrite } from '#web/kit/index.ts';
import { PresenceSwitch } from './presence.tsx';
import { go } from './go.ts';
import { useMay, useMe } from './session.ts';

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
      {me.isAgent && <PresenceSwitch />}
      {useMay('contact.handle') && <Mentions />}
    </header>
  );
}

/** Not a live region: figures that move all the time would speak all the time. */
function Counters() {
  const t = useText('desk');
  const handles = useMay('contact.handle');
  const supervises = useMay('live.read');
  const work = useApi(workload, undefined, { enabled: handles });
  const figures = useApi(queuesLive, undefined, { enabled: supervises, refetchInterval: 30_000 });
  const now = useNow();
  if (work.data === undefined) return null;
  const waiting = work.data.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = Math.min(
    ...work.data.queues.map(({ oldest: at }) => (at === null ? Infinity : Date.parse(at))),
  );
  const answered = (figures.data?.items ?? []).filter(({ serviceLevel }) => serviceLevel.value !== null);
  const weight = answered.reduce((sum, { offered }) => sum + offered, 0);
  const service =
    weight === 0
      ? null
      : answered.reduce((sum, { offered, serviceLevel }) => sum + offered * (serviceLevel.value ?? 0), 0) /
        weight;
  return (
    <div className="counters num" role="group" aria-label={t('counters.label')}>
      <span>
        {t('counters.waiting')} <b>{formats.number(waiting)}</b>
      </span>
      {oldest !== Infinity && (
        <span>
          {t('counters.longest')} <b>{longest((now - oldest) / 1000)}</b>
        </span>
      )}
      {service !== null && (
        <span className="optional">
          {t('counters.service')} <b>{formats.percent(service)}</b>
        </span>
      )}
    </div>
  );
}
const longest = (seconds: number) => (seconds < 3600 ? formats.clock(seconds) : formats.span(seconds));

/** Notes of colleagues that name me. */
function Mentions() {
  const t = useText('desk');
  const work = useApi(workload);
  const count = work.data?.mentions ?? 0;
  const mentions = useApi(listMentions, { query: { limit: 10 } }, { enabled: false });
  const read = useWrite(readMention, { invalidates: [workload, listMentions] });
  return (
    <Menu width={340} onOpen={() => void mentions.refetch()}>
      <Menu.Target>
        <IconButton large label={count > 0 ? t('mentions.some', { count }) : t('mentions.none')}>
          <IconAt size={18} stroke={1.6} aria-hidden />
          {count > 0 && (
            <span className="dot num" aria-hidden>
              {count}
            </span>
          )}
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('mentions.title')}</Menu.Label>
        {mentions.data?.items.length === 0 && <p className="menu-empty">{t('mentions.empty')}</p>}
        {mentions.data?.items.map((one) => (
          <Menu.Item
            key={one.message}
            onClick={() => {
              if (one.readAt === null) read.mutate({ params: { id: one.message } });
              if (one.contact !== null) go(`/inbox/${one.contact}`);
            }}
          >
            <span className="mention">
              <span className="row">
                <b>{one.by}</b>
                <span className="grow" />
                <span className="t3 s11">{formats.brief(one.at)}</span>
              </span>
              <span className={one.readAt === null ? 'clamp b' : 'clamp t2'} dir="auto">
                {one.text}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
