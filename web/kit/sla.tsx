import { IconClock } from '@tabler/icons-react';
import { useText } from './i18n.ts';
import { brief, sameDay, span, time } from './formats.ts';
import { useNow } from './time.ts';

/** How near the end of a promise is. Grey far away, amber within 15 minutes, red when past; never by colour alone. */
export function slaTone(dueAt: string, now: number): 'mute' | 'warn' | 'crit' {
  const left = (Date.parse(dueAt) - now) / 1000;
  return left < 0 ? 'crit' : left <= 15 * 60 ? 'warn' : 'mute';
}

/** The time left to keep a promise. */
export function SlaChip({ dueAt, prefix }: { dueAt: string; prefix?: string }) {
  const t = useText('kit');
  const now = useNow(10_000);
  const left = (Date.parse(dueAt) - now) / 1000;
  const text =
    left < 0
      ? t('sla.overdue', { span: span(-left) })
      : left < 12 * 3600
        ? span(Math.max(left, 60))
        : sameDay(dueAt, now + 86_400_000)
          ? t('sla.tomorrow', { time: time(dueAt) })
          : brief(dueAt, now);
  return (
    <span className={`chip ${slaTone(dueAt, now)}`}>
      <IconClock size={11} stroke={2.2} aria-hidden />
      <span aria-hidden>
        {prefix === undefined ? '' : `${prefix} `}
        {text}
      </span>
      <span className="sr">
        {left < 0 ? t('sla.spokenOverdue', { span: span(-left) }) : t('sla.spoken', { span: span(left) })}
      </span>
    </span>
  );
}
