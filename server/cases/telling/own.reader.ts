import type { Incoming } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import { audit, invalid, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { pageParty, recipientOf } from '../parties/parties.doors.ts';
import type { PartyRights, PartyRole } from '../parties/parties.rules.ts';
import { updateParty, type PartyRow } from '../parties/parties.store.ts';
import { newsOfOther } from './others.reach.ts';
import { putNews, type NewsWish } from './preferences.service.ts';
import type { NoticeChannel } from './telling.rules.ts';
import { newsOf } from './ways.ts';

/** Who has a page of a case: its holder, or somebody who has a part in it, with what that lets them do today. */
export interface Reader {
  /** null: the holder. */
  party: PartyRow | null;
  role: PartyRole;
  /** null: in no register. */
  customer: string | null;
  name: string;
  rights: PartyRights & { page: NonNullable<PartyRights['page']> };
}

/** Who has a link of a case; null where their part gives them no page now. */
export async function readerOf(ctx: Ctx, row: CaseRow, partyId: string | null): Promise<Reader | null> {
  const found = partyId === null ? null : await pageParty(ctx.db, row.id, partyId, ctx.clock.now());
  if (partyId !== null && found === null) return null;
  const party = found?.party ?? null;
  const customer = party === null ? row.customerId : party.customerId;
  const name =
    customer === null
      ? (party?.name ?? '')
      : ((await customersByIds(ctx.db, [customer])).get(customer)?.name ?? '');
  return {
    party,
    role: (party?.role ?? 'holder') as PartyRole,
    customer,
    name,
    rights: found?.rights ?? { told: 'all', answers: true, writes: true, page: 'all' },
  };
}

/** As whom the register knows, or comes to know, whoever writes on a page. */
export const knownAs = ({ customer, party, name }: Reader, language: string): Incoming['customer'] =>
  customer === null
    ? {
        identities: (['email', 'pec', 'phone'] as const).flatMap((type) => {
          const value = party?.[type] ?? null;
          return value === null ? [] : [{ type, value }];
        }),
        name,
        language,
      }
    : { id: customer };

export interface ReaderNews {
  language: string;
  channel: NoticeChannel | 'none' | null;
  channels: { channel: 'email' | 'pec' | 'sms'; address: string }[];
}
/** How whoever has a page wants news of the case, and on which of their channels they could have them. */
export async function newsOfReader(
  db: Db,
  row: CaseRow,
  { party, name, rights }: Reader,
): Promise<ReaderNews> {
  const news =
    party === null
      ? await newsOf(db, row.customerId, row.id)
      : await newsOfOther(db, row, recipientOf(party, rights, name));
  return {
    language: news.language,
    channel: news.wish,
    channels: (['email', 'pec', 'sms'] as const).flatMap((channel) => {
      const [address] = news.addresses[channel];
      const able = channel === 'sms' ? news.senders.sms : news.senders.email;
      return able && address !== undefined ? [{ channel, address }] : [];
    }),
  };
}

/** Says how whoever has a page wants news of the case: a customer's wish stands with them, else with their part. */
export async function wishOfReader(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  reader: Reader,
  wish: NewsWish & { language: string },
): Promise<void> {
  const { party, customer } = reader;
  if (party === null || customer !== null) {
    await putNews(tx, ctx, customer ?? row.customerId, row.id, wish);
    // What was said with their part no longer counts: they have said it themselves.
    if (party !== null && party.language !== null)
      await updateParty(tx, party.id, { language: wish.language });
    return;
  }
  const { channel, consent } = wish;
  const { channels } = await newsOfReader(tx, row, reader);
  if (channel !== null && channel !== 'none' && !channels.some((one) => one.channel === channel))
    throw invalid('channel', 'a channel on which the customer has an address');
  const now = ctx.clock.now();
  const after = { channel, language: wish.language };
  await updateParty(tx, party.id, {
    ...after,
    ...(consent === undefined
      ? {}
      : { consentHow: consent.how, consentWords: consent.words, consentAt: now, consentBy: ctx.actor.name }),
  });
  await audit(tx, ctx.actor, {
    action: 'case.party-changed',
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    before: { party: party.id, channel: party.channel, language: party.language },
    after: { party: party.id, ...after },
  });
}
