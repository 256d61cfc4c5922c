import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { Button, IconButton } from './controls.tsx';
import { textOf, useText } from './i18n.ts';
import { problemText } from './states.tsx';

interface Toast {
  id: number;
  tone: 'info' | 'crit';
  text: ReactNode;
  action?: { label: string; run: () => void };
}
let toasts: Toast[] = [];
let last = 0;
const watchers = new Set<() => void>();
const change = (next: Toast[]) => {
  toasts = next;
  for (const watcher of watchers) watcher();
};
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** Says something that no visible change says. Not for the success of what can be seen. */
export function toast(
  text: ReactNode,
  {
    tone = 'info',
    action,
    seconds = 6,
  }: { tone?: Toast['tone']; action?: Toast['action']; seconds?: number } = {},
): () => void {
  const id = ++last;
  const close = () => change(toasts.filter((one) => one.id !== id));
  change([...toasts.slice(-3), { id, tone, text, ...(action === undefined ? {} : { action }) }]);
  // A fault stays until it is read.
  if (tone !== 'crit') setTimeout(close, seconds * 1000);
  return close;
}
/** Says what went wrong, in words. */
export const toastProblem = (error: unknown): void => {
  toast(problemText(error, textOf('kit')), { tone: 'crit' });
};

export function Toasts() {
  const t = useText('kit');
  const shown = useSyncExternalStore(watch, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <div key={one.id} className={`toast ${one.tone}`}>
          {one.tone === 'crit' && <IconAlertTriangle size={16} aria-hidden />}
          <span className="grow">{one.text}</span>
          {one.action !== undefined && (
            <Button
              small
              look="ghost"
              onClick={() => {
                one.action?.run();
                change(toasts.filter(({ id }) => id !== one.id));
              }}
            >
              {one.action.label}
            </Button>
          )}
          <IconButton label={t('close')} onClick={() => change(toasts.filter(({ id }) => id !== one.id))}>
            <IconX size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
