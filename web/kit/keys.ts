import { useEffect, useRef, useSyncExternalStore } from 'react';

// Every key of the desk in one place: what it is called, what it does, what it is on this person's keyboard.

export interface KeyAction {
  /** A stable name, e.g. `inbox.next`; the text is `<id with _ for .>` in keys.json. */
  id: string;
  /** `j`, `shift+f2`, `mod+enter`, `g i` (two presses), `?`. */
  keys: string;
  group: 'list' | 'conversation' | 'listening' | 'offer' | 'go' | 'general';
}

export const keyActions: KeyAction[] = [
  { id: 'list.next', keys: 'j', group: 'list' },
  { id: 'list.previous', keys: 'k', group: 'list' },
  { id: 'list.open', keys: 'enter', group: 'list' },
  { id: 'list.select', keys: 'x', group: 'list' },
  { id: 'conversation.reply', keys: 'r', group: 'conversation' },
  { id: 'conversation.note', keys: 'n', group: 'conversation' },
  { id: 'conversation.finish', keys: 'e', group: 'conversation' },
  { id: 'conversation.transfer', keys: 't', group: 'conversation' },
  { id: 'conversation.consult', keys: 'c', group: 'conversation' },
  { id: 'consult.complete', keys: 'v', group: 'conversation' },
  { id: 'consult.end', keys: 'x', group: 'conversation' },
  { id: 'conversation.attach', keys: 'a', group: 'conversation' },
  { id: 'conversation.case', keys: 'p', group: 'conversation' },
  { id: 'conversation.callback', keys: 'b', group: 'conversation' },
  { id: 'conversation.actions', keys: '.', group: 'conversation' },
  { id: 'conversation.text', keys: '/', group: 'conversation' },
  { id: 'conversation.send', keys: 'mod+enter', group: 'conversation' },
  { id: 'call.hold', keys: 'h', group: 'conversation' },
  { id: 'call.together', keys: 'y', group: 'conversation' },
  { id: 'call.mute', keys: 'm', group: 'conversation' },
  { id: 'call.hangUp', keys: 'u', group: 'conversation' },
  { id: 'call.recording', keys: 'z', group: 'conversation' },
  { id: 'call.reached', keys: '1', group: 'conversation' },
  { id: 'call.no_answer', keys: '2', group: 'conversation' },
  { id: 'call.busy', keys: '3', group: 'conversation' },
  { id: 'call.wrong_number', keys: '4', group: 'conversation' },
  { id: 'listening.whisper', keys: 'w', group: 'listening' },
  { id: 'listening.step', keys: 'i', group: 'listening' },
  { id: 'listening.hear', keys: '1', group: 'listening' },
  { id: 'listening.speak', keys: '2', group: 'listening' },
  { id: 'listening.both', keys: '3', group: 'listening' },
  { id: 'listening.take', keys: 'o', group: 'listening' },
  { id: 'listening.leave', keys: 'q', group: 'listening' },
  { id: 'offer.accept', keys: 'f2', group: 'offer' },
  { id: 'offer.decline', keys: 'shift+f2', group: 'offer' },
  { id: 'presence.return', keys: 'f2', group: 'offer' },
  { id: 'go.inbox', keys: 'g i', group: 'go' },
  { id: 'go.contacts', keys: 'g o', group: 'go' },
  { id: 'go.cases', keys: 'g p', group: 'go' },
  { id: 'go.customers', keys: 'g c', group: 'go' },
  { id: 'go.supervisor', keys: 'g s', group: 'go' },
  { id: 'go.wallboard', keys: 'g w', group: 'go' },
  { id: 'go.admin', keys: 'g a', group: 'go' },
  { id: 'go.listening', keys: 'g l', group: 'go' },
  { id: 'go.flows', keys: 'g f', group: 'go' },
  { id: 'go.knowledge', keys: 'g k', group: 'go' },
  { id: 'leave', keys: 'escape', group: 'general' },
  { id: 'palette', keys: 'mod+k', group: 'general' },
  { id: 'sheet', keys: '?', group: 'general' },
];

