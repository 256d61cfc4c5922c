import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportStandardTextFigures, standardTextFigures } from '#contract/text-figures.ts';
import { newId } from '#server/platform/index.ts';
import { makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { insightRoutes } from './insight.routes.ts';

const day = 86_400_000;
let server: TestServer;
let water: string;
let power: string;
let agent: { session: string };
let supervisor: { session: string };
beforeAll(async () => {
  server = await testServer(insightRoutes);
  [water, power] = [await server.makeService(), await server.makeService()];
  agent = await server.makeStaff({ serviceId: water });
  supervisor = await server.makeStaff({ role: 'supervisor' });
});
afterAll(() => server?.stop());

const ago = (days: number) => new Date(server.clock.now().getTime() - days * day);

async function makeText(code: string): Promise<{ textId: string; versionId: string }> {
  const { db } = server.ctx;
  const [textId, versionId] = [newId(), newId()];
  await db.insertInto('knowledge.standardText').values({ id: textId, code }).execute();
  await db
    .insertInto('knowledge.standardTextVersion')
    .values({
      id: versionId,
      textId,
      language: 'it',
      number: 1,
      state: 'published',
      title: `Testo ${code}`,
      body: 'Buongiorno',
      changedAt: ago(60),
      validFrom: ago(60),
    })
    .execute();
  return { textId, versionId };
}

async function use(
  text: { textId: string; versionId: string },
  contact: { id: string; conversationId: string },
  over: { serviceId?: string; at?: Date; changed?: number } = {},
) {
  await server.ctx.db
    .insertInto('knowledge.standardTextUse')
    .values({
      id: newId(),
      ...text,
      messageId: newId(),
      conversationId: contact.conversationId,
      contactId: contact.id,
      serviceId: water,
      channel: 'email',
      at: ago(10),
      changed: 0,
      ...over,
    })
    .execute();
}

const closed = async (customerId: string, days: number, conversationId?: string) =>
  makeContact(server.ctx.db, {
    serviceId: water,
    customerId,
    state: 'closed',
    arrivedAt: ago(days + 1),
    closedAt: ago(days),
    ...(conversationId === undefined ? {} : { conversationId }),
  });
const figures = async (who: { session: string }, query: Record<string, string> = {}) =>
  (await server.call(standardTextFigures, { query }, { as: who })).body;

test('a text is judged by whether its customers came back, within one’s services and the period', async () => {
  const text = await makeText('rate');
  const { db } = server.ctx;
  // Did not come back; came back in the same conversation; came back elsewhere after more than seven days; not yet known.
  const solved = await closed(await makeCustomer(db), 9);
  const returns = await makeCustomer(db);
  const reopened = await closed(returns, 9);
  await closed(returns, 6, reopened.conversationId);
  const later = await makeCustomer(db);
  const after = await closed(later, 9);
  await closed(later, 0);
  const recent = await closed(await makeCustomer(db), 2);
  for (const contact of [solved, solved, reopened, after, recent]) await use(text, contact, { changed: 0.5 });
  const other = await closed(await makeCustomer(db), 9);
  await use(text, other, { serviceId: power });
  await use(text, other, { at: ago(45) });

  const mine = await figures(agent);
  expect(mine.items).toMatchObject([
    {
      code: 'rate',
      uses: 5,
      contacts: 4,
      changed: 0.5,
      asIs: 0,
      settled: 3,
      solved: 2,
      reopened: 1,
      versions: [{ number: 1, language: 'it', uses: 5 }],
    },
  ]);
  expect((await figures(supervisor)).total).toMatchObject({ uses: 6, contacts: 5, solved: 3 });
  const since = ago(50).toISOString().slice(0, 10);
  expect((await figures(supervisor, { since })).total.uses).toBe(7);
});

test('a text is called by its title in the reader’s language, whatever languages were used of it', async () => {
  const { db } = server.ctx;
  const text = await makeText('lingue');
  const english = newId();
  await db
    .insertInto('knowledge.standardTextVersion')
    .values({
      id: english,
      textId: text.textId,
      language: 'en',
      number: 1,
      state: 'published',
      title: 'Text in English',
      body: 'Hello',
      changedAt: ago(60),
      validFrom: ago(60),
    })
    .execute();
  const contact = await closed(await makeCustomer(db), 9);
  await use({ ...text, versionId: english }, contact);
  const titleFor = async (who: { session: string }) =>
    (await figures(who)).items.find(({ code }) => code === 'lingue')?.title;
  expect(await titleFor(supervisor)).toBe('Testo lingue');
  const reader = await server.makeStaff({ role: 'supervisor' });
  await db.updateTable('access.staff').set({ language: 'en' }).where('id', '=', reader.id).execute();
  expect(await titleFor(reader)).toBe('Text in English');
});

test('a period that cannot be is refused by field, and the CSV is taken with a trace', async () => {
  const ask = (query: Record<string, string>) =>
    server.sending(standardTextFigures, { query }, { as: supervisor });
  expect((await ask({ since: '2026-02-02', until: '2026-02-01' })).body.errors).toMatchObject([
    { field: 'since' },
  ]);
  expect((await ask({ since: '2020-01-01', until: '2026-02-01' })).body.errors).toMatchObject([
    { field: 'until' },
  ]);
  const csv = await server.call(exportStandardTextFigures, { query: {} }, { as: supervisor });
  expect(csv.headers['content-type']).toContain('text/csv');
  const lines = String(csv.body).trim().split(/\r?\n/);
  expect(lines[0]).toContain('code,language,version');
  expect(lines.at(-1)).toContain('total');
  const audited = await server.ctx.db
    .selectFrom('platform.audit')
    .select('action')
    .where('action', '=', 'standard-text.figures-exported')
    .execute();
  expect(audited).toHaveLength(1);
});
