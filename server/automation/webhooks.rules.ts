import { BlockList, isIP, isIPv6 } from 'node:net';

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

// Never a receiver: addresses of the link itself (there the machines of clouds keep their credentials), groups of
// machines, and what means "here" or "nowhere".
const never = new BlockList();
never.addSubnet('0.0.0.0', 8);
never.addSubnet('169.254.0.0', 16);
never.addSubnet('224.0.0.0', 4);
never.addSubnet('240.0.0.0', 4);
never.addAddress('100.100.100.200');
never.addAddress('192.0.0.192');
never.addAddress('::', 'ipv6');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');
never.addAddress('fd00:ec2::254', 'ipv6');
// IPv4 in IPv6 by translation: what is behind cannot be told.
never.addSubnet('64:ff9b::', 96, 'ipv6');
never.addSubnet('2002::', 16, 'ipv6');

// This machine, and networks that are reached from inside only.
const inside = new BlockList();
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('10.0.0.0', 8);
inside.addSubnet('172.16.0.0', 12);
inside.addSubnet('192.168.0.0', 16);
inside.addSubnet('100.64.0.0', 10);
inside.addSubnet('198.18.0.0', 15);
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');

/** Whether a webhook may connect to an IP address. Anything that is none may not. */
export function mayConnect(address: string, privateToo: boolean): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return !never.check(address, family) && (privateToo || !inside.check(address, family));
}

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
