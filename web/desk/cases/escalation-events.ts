import type { LiveEvent } from '#contract/live.ts';
import {
  getEscalation,
  listEscalationNews,
  listEscalations,
  listEscalationTargets,
  listReminders,
} from '#contract/escalations.ts';
import { getOpinion, listOpinions } from '#contract/opinions.ts';
import { invalidate, loadTexts, textOf, toast } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { meNow } from '../app/session.ts';

// What whoever asked must hear of at once; the rest they find on the case.
const news: ReadonlySet<string> = new Set([
  'answered',
  'partly',
  'returned',
  'head',
  'more',
  'away',
  'undelivered',
  'doubtful',
]);

/** What happened to an escalation makes stale; who asked is told what came back. */
export function onEscalation({ data, actor }: LiveEvent): void {
  invalidate(listEscalations);
  invalidate(getEscalation, { params: { id: String(data['escalation']) } });
  invalidate(listEscalationTargets);
  invalidate(listEscalationNews);
  invalidate(listReminders);
  const me = meNow();
  const about = String(data['about']);
  if (me === undefined || actor === `staff:${me.id}`) return;
  // Personal: the head of an office is reminded.
  if (about !== 'yours' && (data['askedBy'] !== me.id || !news.has(about))) return;
  void loadTexts('escalations').then(() => {
    const t = textOf('escalations');
    toast(t(`news.${about}`, { number: String(data['number']) }), {
      seconds: 20,
      action: { label: t('look'), run: () => go(`/cases/${String(data['case'])}`) },
    });
  });
}

/** An opinion was made or changed. */
export function onOpinion(): void {
  invalidate(listOpinions);
  invalidate(getOpinion);
}
