import { IconAdjustmentsHorizontal, IconAlertTriangle, IconUsersPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { listQueueNotices, type queueNotice } from '#contract/routing-plans.ts';
import { listQueues } from '#contract/routing.ts';
import { formats, nameIn, useApi, useText, type Text } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';

type Notice = z.output<typeof queueNotice>;
type NameOf = (id: string | null) => string;

const looks = {
  problem: { tone: 'warn', Icon: IconAlertTriangle },
  help: { tone: 'info', Icon: IconUsersPlus },
  change: { tone: 'info', Icon: IconAdjustmentsHorizontal },
};

/** What supervisors should know of queues: what is wrong, who helps whom, what was changed under open offers; nothing when all is well. */
export function Notices() {
  const t = useText('routing');
  // Some end by time, and what has become of offers moves on.
  const notices = useApi(listQueueNotices, undefined, { refetchInterval: 30_000 }).data?.items ?? [];
  const queues = useApi(listQueues, undefined, { enabled: notices.length > 0 }).data?.items ?? [];
  const nameOf: NameOf = (id) => queues.find((one) => one.id === id)?.name ?? '…';
  if (notices.length === 0) return null;
  const lasting = notices.filter(({ kind }) => kind !== 'change').map((one) => [one]);
  // One change is one line, however many queues it concerns.
  const changes = Map.groupBy(
    notices.filter(({ kind }) => kind === 'change'),
    ({ about, since }) => `${about} ${since}`,
  ).values();
  return (
    <section className="routing-notices" aria-label={t('problem.title')}>
      {[...lasting, ...changes].map((parts) => {
        const [one] = parts as [Notice, ...Notice[]];
        const { tone, Icon } = looks[one.kind];
        return (
          <div key={`${one.queue ?? ''} ${one.kind} ${one.about}`} className={`notice ${tone}`}>
            <Icon size={15} aria-hidden />
            {one.about === 'rules_contradict' ? (
              <Contradictions detail={one.detail as unknown as Contradicting} />
            ) : (
              <span>{one.kind === 'change' ? changeWords(parts, nameOf, t) : wordsOf(one, nameOf, t)}</span>
            )}
          </div>
        );
      })}
    </section>
  );
}

function wordsOf({ kind, queue, about, detail, since }: Notice, nameOf: NameOf, t: Text): string {
  if (kind === 'problem')
    return t(`problem.${String(detail['reason'])}`, {
      queue: nameOf(queue),
      count: Number(detail['items'] ?? 0),
      skills: ((detail['skills'] ?? []) as MissingSkill[])
        .map(({ name, level }) => t('problem.skill', { name: nameIn(name), level }))
        .join('; '),
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

interface MissingSkill {
  name: { it: string; en: string };
  level: number;
}

interface Changed {
  reason: 'profile_changed' | 'agent_changed';
  name: string;
  by: string;
  offers: number;
  open: number;
  accepted: number;
  returned: number;
  until: string;
}

/** Who changed what, over all its queues in view: what became of the offers that were open, and how long this is shown. */
function changeWords(parts: readonly Notice[], nameOf: NameOf, t: Text): string {
  const changes = parts.map(({ detail }) => detail as unknown as Changed);
  const [{ reason, name, by, until }] = changes as [Changed, ...Changed[]];
  const sum = (part: 'offers' | 'open' | 'accepted' | 'returned') =>
    changes.reduce((all, one) => all + one[part], 0);
  const list = (['accepted', 'open', 'returned'] as const)
    .filter((part) => sum(part) > 0)
    .map((part) => t(`problem.${part}`, { count: sum(part) }))
    .join(', ');
  return t(`problem.${reason}`, {
    count: sum('offers'),
    name,
    by,
    at: formats.time(parts[0]!.since),
    queues: parts.map(({ queue }) => nameOf(queue)).join(', '),
    fate: t('problem.fate', { list }),
    until: formats.time(until),
  });
}

interface Contradicting {
  rules: {
    name: string;
    code: 'never' | 'shadowed' | 'overruled';
    part: string | null;
    other: string | null;
  }[];
  count: number;
  tell: string[];
}

/** Business rules that never act or contradict each other, and where, or with whose help, that is mended. */
function Contradictions({ detail: { rules, count, tell } }: { detail: Contradicting }) {
  const t = useText('routing');
  const opens = useMay('admin.read');
  return (
    <div>
      {t('problem.rules_contradict', { count })}
      <ul className="notice-list">
        {rules.map(({ name, code, part, other }) => (
          <li key={`${name} ${code} ${part ?? ''}`}>
            {t(`problem.rule_${code}${code !== 'never' && other === null ? 'Hidden' : ''}`, {
              name,
              other,
              part: part === null ? '' : t(`problem.part_${part}`),
            })}
          </li>
        ))}
        {count > rules.length && <li>{t('problem.rulesMore', { count: count - rules.length })}</li>}
      </ul>
      {t('problem.rulesMeanwhile')}{' '}
      {opens ? (
        <Link to="/admin/rules">{t('problem.rulesOpen')}</Link>
      ) : tell.length > 0 ? (
        t('problem.rulesTell', { names: tell.join(', ') })
      ) : (
        t('problem.rulesTellAdmin')
      )}
    </div>
  );
}
