import type { ChatView } from '../chat.ts';
import type { Words } from '../words.ts';

/** Where things stand, in one or two honest sentences: place, estimated wait, who answers, when it opens. */
export function statusText(
  { welcome, phase, lines, link, flow }: ChatView,
  t: Words,
  language: string,
): string {
  if (welcome === null) return link === 'connecting' ? t('loading') : '';
  switch (phase.phase) {
    case 'queued':
      return [placeText(phase.position, t), waitText(phase.wait, t), t('keepOpen')].filter(Boolean).join(' ');
    case 'active':
      if (phase.agent === null) return t('withSomeone');
      return phase.also === null
        ? t('withAgent', { name: phase.agent })
        : t('withBoth', { name: phase.agent, also: phase.also });
    case 'closed':
    case 'idle':
      if (flow?.state === 'open' || flow?.state === 'none') return t('guideOn');
      if (flow?.state === 'idle' || flow?.state === 'left') return t('guideIdle');
      if (!welcome.open && (welcome.notice ?? welcome.announcement) !== null)
        return (welcome.notice ?? welcome.announcement)!;
      if (!welcome.open)
        return welcome.nextOpening === null
          ? t('closedNow')
          : t('closedUntil', { when: whenText(welcome.nextOpening, language) });
      if (flow?.state === 'answered' || flow?.state === 'unanswered') return t('guideOver');
      if (flow?.state === 'closed') return t('closedNow');
      return phase.phase === 'closed' && lines.length > 0 ? t('ended') : '';
  }
}

const placeText = (position: number | null, t: Words) =>
  position === null ? t('queued') : position <= 1 ? t('next') : t('position', { position });

const waitText = (seconds: number | null, t: Words) =>
  seconds === null
    ? ''
    : seconds < 60
      ? t('waitShort')
      : seconds > 3600
        ? t('waitLong')
        : t('waitMinutes', { count: Math.round(seconds / 60) });

/** `lunedì 23 novembre alle ore 08:30`, in the reader's words. */
export const whenText = (iso: string, language: string): string =>
  new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));
