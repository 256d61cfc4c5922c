/** What a delivery report says (RFC 3464, RFC 3462) and what can be saved of reports that follow no standard. */
import {
  addressKey,
  decodeWords,
  firstHeader,
  headerText,
  parseHeaders,
  parseMessageIds,
} from './headers.ts';
import type { ParsedMail } from './mime.ts';

/** What became of one recipient. `status` is the enhanced code (5.1.1), `diagnostic` the server's own words. */
export type BouncedRecipient = {
  recipient: string | null;
  outcome: 'failed' | 'delayed' | 'delivered';
  status: string | null;
  diagnostic: string | null;
  remoteServer: string | null;
};

/**
 * A delivery report. `originalMessageIds` holds the Message-IDs that may be the mail it is about, best first: the
 * one among them that was sent from here is the message whose delivery changes.
 */
export type DeliveryReport = { originalMessageIds: string[]; recipients: BouncedRecipient[] };

const OUTCOMES: Readonly<Record<string, BouncedRecipient['outcome']>> = {
  failed: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'delivered',
  expanded: 'delivered',
};

/** `rfc822; mario@example.org` to `mario@example.org`. */
function untyped(value: string | undefined): string | null {
  if (value === undefined) return null;
  const text = headerText(value.replace(/^\s*[\w-]+\s*;/, '')).replace(/^<|>$/g, '');
  return text === '' ? null : text.slice(0, 2_000);
}

function outcomeOf(action: string | undefined, status: string | null): BouncedRecipient['outcome'] {
  const named = OUTCOMES[(action ?? '').toLowerCase().split(/[\s(;]/)[0] ?? ''];
  if (named) return named;
  if (status?.startsWith('4')) return 'delayed';
  return status?.startsWith('2') ? 'delivered' : 'failed';
}

function readRecipients(status: string): BouncedRecipient[] {
  const recipients: BouncedRecipient[] = [];
  for (const block of status.slice(0, 500_000).split(/\r?\n(?:[ \t]*\r?\n)+/)) {
    const fields = parseHeaders(block);
    const final = untyped(firstHeader(fields, 'final-recipient'));
    const original = untyped(firstHeader(fields, 'original-recipient'));
    if (final === null && original === null) continue;
    const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(firstHeader(fields, 'status') ?? '')?.[0] ?? null;
    recipients.push({
      recipient: (original ?? final)?.toLowerCase() ?? null,
      outcome: outcomeOf(firstHeader(fields, 'action'), code),
      status: code,
      diagnostic: untyped(firstHeader(fields, 'diagnostic-code')),
      remoteServer: untyped(firstHeader(fields, 'remote-mta')),
    });
    if (recipients.length >= 1_000) break;
  }
  return recipients;
}

/** Reads a mail classified as a bounce. Always answers: an unreadable report has no ids and one failed unknown. */
export function readDeliveryReport(mail: ParsedMail): DeliveryReport {
  const ids = new Set<string>(parseMessageIds(mail.report?.original?.get('message-id')));
  const start = mail.text.slice(0, 50_000);
  for (const match of start.matchAll(/^[>\s|]*Message-ID:\s*(<[^<>\s]{3,996}>)/gim)) ids.add(match[1] ?? '');
  for (const id of mail.references.toReversed()) ids.add(id);
  ids.delete(mail.messageId ?? '');

  let recipients = mail.report?.status ? readRecipients(mail.report.status) : [];
  if (recipients.length === 0) {
    const failed = (mail.headers.get('x-failed-recipients') ?? [])
      .flatMap((value) => decodeWords(value).split(/[,\s]+/))
      .filter((address) => address.includes('@'));
    const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(start)?.[0] ?? null;
    const words = /^.*\b[45]\d\d[ -].*$/m.exec(start)?.[0]?.trim().slice(0, 500) ?? null;
    recipients = (failed.length > 0 ? failed : [null]).map((recipient) => ({
      recipient: recipient?.toLowerCase() ?? null,
      outcome: outcomeOf(undefined, status),
      status,
      diagnostic: words,
      remoteServer: null,
    }));
  }
  return { originalMessageIds: [...ids], recipients };
}

/**
 * Whether a report may be about a mail that went to these addresses. A Message-ID alone does not show it: somebody
 * who was sent the mail on knows that too, and what they call a report would stand in a stranger's conversation.
 */
export function isAbout(mail: ParsedMail, report: DeliveryReport, wentTo: readonly string[]): boolean {
  const named = report.recipients.flatMap(({ recipient }) =>
    recipient === null ? [] : [addressKey(recipient)],
  );
  if (named.length > 0) return wentTo.some((address) => named.includes(addressKey(address)));
  const words = mail.text.slice(0, 50_000).toLowerCase();
  return wentTo.some((address) => words.includes(address.toLowerCase()));
}
