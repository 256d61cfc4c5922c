import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Contact } from '#contract/contacts.ts';
import type { QueueLive } from '#contract/insight.ts';
import { ChannelIcon, Chip, formats, useNow, useText } from '#web/kit/index.ts';
import { longestWait, shareOf, sumOf, targetOf } from '../app/room.rules.ts';

/** The five figures of the room. */
export function Tiles({
  queues,
  updatedAt,
  oldest,
  unmanned,
}: {
  queues: QueueLive[];
  updatedAt: number;
  oldest: Contact | undefined;
  unmanned: number;
}) {
  const t = useText('supervisor');
  const now = useNow();
  const [waiting, answered, abandoned, offered] = (
    ['waiting', 'answered', 'abandoned', 'offered'] as const
  ).map((part) => sumOf(queues, part)) as [number, number, number, number];
  const longest = longestWait(queues, updatedAt, now);
  const overdue = oldest?.dueAt != null && Date.parse(oldest.dueAt) < now;
  const share = shareOf(queues);
  const target = targetOf(queues);
  const averageWait =
    answered === 0
      ? null
      : queues.reduce((total, one) => total + one.answered * (one.averageWait ?? 0), 0) / answered;
  const below = share !== null && target !== null && share < target;
  return (
    <ul className="tiles">
      <Tile
        name={t('tiles.waiting')}
        value={formats.number(waiting)}
        to="/contacts"
        search={{ state: 'queued,offered', sort: 'oldest' }}
        tone={unmanned > 0 ? 'warn' : undefined}
        word={unmanned > 0 ? t('tiles.unmanned', { count: unmanned }) : undefined}
        foot={t('tiles.inQueues', { count: queues.filter((one) => one.waiting > 0).length })}
      />
      <Tile
        name={t('tiles.longest')}
        value={longest === null ? '—' : formats.wait(longest)}
        {...(oldest === undefined || waiting === 0 ? {} : { to: `/inbox/${oldest.id}` })}
        tone={overdue && waiting > 0 ? 'crit' : undefined}
        word={overdue && waiting > 0 ? t('tiles.overdue') : undefined}
        foot={
          oldest === undefined || waiting === 0 ? (
            t('tiles.nobody')
          ) : (
            <span className="row">
              <ChannelIcon channel={oldest.channel} size={13} />
              <span className="ell">{oldest.queueName}</span>
            </span>
          )
        }
      />
      <Tile
        name={t('tiles.service')}
        value={share === null ? '—' : formats.percent(share)}
        tone={share === null ? undefined : below ? 'warn' : 'ok'}
        word={share === null ? undefined : below ? t('state.below') : t('state.fine')}
        foot={target === null ? t('tiles.noneYet') : t('tiles.target', { target: formats.percent(target) })}
      />
      <Tile
        name={t('tiles.average')}
        value={averageWait === null ? '—' : formats.wait(averageWait)}
        foot={t('tiles.answered', { count: answered, number: formats.number(answered) })}
      />
      <Tile
        name={t('tiles.abandoned')}
        value={offered === 0 ? '—' : formats.percent(abandoned / offered)}
        to="/contacts"
        search={{ state: 'abandoned', from: midnight() }}
        foot={t('tiles.ofOffered', {
          abandoned: formats.number(abandoned),
          offered: formats.number(offered),
        })}
      />
    </ul>
  );
}

/** Midnight of today, for the filters of the list of contacts. */
export function midnight(): string {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day.toISOString();
}

function Tile({
  name,
  value,
  word,
  tone,
  foot,
  to,
  search,
}: {
  name: string;
  value: string;
  word?: string | undefined;
  tone?: 'ok' | 'warn' | 'crit' | undefined;
  foot: ReactNode;
  to?: string;
  search?: Record<string, string>;
}) {
  return (
    <li className={`tile ${tone ?? ''}`}>
      <div className="row">
        <span className="grow ell tile-name">{name}</span>
        {word !== undefined && tone !== undefined && (
          <Chip
            tone={tone}
            icon={
              tone === 'ok' ? (
                <IconCheck size={12} aria-hidden />
              ) : (
                <IconAlertTriangle size={12} aria-hidden />
              )
            }
          >
            {word}
          </Chip>
        )}
      </div>
      <div className="tile-value num">
        {to === undefined ? (
          value
        ) : (
          <Link
            to={to}
            {...(search === undefined ? {} : { search: search as never })}
            aria-label={`${name}: ${value}`}
          >
            {value}
          </Link>
        )}
      </div>
      <div className="t2 s12 num">{foot}</div>
    </li>
  );
}
