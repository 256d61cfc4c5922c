import { parseMessageIds } from './headers.ts';
import { addressKey, type ParsedMail } from './mime.ts';
import { certificateOf, certificationOf } from './pec.rules.ts';

// What the providers of certified mail answer to a mail of ours (DPR 68/2005): accepted, delivered, not delivered.

/** A receipt: which mail of ours it is about, about whom, and what it says. */
export interface Receipt {
  type: string;
  /** The Message-ID of our mail. */
  about: string | null;
  /** Addresses that it names, in lower case; none: all of the mail's. */
  recipients: string[];
  /** What it makes of the mail; null: it is only written down. */
  state: 'sent' | 'deferred' | 'delivered' | 'failed' | null;
  /** Its legal words, for people: what, to whom, when, under which identifier. */
  detail: string;
}

const states = new Map<string, Receipt['state']>(
  Object.entries({
    accettazione: 'sent',
    'non-accettazione': 'failed',
    'avvenuta-consegna': 'delivered',
    'errore-consegna': 'failed',
    'preavviso-errore-consegna': 'deferred',
    'rilevazione-virus': 'failed',
  } as const),
);

/** Whether a mail is a receipt of a provider of certified mail. By its header, never by its subject. */
export const isReceipt = (mail: ParsedMail): boolean => mail.headers.has('x-ricevuta');

/** Reads a receipt; null for every other mail. */
export function readReceipt(mail: ParsedMail, receivedAt: Date): Receipt | null {
  const certified = isReceipt(mail) ? certificationOf(mail, receivedAt) : null;
  if (certified === null) return null;
  const type = (mail.headers.get('x-ricevuta')?.[0] ?? '').trim().toLowerCase();
  const [about] = parseMessageIds(mail.headers.get('x-riferimento-message-id'));
  const xml = certificateOf(mail);
  // A receipt of delivery is about one of the recipients, and names it apart.
  const [, one] = /<consegna>([^<]+)<\/consegna>/.exec(xml) ?? [];
  const all = [...xml.matchAll(/<destinatari\b[^>]*>([^<]+)<\/destinatari>/g)].map(([, address]) => address!);
  const recipients = (one === undefined ? all : [one]).map((address) => addressKey(address.trim()));
  return {
    type,
    about: about ?? null,
    recipients,
    state: states.get(type) ?? null,
    detail: [type, ...recipients.slice(0, 5), certified.deliveredAt.toISOString(), certified.identifier]
      .filter(Boolean)
      .join(' · ')
      .slice(0, 1000),
  };
}

/** Whether a receipt may be about a mail that went to these addresses; one that names nobody is not believed. */
export const isOf = (receipt: Receipt, wentTo: readonly string[]): boolean =>
  wentTo.some((address) => receipt.recipients.includes(addressKey(address)));

/**
 * How a mail stands after a receipt; null: as before. Receipts come in any order, and of several recipients each has one of
 * its own: an acceptance says nothing new of what has arrived, and what failed for one stays failed.
 */
export function afterReceipt(
  before: string | null,
  receipt: Pick<Receipt, 'state'>,
): NonNullable<Receipt['state']> | null {
  if (receipt.state === null || before === 'failed') return null;
  if (receipt.state === 'failed') return 'failed';
  if (before === 'delivered' || before === 'read') return null;
  return receipt.state;
}
