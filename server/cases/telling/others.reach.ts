import { mobile, noticeSender } from '#server/contacts/index.ts';
import type { Db } from '#server/platform/index.ts';
import type { Recipient } from '../parties/parties.doors.ts';
import type { NoticeChannel } from './telling.rules.ts';
import { newsOf, type News } from './ways.ts';

/** Under which what somebody is told stands: the customer, or the party who is none. */
export const recipientKey = ({ customer, party }: Pick<Recipient, 'customer' | 'party'>): string =>
  customer ?? party!;

/** The addresses of somebody outside the register, by channel; a certified one takes mail too where there is no other. */
export const outsideAddresses = ({ email, pec, phone }: Recipient['addresses']): News['addresses'] => {
  const mail = email ?? pec;
  return {
    email: mail === null ? [] : [mail],
    pec: pec === null ? [] : [pec],
    sms: phone !== null && mobile(phone) ? [phone] : [],
  };
};

/**
 * How somebody else than the holder can and wants to be told of a case. A customer by what stands in the register, with
 * what they wished for this case; others by what was taken down with their part. The conversation of the case is its
 * holder's, never theirs.
 */
export async function newsOfOther(
  db: Db,
  row: { id: string; serviceId: string },
  one: Recipient,
): Promise<News> {
  if (one.customer !== null) {
    const news = await newsOf(db, one.customer, row.id);
    return { ...news, conversation: null, language: one.language ?? news.language };
  }
  const [email, sms] = await Promise.all([
    noticeSender(db, 'email', row.serviceId),
    noticeSender(db, 'sms', row.serviceId),
  ]);
  const agreed: NoticeChannel[] = one.agreed && (one.wish === 'sms' || one.wish === 'pec') ? [one.wish] : [];
  return {
    wish: one.wish === 'none' || one.wish === 'email' || agreed.length > 0 ? one.wish : null,
    consents: new Map(agreed.map((channel) => [channel, true])),
    addresses: outsideAddresses(one.addresses),
    senders: { email: email !== null, sms: sms !== null },
    conversation: null,
    tried: [],
    language: one.language ?? 'it',
    name: one.name,
  };
}
