import type { LiveEvent } from '#contract/live.ts';
import { listMessages, type Message } from '#contract/conversations.ts';
import { call, keyOf, queryClient, useApi } from '#web/kit/index.ts';
import { alsoFollow } from './events.ts';

/** The part of a conversation that is on screen: its last messages, and what was paged in before them. */
export interface Thread {
  items: Message[];
  /** Where to go on backwards; null when the first message is here. */
  next: string | null;
}

const pageSize = 60;
const inputOf = (conversation: string) => ({ params: { id: conversation }, query: { limit: pageSize } });
const threadKey = (conversation: string) => keyOf(listMessages, inputOf(conversation));

export const useThread = (conversation: string | undefined) =>
  useApi(listMessages, inputOf(conversation ?? ''), {
    enabled: conversation !== undefined,
    staleTime: Infinity,
  });

function change(conversation: string, work: (thread: Thread) => Thread): void {
  queryClient.setQueryData<Thread>(threadKey(conversation), (old) => (old === undefined ? old : work(old)));
}

type Delivery = NonNullable<Message['delivery']>;
const steps: Partial<Record<Delivery['state'], number>> = { queued: 0, sent: 1, delivered: 2, read: 3 };
// How far messages have come by live events. An event may overtake the answer that brings its message.
const told = new Map<string, Delivery>();
function tell(message: string, delivery: Delivery): void {
  told.delete(message);
  told.set(message, delivery);
  for (const [oldest] of told) if (told.size > 500) told.delete(oldest);
}
/** A message that has arrived does not go back to being under way because an older answer comes late. */
function withDelivery(message: Message): Message {
  const known = told.get(message.id);
  if (known === undefined || message.delivery === null) return message;
  const [to, from] = [steps[known.state], steps[message.delivery.state]];
  return to !== undefined && from !== undefined && to > from ? { ...message, delivery: known } : message;
}

/** Adds or replaces messages, in order, each once. */
export function merge(conversation: string, fresh: Message[]): void {
  change(conversation, (thread) => {
    const byId = new Map(thread.items.map((one) => [one.id, one]));
    for (const one of fresh) byId.set(one.id, withDelivery(one));
    return { ...thread, items: [...byId.values()].toSorted((one, other) => one.seq - other.seq) };
  });
}

/** The page before the first message shown. */
export async function loadOlder(conversation: string): Promise<void> {
  const thread = queryClient.getQueryData<Thread>(threadKey(conversation));
  if (thread?.next == null) return;
  const page = await call(listMessages, {
    params: { id: conversation },
    query: { before: Number(thread.next), limit: pageSize },
  });
  change(conversation, (now) => ({ next: page.next, items: now.items }));
  merge(conversation, page.items);
}

/** What a live event changes in the threads that are open. */
function followThread({ kind, data }: LiveEvent): void {
  if (kind !== 'message.added' && kind !== 'message.delivery') return;
  const conversation = String(data['conversation']);
  const message = String(data['message']);
  if (kind === 'message.delivery')
    tell(message, {
      state: data['state'] as Delivery['state'],
      detail: (data['detail'] as string | null | undefined) ?? null,
      at: new Date().toISOString(),
    });
  const state = queryClient.getQueryState<Thread>(threadKey(conversation));
  if (state === undefined) return;
  if (state.data === undefined) {
    // It is on its way and may have been read before this happened.
    void queryClient.invalidateQueries({ queryKey: threadKey(conversation) });
    return;
  }
  if (kind === 'message.added') void loadNewer(conversation);
  else
    change(conversation, (thread) => ({
      ...thread,
      items: thread.items.map((one) =>
        one.id === message ? { ...one, delivery: told.get(message) ?? one.delivery } : one,
      ),
    }));
}
alsoFollow(followThread);

const underWay = new Map<string, 'once' | 'again'>();
/** What was written after the last message shown; calls during one that is under way are folded into one more. */
async function loadNewer(conversation: string): Promise<void> {
  if (underWay.has(conversation)) {
    underWay.set(conversation, 'again');
    return;
  }
  do {
    underWay.set(conversation, 'once');
    const last = queryClient.getQueryData<Thread>(threadKey(conversation))?.items.at(-1)?.seq ?? 0;
    try {
      const page = await call(listMessages, {
        params: { id: conversation },
        query: { after: last, limit: 200 },
      });
      merge(conversation, page.items);
      if (page.next !== null) underWay.set(conversation, 'again');
    } catch {
      // The connection went: the catch-up that follows asks for the whole thread again.
      void queryClient.invalidateQueries({ queryKey: threadKey(conversation) });
    }
  } while (underWay.get(conversation) === 'again');
  underWay.delete(conversation);
}
