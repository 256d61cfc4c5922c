/**
 * Our own Message-IDs: `<uuid.mac@domain>`, where mac is 8 bytes of an HMAC over the rest. A mail that comes back
 * is known as ours without asking the database, and nobody can make one up. Hexadecimal and lower case, because
 * some gateways change the case on the way.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

const SHAPE =
  /^<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([0-9a-f]{16})@([^@<>\s]{1,253})>$/;

function mac(secret: string, uuid: string, domain: string): string {
  return createHmac('sha256', secret).update(`message-id:${uuid}@${domain}`).digest('hex').slice(0, 16);
}

/**
 * A new Message-ID, brackets included. `uuid` may be given so that a queued message keeps its id over retries.
 * Throws RangeError when the domain cannot stand in a Message-ID.
 */
export function makeMessageId(secret: string, domain: string, uuid: string = randomUUID()): string {
  const host = domain.trim().toLowerCase();
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(host)) {
    throw new RangeError(`Not a domain for a Message-ID: ${JSON.stringify(domain)}`);
  }
  return `<${uuid}.${mac(secret, uuid, host)}@${host}>`;
}

/** The uuid of a Message-ID that this installation made, or null for anybody else's. */
export function ownMessageUuid(secret: string, messageId: string): string | null {
  const match = SHAPE.exec(messageId.toLowerCase());
  const [, uuid, claimed, domain] = match ?? [];
  if (uuid === undefined || claimed === undefined || domain === undefined) return null;
  return timingSafeEqual(Buffer.from(claimed), Buffer.from(mac(secret, uuid, domain))) ? uuid : null;
}

/** True for a Message-ID that this installation made. */
export function isOwnMessageId(secret: string, messageId: string): boolean {
  return ownMessageUuid(secret, messageId) !== null;
}
