import { useEffect, useSyncExternalStore } from 'react';
import { live, meNow } from '../app/session.ts';

/** A colleague (or the customer) who is in the same conversation now. */
export interface Present {
  id: string;
  name: string;
  doing: 'looking' | 'reply' | 'note' | 'customer';
  until: number;
}

let present = new Map<string, Present[]>();
const watchers = new Set<() => void>();
const none: Present[] = [];

function see(conversation: string, one: Present | { id: string; gone: true }): void {
  const others = (present.get(conversation) ?? none).filter(({ id }) => id !== one.id);
  present = new Map(present).set(conversation, 'gone' in one ? others : [...others, one]);
  for (const watcher of watchers) watcher();
}

live.onWhisper(({ kind, data }) => {
  const conversation = data['conversation'];
  if (typeof conversation !== 'string') return;
  const staff = typeof data['staff'] === 'string' ? data['staff'] : null;
  if (staff !== null && staff === meNow()?.id) return;
  const id = staff ?? 'customer';
  const name = typeof data['name'] === 'string' ? data['name'] : '';
  if (kind === 'typing') {
    const doing = staff === null ? 'customer' : data['kind'] === 'note' ? 'note' : 'reply';
    if (data['on'] !== false) see(conversation, { id, name, doing, until: Date.now() + 8000 });
    else if (staff === null) see(conversation, { id, gone: true });
    else see(conversation, { id, name, doing: 'looking', until: Date.now() + 50_000 });
  } else if (kind === 'looking' && staff !== null) {
    const known = present.get(conversation)?.find((one) => one.id === id);
    if (known === undefined || known.doing === 'looking')
      see(conversation, { id, name, doing: 'looking', until: Date.now() + 50_000 });
  }
});
setInterval(() => {
  const now = Date.now();
  let changed = false;
  const next = new Map<string, Present[]>();
  for (const [conversation, people] of present) {
    const still = people
      // Who stopped typing without a word is still looking for a while.
      .map((one) =>
        one.until < now && one.doing !== 'looking' && one.doing !== 'customer'
          ? { ...one, doing: 'looking' as const, until: now + 40_000 }
          : one,
      )
      .filter(({ until }) => until >= now);
    if (still.length !== people.length || still.some((one, index) => one !== people[index])) changed = true;
    if (still.length > 0) next.set(conversation, still);
  }
  if (!changed) return;
  present = next;
  for (const watcher of watchers) watcher();
}, 1000);

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
/** Who else is in a conversation; every conversation without an argument's id. */
export const useCompany = (conversation: string | undefined): Present[] =>
  useSyncExternalStore(watch, () =>
    conversation === undefined ? none : (present.get(conversation) ?? none),
  );
export const useAllCompany = (): Map<string, Present[]> => useSyncExternalStore(watch, () => present);

/** Tells the others which conversation is open here, as long as it is. */
export function useLooking(conversation: string | undefined): void {
  useEffect(() => {
    if (conversation === undefined) return;
    const tell = () => live.send({ type: 'looking', conversation });
    tell();
    const timer = setInterval(tell, 25_000);
    return () => {
      clearInterval(timer);
      live.send({ type: 'looking', conversation: null });
    };
  }, [conversation]);
}

let typing: { conversation: string; kind: 'reply' | 'note'; at: number } | null = null;
let still: ReturnType<typeof setTimeout> | undefined;
/** Tells the others that something is being typed here; silence for four seconds tells that it stopped. */
export function tellTyping(conversation: string, kind: 'reply' | 'note'): void {
  const now = Date.now();
  if (
    typing === null ||
    typing.conversation !== conversation ||
    typing.kind !== kind ||
    now - typing.at > 3000
  ) {
    live.send({ type: 'typing', conversation, kind, on: true });
    typing = { conversation, kind, at: now };
  }
  clearTimeout(still);
  still = setTimeout(tellStopped, 4000);
}
export function tellStopped(): void {
  clearTimeout(still);
  if (typing !== null)
    live.send({ type: 'typing', conversation: typing.conversation, kind: typing.kind, on: false });
  typing = null;
}
