import type { NoticeText } from '#contract/telling-texts.ts';
import { Chip, useNow, useText } from '#web/kit/index.ts';

/** The state of a text in one word, and its colour. */
export function TextMark({ one }: { one: Pick<NoticeText, 'state' | 'inForce' | 'validFrom'> }) {
  const t = useText('telling-texts');
  const now = useNow();
  if (one.inForce) return <Chip tone="ok">{t('mark.inForce')}</Chip>;
  if (one.state === 'draft') return <Chip tone="note">{t('mark.draft')}</Chip>;
  if (one.state === 'withdrawn') return <Chip tone="line">{t('mark.withdrawn')}</Chip>;
  const later = one.validFrom !== null && new Date(one.validFrom).getTime() > now;
  return <Chip tone={later ? 'accent' : 'line'}>{t(later ? 'mark.later' : 'mark.over')}</Chip>;
}
