import { getCase, listCases } from '#contract/cases.ts';
import { listCaseClocks, listClockNotices, listCompensations } from '#contract/clocks.ts';
import type { LiveEvent } from '#contract/live.ts';
import { formats, invalidate, textOf, toast } from '#web/kit/index.ts';
import { go } from '../app/go.ts';

/** A time limit has moved, comes near or has passed: what shows it is stale, and whoever is warned is told. */
export function onClockEvent({ kind, data }: LiveEvent): void {
  const { subject, subjectKind, label, dueAt } = data;
  // Who is warned, and until when, follows from the limits.
  invalidate(listClockNotices);
  if (kind === 'clock.swept') invalidate(listCases);
  if (kind === 'clock.compensation') invalidate(listCompensations);
  if (subjectKind !== 'case' || typeof subject !== 'string') return;
  if (data['personal'] === true) {
    if (typeof label !== 'string' || typeof dueAt !== 'string') return;
    const t = textOf('desk');
    toast(t('clock.warned', { label, day: formats.day(dueAt) }), {
      seconds: 20,
      action: { label: t('clock.look'), run: () => go(`/cases/${subject}`) },
    });
    return;
  }
  invalidate(listCaseClocks, { params: { id: subject } });
  invalidate(getCase, { params: { id: subject } });
  invalidate(listCases);
}