/** A single key must be possible to switch off and to change (WCAG 2.1.4); a chord, a function key or Esc need not. */
export const isSingle = (keys: string): boolean => !/mod\+|^(shift\+)?f\d+$|^escape$/.test(keys);

interface Settings {
  singleKeys: boolean;
  custom: Record<string, string>;
}
let settings: Settings = { singleKeys: true, custom: {} };
const watchers = new Set<() => void>();
/** What the person chose in the profile. */
export function setKeySettings(next: Settings): void {
  settings = next;
  for (const watcher of watchers) watcher();
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** The keys of an action for this person; empty when switched off. */
export function keysOf(id: string): string {
  const action = keyActions.find((one) => one.id === id);
  if (action === undefined) return '';
  if (!isSingle(action.keys)) return action.keys;
  return settings.singleKeys ? (settings.custom[id] ?? action.keys) : '';
}
/** The same, kept up to date on screen. */
export const useKeysOf = (id: string): string => useSyncExternalStore(watch, () => keysOf(id));

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const shown: Record<string, string> = {
  mod: mac ? '⌘' : 'Ctrl',
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
};
/** As printed on a button: `Ctrl ↵`, `⇧F2`, `J`. */
export const printed = (keys: string): string =>
  keys
    .split(' ')
    .map((press) =>
      press
        .split('+')
        .map((part) => shown[part] ?? part.toUpperCase())
        .join(press.includes('shift+') ? '' : ' '),
    )
    .join(' ');
/** For aria-keyshortcuts. */
export const spoken = (keys: string): string =>
  keys.replace('mod', mac ? 'Meta' : 'Control').replace(/(^|\+| )([a-z])/g, (all) => all.toUpperCase());

const press = (event: KeyboardEvent): string => {
  const key = event.key.toLowerCase();
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  // Shift is already in a character such as "?", but not in F2 or Enter.
  const shift = event.shiftKey && key.length > 1 ? 'shift+' : '';
  return `${mod}${shift}${key === ' ' ? 'space' : key}`;
};

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));
// Enter and Space on a button or link are that control's own.
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('button, a, [role="option"], [role="menuitem"], summary') !== null;

const handlers = new Map<string, (() => void)[]>();
let chord = { first: '', at: 0 };

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const pressed = press(event);
  const single = isSingle(pressed);
  if (single && (inField(event.target) || document.querySelector('[aria-modal="true"]') !== null)) return;
  if (pressed === 'enter' && isControl(event.target)) return;
  const two = event.timeStamp - chord.at < 1200 ? `${chord.first} ${pressed}` : '';
  chord = { first: single && pressed.length === 1 ? pressed : '', at: event.timeStamp };
  for (const wanted of [two, pressed]) {
    if (wanted === '') continue;
    for (const [id, stack] of handlers) {
      const handler = stack.at(-1);
      if (handler === undefined || keysOf(id) !== wanted) continue;
      event.preventDefault();
      chord = { first: '', at: 0 };
      handler();
      return;
    }
  }
}
addEventListener('keydown', onKeyDown);

/** While the caller is on screen (and `enabled`), its keys do this. The newest caller of an action wins. */
export function useKey(id: string, action: () => void, enabled = true): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!enabled) return;
    const run = () => latest.current();
    const stack = handlers.get(id) ?? [];
    stack.push(run);
    handlers.set(id, stack);
    return () => {
      const index = stack.indexOf(run);
      if (index >= 0) stack.splice(index, 1);
    };
  }, [id, enabled]);
}

/** Something on screen does this action now. */
export const canPerform = (id: string): boolean => (handlers.get(id)?.length ?? 0) > 0;
/** Does an action as its key would; false when nothing on screen offers it. */
export function perform(id: string): boolean {
  const handler = handlers.get(id)?.at(-1);
  handler?.();
  return handler !== undefined;
}
