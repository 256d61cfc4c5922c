import { parseDate } from './headers.ts';
import type { ParsedMail } from './mime.ts';

/** What a certified mail tells of itself (DPR 68/2005): how it came, by whom, and when it counts as delivered. */
export interface Certified {
  /** `posta-certificata`: a certified mail; `avvenuta-consegna` and others: the receipts. */
  type: string;
  /** The provider's identifier of the transaction. */
  identifier: string | null;
  /** When it lay in the mailbox of its recipient, read or not: from then on terms of law run. */
  deliveredAt: Date;
}

const tag = (xml: string, name: string): string | null =>
  new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1]?.trim() ?? null;
const attribute = (xml: string, name: string, key: string): string | null =>
  new RegExp(`<${name}\\s[^>]*\\b${key}\\s*=\\s*["']([^"']*)["']`).exec(xml)?.[1]?.trim() ?? null;

/** The instant in a daticert.xml: its day and hour in the zone that it names. Null where it is not one. */
function instantOf(xml: string): Date | null {
  const zone = attribute(xml, 'data', 'zona') ?? '+0100';
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(tag(xml, 'giorno') ?? '') ?? [];
  const [, time] = /^(\d{2}:\d{2}:\d{2})$/.exec(tag(xml, 'ora') ?? '') ?? [];
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (day === undefined || time === undefined || hours === undefined) return null;
  const at = new Date(`${year}-${month}-${day}T${time}${sign}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? null : at;
}

// Larger than any that a provider writes: nobody makes us search through more.
const largest = 256 * 1024;

/** The text of a mail's daticert.xml; '' where it has none. */
export function certificateOf(mail: ParsedMail): string {
  const certificate = mail.attachments.find(
    ({ name, content }) => name.toLowerCase() === 'daticert.xml' && content.length <= largest,
  );
  return certificate === undefined ? '' : Buffer.from(certificate.content).toString('utf8');
}

/**
 * What a mail says of its certification; null for ordinary mail, anomalies (`X-Trasporto: errore`) included: these have no
 * value as certified mail. It is classified by its headers and certificate, never by its subject.
 *
 * The sender is told of the delivery by a receipt of the recipient's provider; the recipient has the hour at which that
 * provider took it in: the topmost `Received`, which is its own. It is never before the certificate's hour, and never after
 * the mail reached us. A delivery receipt carries the hour itself.
 */
export function certificationOf(mail: ParsedMail, receivedAt: Date): Certified | null {
  const header = (name: string) => mail.headers.get(name)?.[0]?.trim().toLowerCase() ?? null;
  const carried = header('x-trasporto');
  const receipt = header('x-ricevuta');
  if (carried !== 'posta-certificata' && receipt === null) return null;
  const xml = certificateOf(mail);
  const certified = xml === '' ? null : instantOf(xml);
  const [top] = mail.headers.get('received') ?? [];
  const taken = top === undefined ? null : parseDate(top.slice(top.lastIndexOf(';') + 1).trim());
  const told = receipt === null ? (taken ?? certified) : (certified ?? taken);
  const bounded = Math.min(
    Math.max(told?.getTime() ?? receivedAt.getTime(), certified?.getTime() ?? 0),
    receivedAt.getTime(),
  );
  return {
    type: attribute(xml, 'postacert', 'tipo') ?? receipt ?? 'posta-certificata',
    identifier: tag(xml, 'identificativo'),
    deliveredAt: new Date(bounded),
  };
}
