import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header of the signature: `t=<unix seconds>,v1=<hex>`, HMAC-SHA-256 over `<t>.<body>` with the webhook's secret. */
export const signatureHeader = 'filodiretto-signature';
/** Header of the delivery's id: equal for every attempt, so that a receiver can leave out what it has had. */
export const deliveryHeader = 'filodiretto-delivery';
/** Header of the event's kind. */
export const kindHeader = 'filodiretto-event';

const mac = (secret: string, seconds: number, body: string) =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');

/** The value of the signature header for a body sent at an instant. */
export function signBody(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${mac(secret, seconds, body)}`;
}

/**
 * For receivers: whether a delivery comes from this installation and is fresh.
 * @param body the bytes of the request as they came, before any parsing
 * @param tolerance how old (or how far ahead, for clocks that differ) it may be, in seconds
 */
export function verifySignature(
  secret: string,
  header: string | undefined,
  body: string,
  now: Date = new Date(),
  tolerance = 300,
): boolean {
  const parts = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '');
  if (parts === null) return false;
  const seconds = Number(parts[1]);
  if (Math.abs(now.getTime() / 1000 - seconds) > tolerance) return false;
  return timingSafeEqual(Buffer.from(mac(secret, seconds, body), 'hex'), Buffer.from(parts[2]!, 'hex'));
}
