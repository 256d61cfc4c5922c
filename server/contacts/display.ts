import type { Db } from '#server/platform/index.ts';

/** What the floors above lend to this module, so that it need not know them. */
export interface ContactsMeans {
  /**
   * HTML of a stranger made safe to show. `attachmentUrl` answers the address of the picture with a content id, or null;
   * `remoteUrl` what stands in `data-remote-src` for a picture of another site.
   */
  htmlForDisplay(
    html: string,
    attachmentUrl: (contentId: string) => string | null,
    remoteUrl: (address: string) => string,
  ): { html: string; remoteImages: number };
  /** A message as it travelled (message/rfc822); null when it never had such a form. */
  rawOf(db: Db, message: { id: string; direction: string; channel: string }): Promise<Buffer | null>;
  /** A sentence that a customer reads in a conversation, in its language. */
  customerSentence(
    language: string,
    key: 'steppedIn' | 'steppedOut',
    values: Readonly<Record<string, string>>,
  ): string;
}

// Until the composition root has lent its sanitiser, a message shows as its plain text: never as unsafe HTML.
const nothingLent: { [K in keyof ContactsMeans]: ContactsMeans[K] | null } = {
  htmlForDisplay: null,
  rawOf: null,
  customerSentence: null,
};
const means = { ...nothingLent };

/** Called once by the composition root, before the server listens. */
export function configureContacts(lent: Partial<ContactsMeans>): void {
  Object.assign(means, lent);
  shown.clear();
  shownCharacters = 0;
}

/** The message as it travelled, or null. */
export const rawOf: ContactsMeans['rawOf'] = async (db, message) =>
  (await means.rawOf?.(db, message)) ?? null;

/** What a customer is told, in the language of the conversation; null where nobody has lent the words. */
export const customerSentence = (...asked: Parameters<ContactsMeans['customerSentence']>): string | null =>
  means.customerSentence?.(...asked) ?? null;

/** Where a picture of another site that stands in a message is fetched by this server. */
export const pictureUrl = (message: string, address: string) =>
  `/api/v1/messages/${message}/picture?url=${encodeURIComponent(address.toWellFormed())}`;

// A message never changes, so its safe form is kept while it is being looked at. The oldest look goes first.
const maxCharacters = 16 * 1024 * 1024;
const shown = new Map<string, { html: string; remoteImages: number }>();
let shownCharacters = 0;

/** The safe form of a message's HTML; `key` is the message's id. */
export function displayed(
  key: string,
  html: string | null,
  attachmentUrl: (contentId: string) => string | null,
): { html: string | null; remoteImages: number } {
  if (html === null || means.htmlForDisplay === null) return { html: null, remoteImages: 0 };
  const known = shown.get(key);
  if (known !== undefined) {
    shown.delete(key);
    shown.set(key, known);
    return known;
  }
  const { html: safe, remoteImages } = means.htmlForDisplay(html, attachmentUrl, (address) =>
    pictureUrl(key, address),
  );
  const made = { html: safe, remoteImages };
  if (safe.length > maxCharacters / 8) return made;
  shown.set(key, made);
  shownCharacters += safe.length;
  for (const [oldest, { html: gone }] of shown) {
    if (shownCharacters <= maxCharacters) break;
    shown.delete(oldest);
    shownCharacters -= gone.length;
  }
  return made;
}
