import {
  IconAlertTriangle,
  IconBolt,
  IconCheck,
  IconClockOff,
  IconMinus,
  IconSpeakerphone,
  IconUserOff,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { QueueLive } from '#contract/insight.ts';
import { listQueues, type Queue } from '#contract/routing.ts';
import {
  Button,
  Chip,
  formats,
  IconButton,
  Table,
  useApi,
  useNow,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { mayAt } from '../app/places.ts';
import { useMay, useMe } from '../app/session.ts';
import { EmergencyDialog, type EmergencyStep } from './emergency.tsx';
import type { Crew, QueueState } from './gravity.rules.ts';
import { midnight } from './tiles.tsx';

export interface QueueRow extends QueueLive {
  crew: Crew | null;
  state: QueueState;
}
const marks: Record<QueueState, { tone: Tone; icon: ReactNode }> = {
  emergency: { tone: 'crit', icon: <IconBolt size={12} aria-hidden /> },
  below: { tone: 'warn', icon: <IconAlertTriangle size={12} aria-hidden /> },
  unmanned: { tone: 'warn', icon: <IconUserOff size={12} aria-hidden /> },
  fine: { tone: 'ok', icon: <IconCheck size={12} aria-hidden /> },
  quiet: { tone: 'mute', icon: <IconMinus size={12} aria-hidden /> },
  closed: { tone: 'mute', icon: <IconClockOff size={12} aria-hidden /> },
};

/** Queues with today's figures; every figure that has contacts behind it leads to them. */
export function Queues({ queues, updatedAt }: { queues: QueueRow[]; updatedAt: number }) {
  const t = useText('supervisor');
  const now = useNow();
  const me = useMe();
  const supervises = useMay('routing.supervise');
  const configs = useApi(listQueues).data?.items ?? [];
  const configOf = (id: string) => configs.find((one) => one.id === id);
  const [switching, setSwitching] = useState<{ queue: Queue; step: EmergencyStep } | null>(null);
  const since = Math.max(0, (now - updatedAt) / 1000);
  const behind = (
    queue: QueueRow,
    value: number,
    name: string,
    filter: Record<string, string>,
    steered = false,
  ) =>
    value === 0 ? (
      <span className="t3">0</span>
    ) : (
      <Link
        className="figure"
        to={steered ? `/supervisor/queues/${queue.queue}` : '/contacts'}
        search={(steered ? filter : { queue: queue.queue, ...filter }) as never}
        aria-label={`${queue.name}, ${name}: ${value}`}
      >
        {formats.number(value)}
      </Link>
    );
  return (
    <>
      <Table
        label={t('queues.title')}
        rows={queues}
        rowKey={({ queue }) => queue}
        empty={<p className="empty">{t('queues.empty')}</p>}
        columns={[
          {
            id: 'name',
            head: t('queues.name'),
            cell: (one) => (
              <span className="queue-name">
                <Link to={`/supervisor/queues/${one.queue}`} className="quiet-link">
                  <b>{one.name}</b>
                </Link>
                {one.state !== 'fine' && (
                  <Chip tone={marks[one.state].tone} icon={marks[one.state].icon}>
                    {t(`state.${one.state}`)}
                  </Chip>
                )}
                {configOf(one.queue)?.emergencyText != null && (
                  <Chip tone="note" icon={<IconSpeakerphone size={12} aria-hidden />}>
                    {t('queue.says')}
                  </Chip>
                )}
              </span>
            ),
          },
          {
            id: 'waiting',
            head: t('queues.waiting'),
            end: true,
            cell: (one) => <b>{behind(one, one.waiting, t('queues.waiting'), {}, true)}</b>,
          },
          {
            id: 'longest',
            head: t('queues.longest'),
            end: true,
            cell: (one) =>
              one.waiting === 0 ? <span className="t3">—</span> : formats.wait(one.longestWait + since),
          },
          {
            id: 'handling',
            head: t('queues.handling'),
            end: true,
            cell: (one) => behind(one, one.inHandling, t('queues.handling'), { tab: 'held' }, true),
          },
          {
            id: 'crew',
            head: <abbr title={t('queues.crewHelp')}>{t('queues.crew')}</abbr>,
            end: true,
            cell: (one) =>
              one.crew === null ? (
                <span className="t3">—</span>
              ) : (
                <span>
                  {one.crew.free}/{one.crew.on}
                </span>
              ),
          },
          {
            id: 'answered',
            head: t('queues.answered'),
            end: true,
            cell: (one) =>
              behind(one, one.answered, t('queues.answered'), {
                state: 'active,wrap_up,closed',
                from: midnight(),
              }),
          },
          {
            id: 'abandoned',
            head: t('queues.abandoned'),
            end: true,
            cell: (one) =>
              behind(one, one.abandoned, t('queues.abandoned'), { state: 'abandoned', from: midnight() }),
          },
          {
            id: 'service',
            head: t('queues.service'),
            end: true,
            cell: (one) => <Service queue={one} />,
          },
          ...(supervises
            ? [
                {
                  id: 'actions',
                  head: <span className="sr">{t('queues.actions')}</span>,
                  end: true,
                  cell: (one: QueueRow) => {
                    const queue = configOf(one.queue);
                    if (queue === undefined || !mayAt(me, 'routing.supervise', queue)) return null;
                    return (
                      <span className="queue-verbs">
                        <IconButton
                          label={t('queue.messageOf', { name: one.name })}
                          onClick={() => setSwitching({ queue, step: 'message' })}
                        >
                          <IconSpeakerphone size={15} aria-hidden />
                        </IconButton>
                        <Button
                          small
                          look="ghost"
                          onClick={() => setSwitching({ queue, step: one.emergency ? 'reopen' : 'close' })}
                        >
                          {one.emergency ? t('emergency.reopen') : t('emergency.close')}
                          <span className="sr">: {one.name}</span>
                        </Button>
                      </span>
                    );
                  },
                },
              ]
            : []),
        ]}
      />
      {switching !== null && <EmergencyDialog {...switching} onClose={() => setSwitching(null)} />}
    </>
  );
}

/** Service level against its target, as a bar with a mark, with the formula's name. */
function Service({ queue }: { queue: QueueRow }) {
  const t = useText('supervisor');
  const { value, target, formula } = queue.serviceLevel;
  const name = t(`formula.${formula}`);
  if (value === null)
    return (
      <span className="t3" title={name}>
        —
      </span>
    );
  return (
    <span className="service" title={name}>
      <span className="service-bar" aria-hidden>
        <i className={value < target ? 'missed' : ''} style={{ inlineSize: `${value * 100}%` }} />
        <b style={{ insetInlineStart: `${target * 100}%` }} />
      </span>
      <b className={value < target ? 'missed' : ''}>{formats.percent(value)}</b>
      <span className="t3 s11">{t('queues.target', { target: formats.percent(target) })}</span>
    </span>
  );
}
