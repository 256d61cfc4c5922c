import { useState } from 'react';
import { endAnnouncement, listAnnouncements, type Announcement } from '#contract/announcements.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { listQueues } from '#contract/routing.ts';
import {
  Button,
  callPatiently,
  Chip,
  formats,
  Loaded,
  Panel,
  useApi,
  useNow,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { WhyDialog } from '../steering/why.tsx';
import { AnnouncementDialog } from './announcement-dialog.tsx';

/** What callers are told at this moment, whom it has answered, and the way to say something new. */
export function Announcements() {
  const t = useText('supervisor');
  const supervises = useMay('routing.supervise');
  const query = useApi(listAnnouncements, undefined, { refetchInterval: 15_000 });
  const now = useNow(10_000);
  const queues = useApi(listQueues).data?.items ?? [];
  const points = useApi(listEntryPoints, { query: {} }).data?.items ?? [];
  const whereOf = ({ queues: told, entryPoints }: Announcement): string => {
    const named = [
      ...queues.filter(({ id }) => told.includes(id)),
      ...points.filter(({ id }) => entryPoints.includes(id)),
    ].map(({ name }) => name);
    return named.length === 0 ? t('announcements.whole') : named.join(', ');
  };
  const [open, setOpen] = useState<Announcement | 'new' | null>(null);
  const [ending, setEnding] = useState<Announcement | null>(null);
  return (
    <Panel
      title={t('announcements.title')}
      actions={
        supervises && (
          <Button small onClick={() => setOpen('new')}>
            {t('announcements.new')}
          </Button>
        )
      }
      flush
    >
      <Loaded query={query} rows={2}>
        {({ items }) => {
          const shown = items.filter(({ state }) => state !== 'over');
          return shown.length === 0 ? (
            <p className="t2 s12 none-told">{t('announcements.none')}</p>
          ) : (
            <ul className="loans">
              {shown.map((one) => (
                <li key={one.id}>
                  <div className="row">
                    <b className="grow">{one.title}</b>
                    <Chip tone={one.state === 'running' ? 'warn' : 'mute'}>
                      {t(`announcements.state.${one.state}`)}
                    </Chip>
                    {supervises && (
                      <>
                        <Button small look="ghost" onClick={() => setOpen(one)}>
                          {t('announcements.change')}
                          <span className="sr">: {one.title}</span>
                        </Button>
                        <Button small look="ghost" onClick={() => setEnding(one)}>
                          {t('announcements.end')}
                          <span className="sr">: {one.title}</span>
                        </Button>
                      </>
                    )}
                  </div>
                  <p>{one.texts['it']}</p>
                  <p className="t2 s12 num">
                    {t('announcements.counts', {
                      heard: formats.number(one.heard),
                      answered: formats.number(one.answered),
                    })}
                    {one.shown > 0 && ` · ${t('announcements.shown', { shown: formats.number(one.shown) })}`}
                    {one.state === 'planned' &&
                      ` · ${t('announcements.from', { time: formats.brief(one.fromAt, now) })}`}
                    {one.untilAt !== null &&
                      ` · ${t('announcements.until', { time: formats.brief(one.untilAt, now) })}`}
                    {` · ${whereOf(one)}`}
                    {one.areas.length > 0 && ` · ${one.areas.join(', ')}`}
                  </p>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {open !== null && (
        <AnnouncementDialog one={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
      {ending !== null && (
        <WhyDialog
          title={t('announcements.endTitle', { title: ending.title })}
          confirm={t('announcements.end')}
          onClose={() => setEnding(null)}
          run={async (why) => {
            await callPatiently(endAnnouncement, { params: { id: ending.id }, body: { why } });
            await refresh(listAnnouncements);
          }}
        >
          <p>{t('announcements.endText')}</p>
        </WhyDialog>
      )}
    </Panel>
  );
}
