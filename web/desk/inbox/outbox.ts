import { useSyncExternalStore } from 'react';
import { sendMessage, type Message } from '#contract/conversations.ts';
import { ApiProblem, call, isPassing, newKey, type CallInput } from '#web/kit/index.ts';
import { live } from '../app/session.ts';
import { merge } from './thread-cache.ts';

type Body = CallInput<typeof sendMessage>['body'];
/** A message that this page has written and the server has not taken yet. */
export interface Outgoing {
  clientId: string;
  conversation: string;
  body: Body;
  files: Message['attachments'];
  at: string;
  state: 'sending' | 'waiting' | 'failed';
  error: unknown;
}

let outgoing: Outgoing[] = [];
const watchers = new Set<() => void>();
function set(next: Outgoing[]): void {
  outgoing = next;
  for (const watcher of watchers) watcher();
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
const patch = (clientId: string, change: Partial<Outgoing>) =>
  set(outgoing.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)));

/** What waits to leave, in every conversation. */
export const useOutgoing = (): Outgoing[] => useSyncExternalStore(watch, () => outgoing);

/** Writes a message: on screen at once, kept while there is no connection, never twice (its client id is its name). */
export async function post(
  conversation: string,
  body: Body,
  files: Message['attachments'],
): Promise<Message | null> {
  const one: Outgoing = {
    clientId: newKey(),
    conversation,
    body,
    files,
    at: new Date().toISOString(),
    state: 'sending',
    error: null,
  };
  set([...outgoing, one]);
  return attempt(one.clientId);
}

export async function attempt(clientId: string): Promise<Message | null> {
  const one = outgoing.find((each) => each.clientId === clientId);
  if (one === undefined) return null;
  patch(clientId, { state: 'sending', error: null });
  try {
    const message = await call(
      sendMessage,
      { params: { id: one.conversation }, body: { ...one.body, clientId } },
      { idempotencyKey: clientId },
    );
    merge(one.conversation, [message]);
    set(outgoing.filter((each) => each.clientId !== clientId));
    return message;
  } catch (error) {
    const passing = error instanceof ApiProblem && isPassing(error);
    patch(clientId, { state: passing ? 'waiting' : 'failed', error });
    return null;
  }
}

/** Gives up a message that was refused; its words go back to the writer. */
export function withdraw(clientId: string): Outgoing | undefined {
  const one = outgoing.find((each) => each.clientId === clientId);
  set(outgoing.filter((each) => each.clientId !== clientId));
  return one;
}

const flush = () => {
  for (const one of outgoing) if (one.state === 'waiting') void attempt(one.clientId);
};
live.onState(() => {
  if (live.state() === 'open') flush();
});
setInterval(flush, 5000);
// What has not left is lost with the page: the browser asks first.
addEventListener('beforeunload', (event) => {
  if (outgoing.some(({ state }) => state !== 'failed')) event.preventDefault();
});

/** Words for a composer: what did not leave, or (`insert`) a standard text to stand where the caret is. */
export type Words = Pick<Outgoing, 'body' | 'files'> & { insert?: boolean };
const takers = new Map<string, (words: Words) => void>();
/** Gives words that did not leave back to the composer of their conversation. */
export function giveBack(conversation: string, words: Words): void {
  takers.get(conversation)?.(words);
}
export function onGivenBack(conversation: string, taker: (words: Words) => void): () => void {
  takers.set(conversation, taker);
  return () => takers.delete(conversation);
}
