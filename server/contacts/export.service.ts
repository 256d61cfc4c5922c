import { Readable } from 'node:stream';
import { audit, csvLine, type Ctx } from '#server/platform/index.ts';
import type { ContactFilter, ContactView } from './contact-rows.read.ts';
import { matching } from './contact-rows.read.ts';
import { eachContact, type ContactQuery } from './contacts.read.ts';

const columns = [
  'number',
  'channel',
  'direction',
  'state',
  'queueName',
  'agentName',
  'customerName',
  'caseNumber',
  'subject',
  'language',
  'tags',
  'arrivedAt',
  'answeredAt',
  'closedAt',
  'id',
  'customer',
  'conversation',
  'kind',
  'firstContact',
] as const satisfies readonly (keyof ContactView)[];

/**
 * The contacts of a filter as CSV (RFC 4180, UTF-8 with a byte order mark), as a stream. That it was taken, and with
 * which filter, is audited.
 * @throws Problem 422 naming the field of the filter that makes no sense
 */
export async function exportContacts(
  ctx: Ctx,
  filter: ContactFilter & { sort: ContactQuery['sort'] },
): Promise<Readable> {
  const { sort, ...rest } = filter;
  // Wrong filters must be refused before the first byte has left.
  matching(ctx.actor, rest, 'contact.export');
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, { action: 'contact.exported', objectType: 'contact', after: { ...rest, sort } }),
  );
  return Readable.from(lines(ctx, filter), { objectMode: false });
}

async function* lines(
  ctx: Ctx,
  filter: ContactFilter & { sort: ContactQuery['sort'] },
): AsyncGenerator<string> {
  let chunk = `\ufeff${csvLine(columns)}`;
  for await (const row of eachContact(ctx.db, ctx.actor, filter, 'contact.export')) {
    chunk += csvLine(columns.map((column) => (column === 'tags' ? row.tags.join('; ') : row[column])));
    if (chunk.length < 64 * 1024) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
