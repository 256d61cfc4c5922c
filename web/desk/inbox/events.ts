import type { LiveEvent } from '#contract/live.ts';
import {
  countContacts,
  customerTimeline,
  getContact,
  listContacts,
  listLegs,
  workload,
} from '#contract/contacts.ts';
import { getConversation, listMentions } from '#contract/conversations.ts';
import { getCustomer, searchCustomers, sharedIdentities } from '#contract/customers.ts';
import { queuesLive } from '#contract/insight.ts';
import { myAgent } from '#contract/routing.ts';
import { listAppliedRules } from '#contract/rules.ts';
import { invalidate } from '#web/kit/index.ts';
import { meNow } from '../app/session.ts';

// A busy floor makes many events a second; each list is asked for at most this often (ms). What is mine does not wait.
const pace = 400;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();
function soon(name: string, work: () => void, at: number = pace): void {
  if (waiting.has(name)) return;
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name);
      work();
    }, at),
  );
}

// Rare, and no part of what a desk loads first.
const consults = () => import('./consult-events.ts');

const followers: ((event: LiveEvent) => void)[] = [];
/** For what is loaded later and keeps something of its own in the cache: before that nothing of it is there. */
export const alsoFollow = (follower: (event: LiveEvent) => void): void => void followers.push(follower);

/** Live events into the cache of the inbox. */
export function onInboxEvent(event: LiveEvent): void {
  const { kind, data } = event;
  for (const follow of followers) follow(event);
  if (kind.startsWith('contact.')) {
    const id = String(data['contact']);
    const me = meNow()?.id;
    const mine = [data['agent'], data['toAgent'], data['fromAgent']].includes(me);
    invalidate(getContact, { params: { id } });
    invalidate(listLegs, { params: { id } });
    if (kind === 'contact.ruled' || kind === 'contact.queued')
      invalidate(listAppliedRules, { params: { id } });
    if (mine) {
      invalidate(workload);
      invalidate(myAgent);
    } else soon('workload', () => invalidate(workload));
    soon('contacts', () => {
      invalidate(listContacts);
      invalidate(countContacts);
      // The conversation's own list of contacts; only those on screen are fetched.
      invalidate(getConversation);
    });
    soon('figures', () => invalidate(queuesLive), 2000);
    if (kind === 'contact.closed' || kind === 'contact.changed')
      soon('timeline', () => invalidate(customerTimeline));
  } else if (kind.startsWith('consult.')) {
    void consults().then(({ followConsult }) => followConsult(event));
  } else if (kind === 'message.added') {
    if (typeof data['consult'] === 'string') void consults().then(({ followLine }) => followLine(event));
    // It is unread now, and its agent may be looking at it.
    invalidate(getContact, { params: { id: String(data['contact']) } });
    soon('workload', () => invalidate(workload), 150);
    soon('contacts', () => invalidate(listContacts));
  } else if (kind === 'conversation.changed') {
    invalidate(getConversation, { params: { id: String(data['conversation']) } });
  } else if (kind === 'customer.changed') {
    const id = String(data['customer']);
    invalidate(getCustomer, { params: { id } });
    soon('customers', () => {
      invalidate(sharedIdentities);
      invalidate(searchCustomers);
      invalidate(workload);
    });
  } else if (kind.startsWith('case.')) {
    soon('timeline', () => invalidate(customerTimeline));
  } else if (kind === 'mention.added') {
    invalidate(workload);
    invalidate(listMentions);
  }
}
