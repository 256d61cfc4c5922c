import { useEffect, useRef } from 'react';
import { listAlerts } from '#contract/figures.ts';
import { announce, invalidate, useText } from '#web/kit/index.ts';
import { live, preferencesOf, useMe } from '../app/session.ts';
import { sound } from '../inbox/sounds.ts';

const title = document.title;

/**
 * Keeps the list of alerts true, and says how many nobody looks after: in the title of the page, to those who listen to
 * the screen, and by a sound if it is wanted, once for each that comes. @param unseen their ids; null before they are known
 */
export function useAlertCalls(unseen: string[] | null): void {
  const t = useText('control');
  const { alertSound } = preferencesOf(useMe());
  const known = useRef<Set<string> | null>(null);
  const ids = unseen?.toSorted().join(' ') ?? null;
  useEffect(() => {
    if (ids === null) return;
    const now = new Set(ids === '' ? [] : ids.split(' '));
    document.title = now.size === 0 ? title : `(${now.size}) ${title}`;
    const before = known.current;
    known.current = now;
    // What was there when the page was opened is to be seen, not to be called out.
    if (before === null || [...now].every((id) => before.has(id))) return;
    announce(t('alerts.unseen', { count: now.size }));
    if (alertSound) sound('alert');
  }, [ids, alertSound, t]);
  // Here and not with the events of all modules: whoever may not see alerts loads nothing of them.
  useEffect(
    () =>
      live.onEvent(({ kind }) => {
        if (kind.startsWith('alert.') || kind === 'figures.differ') invalidate(listAlerts);
      }),
    [],
  );
  useEffect(
    () => () => {
      document.title = title;
    },
    [],
  );
}
