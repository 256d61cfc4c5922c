import { isIP } from 'node:net';
import { mayConnect } from '#server/platform/index.ts';

/** Failed attempts in a row, over all deliveries, after which a webhook is switched off. */
export const failuresBeforeOff = 50;
/** How often one delivery is tried; the pauses between grow from seconds to hours (about four hours in all). */
export const attemptsPerDelivery = 10;
/** How long deliveries that are over can be looked at and sent again, in milliseconds. */
export const deliveriesKept = 30 * 86_400_000;

/** Whether one of a webhook's patterns (`contact.queued`, `contact.*`, `*`) takes an event's kind. */
export const wantsKind = (patterns: readonly string[], kind: string): boolean =>
  patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === kind ||
      (pattern.endsWith('.*') && kind.startsWith(pattern.slice(0, -1))),
  );

/** An event as the matching needs it. */
export interface Subject {
  kind: string;
  serviceId: string | null;
  staffId: string | null;
}

/** Whether a webhook gets an event: its kind is wanted, it is nobody's personal one, and it lies in the webhook's service. */
export const wantsEvent = (
  webhook: { events: readonly string[]; serviceId: string | null },
  event: Subject,
): boolean =>
  event.staffId === null &&
  (webhook.serviceId === null || webhook.serviceId === event.serviceId) &&
  wantsKind(webhook.events, event.kind);

/** What is wrong with a webhook's address, or null. Names are looked up when something is delivered, not here. */
export function urlProblem(text: string, privateToo: boolean): string | null {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return 'must not carry a user or a password; deliveries are signed instead';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const localName = /(^|\.)localhost\.?$/i.test(host);
  if ((isIP(host) !== 0 && !mayConnect(host, privateToo)) || (localName && !privateToo))
    return 'must not be an address of this machine, of the link or of a private network (FILO_WEBHOOK_PRIVATE=1 allows private ones)';
  return null;
}
