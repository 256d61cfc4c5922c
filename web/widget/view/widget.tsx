/** @jsxImportSource preact */
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { Chat } from '../chat.ts';
import type { Words } from '../words.ts';
import { Shared, useChat } from './context.ts';
import { bubble, cross } from './icons.tsx';
import { Panel } from './panel.tsx';

/** The round button and the panel it opens. */
export function Widget({ chat, words: t, name }: { chat: Chat; words: Words; name: string }) {
  const view = useChat(chat);
  const launcherRef = useRef<HTMLButtonElement>(null);
  const unread = view.lines.filter((line) => line.from === 'staff' && line.seq > view.read).length;
  const wasOpenRef = useRef(view.open);
  // Before the next paint, so that the focus is never nowhere.
  useLayoutEffect(() => {
    if (wasOpenRef.current && !view.open) launcherRef.current?.focus();
    wasOpenRef.current = view.open;
  }, [view.open]);
  const shut = useCallback(() => chat.setOpen(false), [chat]);
  const organisation = view.welcome?.organisation || name || location.hostname;
  return (
    <Shared.Provider value={{ chat, t }}>
      {view.open && <Panel view={view} onClose={shut} />}
      <button
        ref={launcherRef}
        type="button"
        class="launcher"
        aria-haspopup="dialog"
        aria-expanded={view.open}
        onClick={() => chat.setOpen(!view.open)}
      >
        {view.open ? cross : bubble}
        <span class="hidden">{view.open ? t('close') : t('open', { organisation })}</span>
        {unread > 0 && !view.open && (
          <span class="badge">
            <span aria-hidden="true">{unread > 9 ? '9+' : unread}</span>
            <span class="hidden">, {t('unread', { count: unread })}</span>
          </span>
        )}
      </button>
      {/* News while the panel is shut: said once by screen readers. */}
      <output class="hidden">{unread > 0 && !view.open ? t('newLines', { count: unread }) : ''}</output>
    </Shared.Provider>
  );
}
