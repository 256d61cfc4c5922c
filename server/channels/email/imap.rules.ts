import { certificateTrouble } from './tls.rules.ts';

/** What goes wrong with a mailbox, as a stable word for screens and a sentence for people. */
export type MailboxTrouble = { state: 'unreachable' | 'refused' | 'no_folder' | 'failed'; words: string };

/** The folder of a mailbox could not be opened although the server let us in. */
export class FolderMissing extends Error {}

interface ImapError {
  message: string;
  code?: string;
  authenticationFailed?: boolean;
  mailboxMissing?: boolean;
  response?: unknown;
  responseText?: string;
}

const away =
  /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|ENET|EAI_|EPIPE|ESOCKET|CONNECT_TIMEOUT|GREETING|UPGRADE|TLS|ERR_TLS|ERR_SSL|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|NoConnection|EConnectionClosed|ClosedAfterConnect)/i;

/** Reads an error of the IMAP library. The server's own words are kept: they are what an administrator can act on. */
export function troubleOf(error: unknown): MailboxTrouble {
  const { message, code, authenticationFailed, mailboxMissing } = error as ImapError;
  const { response, responseText } = (error instanceof FolderMissing ? error.cause : error) as ImapError;
  const said = oneLine(responseText ?? (typeof response === 'string' ? response : '') ?? '');
  const quoted = said === '' ? '' : ` The server says: ${said}`;
  if (authenticationFailed === true)
    return { state: 'refused', words: `The server refuses the user or the password.${quoted}` };
  if (error instanceof FolderMissing || mailboxMissing === true)
    return { state: 'no_folder', words: `${oneLine(message)}${quoted}` };
  const certificate = certificateTrouble(error);
  if (certificate !== null) return { state: 'unreachable', words: oneLine(certificate) };
  if (code !== undefined && away.test(code))
    return { state: 'unreachable', words: `The server does not answer: ${oneLine(message)} (${code})` };
  return { state: 'failed', words: `${oneLine(message)}.${quoted}` };
}

const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 400);

/**
 * Milliseconds to wait after the nth failure in a row: 2 s, doubling to 5 minutes. A refused password is tried less
 * often: servers lock accounts that are knocked at.
 */
export function pauseAfter(failures: number, state: MailboxTrouble['state']): number {
  const pause = Math.min(300_000, 2000 * 2 ** Math.min(failures - 1, 10));
  return state === 'refused' ? Math.max(60_000, pause) : pause;
}

/** Whether a connection to this host never leaves the machine: only then may a password travel unencrypted. */
export const onThisMachine = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host.trim());
