import { IconAlertTriangle, IconUsersPlus } from '@tabler/icons-react';
import type { z } from 'zod';
import { listQueueNotices, type queueNotice } from '#contract/routing-plans.ts';
import { listQueues } from '#contract/routing.ts';
import { formats, useApi, useText } from '#web/kit/index.ts';

type Notice = z.output<typeof queueNotice>;

/** What routing finds wrong with queues, and who helps whom; nothing when all is well. */
export function Notices() {
  const t = useText('routing');
  const notices = useApi(listQueueNotices).data?.items ?? [];
  const queues = useApi(listQueues, undefined, { enabled: notices.length > 0 }).data?.items ?? [];
  const nameOf = (id: string | null) => queues.find((one) => one.id === id)?.name ?? '…';
  if (notices.length === 0) return null;
  return (
    <section className="routing-notices" aria-label={t('problem.title')}>
      {notices.map((one) => (
        <p
          key={`${one.queue ?? ''} ${one.about}`}
          className={`notice ${one.kind === 'problem' ? 'warn' : 'info'}`}
        >
          {one.kind === 'problem' ? (
            <IconAlertTriangle size={15} aria-hidden />
          ) : (
            <IconUsersPlus size={15} aria-hidden />
          )}
          <span>{wordsOf(one, nameOf, t)}</span>
        </p>
      ))}
    </section>
  );
}

function wordsOf(
  { kind, queue, about, detail, since }: Notice,
  nameOf: (id: string | null) => string,
  t: ReturnType<typeof useText>,
): string {
  if (kind === 'problem')
    return t(`problem.${String(detail['reason'])}`, {
      queue: nameOf(queue),
      time: formats.span(Number(detail['seconds'] ?? 0)),
      at: formats.time(since),
    });
  const because = detail['because'] as { measure: string; value: number | null } | null;
  const names = { queue: nameOf(queue), from: nameOf(about) };
  if (because?.value == null) return t('problem.help', names);
  const { measure, value } = because;
  const shown =
    measure === 'service_level'
      ? formats.percent(value)
      : measure === 'idle_agents' || measure === 'waiting'
        ? formats.number(value)
        : formats.span(value);
  return t('problem.helpBecause', { ...names, measure: t(`measure.${measure}`), value: shown });
}
