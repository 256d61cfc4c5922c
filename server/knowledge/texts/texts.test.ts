import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/standard-texts.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import {
  approvedText,
  configureTexts,
  findAnswer,
  forgetTextUses,
  noteTextUses,
  standardTextRoutes,
} from '../index.ts';
import { putClassification } from '../knowledge.service.ts';

type Who = { session: string; id: string };
let app: TestServer;
let writer: Who;
let approver: Who;
let agent: Who;
const contact = newId();

beforeAll(async () => {
  app = await testServer(standardTextRoutes);
  writer = await app.makeStaff({ role: 'expert' });
  approver = await app.makeStaff({ role: 'supervisor' });
  agent = await app.makeStaff();
  configureTexts({
    caseFields: async () => [
      { key: 'meter_reading', label: { it: 'Lettura', en: 'Reading' }, example: { it: '12', en: '12' } },
    ],
    placeholderValues: async (_ctx, id, language) =>
      id === contact ? { 'customer.name': 'Ada {{today}}', today: language } : null,
  });
});
afterAll(() => app.stop());

let count = 0;
const given = (over: Record<string, unknown> = {}) => ({
  code: `testo-${(count += 1)}`,
  title: 'Saluto',
  body: 'Gentile {{customer.name}}',
  ...over,
});
const make = async (over: Record<string, unknown> = {}, who: Who = writer) =>
  (await app.call(contract.createStandardText, { body: given(over) }, { as: who })).body;
const submit = (id: string, language = 'it', who: Who = writer) =>
  app.sending(contract.submitTextDraft, { params: { id, language } }, { as: who });
const decide = (id: string, body: Record<string, unknown> = {}, language = 'it', who: Who = approver) =>
  app.sending(
    contract.decideTextDraft,
    { params: { id, language }, body: { publish: true, ...body } },
    { as: who },
  );
const draft = (id: string, words: Record<string, unknown>, language = 'it') =>
  app.sending(
    contract.saveTextDraft,
    { params: { id, language }, body: { title: 'Saluto', body: 'Buongiorno', ...words } },
    { as: writer },
  );
/** A text that is in force. */
async function approved(over: Record<string, unknown> = {}, decision: Record<string, unknown> = {}) {
  const text = await make(over);
  expect((await submit(text.id)).status).toBe(200);
  expect((await decide(text.id, decision)).status).toBe(200);
  return text;
}
const read = async (id: string, who: Who = writer) =>
  (await app.call(contract.getStandardText, { params: { id } }, { as: who })).body;
const list = async (query: Record<string, unknown>, who: Who = writer) =>
  (
    await app.call(contract.listStandardTexts, { query: { limit: 200, ...query } }, { as: who })
  ).body.items.map((one) => one.id);
const inForce = async (who: Who = agent) =>
  (await app.call(contract.textsInForce, {}, { as: who })).body.items;
const used = (id: string) => inForce().then((items) => items.filter((one) => one.textId === id));

describe('the life of a standard text', () => {
  test('written by one, approved by another, and only then in anybody’s hands', async () => {
    const text = await make({ code: 'benvenuto' });
    expect(text).toMatchObject({ state: 'draft', ownerId: writer.id, mayWrite: true, mayApprove: false });
    expect(await used(text.id)).toEqual([]);
    expect(await list({}, agent)).not.toContain(text.id);
    expect((await decide(text.id)).status).toBe(404);
    expect((await submit(text.id)).status).toBe(200);
    expect(await list({ state: 'submitted' })).toContain(text.id);
    expect((await draft(text.id, { revision: 1 })).body.code).toBe('submitted');
    expect((await decide(text.id, {}, 'it', writer)).status).toBe(403);
    expect((await decide(text.id)).status).toBe(200);
    expect(await used(text.id)).toMatchObject([{ code: 'benvenuto', number: 1, language: 'it' }]);
    expect(await list({}, agent)).toContain(text.id);
  });

  test('nobody approves what they wrote or handed in themselves', async () => {
    const own = await make({}, approver);
    expect((await submit(own.id, 'it', approver)).status).toBe(200);
    expect((await decide(own.id)).body.code).toBe('own_work');
    const passed = await make({});
    expect((await submit(passed.id, 'it', approver)).status).toBe(200);
    expect((await decide(passed.id)).body.code).toBe('own_work');
  });

  test('given back with a reason, it is a draft again that says why', async () => {
    const text = await make();
    await submit(text.id);
    expect((await decide(text.id, { publish: false })).body.errors).toMatchObject([{ field: 'reason' }]);
    expect((await decide(text.id, { publish: false, reason: 'Troppo lungo' })).status).toBe(200);
    expect((await read(text.id)).versions).toMatchObject([{ state: 'draft', note: 'Troppo lungo' }]);
    expect((await draft(text.id, { body: 'Breve', revision: 1 })).status).toBe(200);
    expect((await draft(text.id, { body: 'Altro', revision: 1 })).body.code).toBe('draft_changed');
  });

  test('is in force from and until when it was approved for, without anybody doing anything', async () => {
    const hour = 3_600_000;
    const at = (hours: number) => new Date(Date.now() + hours * hour).toISOString();
    const text = await make();
    await submit(text.id);
    expect((await decide(text.id, { validFrom: at(3), validTo: at(2) })).body.errors).toMatchObject([
      { field: 'validTo' },
    ]);
    expect((await decide(text.id, { validFrom: at(1), validTo: at(3), reviewOn: '2099-01-01' })).status).toBe(
      200,
    );
    expect(await used(text.id)).toEqual([]);
    try {
      app.clock.forward(2 * hour);
      expect(await used(text.id)).toHaveLength(1);
      expect(await list({ state: 'expiring' })).toContain(text.id);
      app.clock.forward(2 * hour);
      expect(await used(text.id)).toEqual([]);
      expect(await list({ state: 'expiring' })).not.toContain(text.id);
      expect(await list({ state: 'expired' })).toContain(text.id);
      expect(await list({}, agent)).not.toContain(text.id);
    } finally {
      app.clock.set(new Date());
    }
    expect((await read(text.id)).reviewOn).toBe('2099-01-01');
  });

  test('a new version ends the one before; going back is a new version, approved like any other', async () => {
    const text = await approved({ body: 'Uno' });
    expect((await draft(text.id, { body: 'Due' })).status).toBe(200);
    expect(await used(text.id)).toMatchObject([{ body: 'Uno' }]);
    await submit(text.id);
    await decide(text.id);
    expect(await used(text.id)).toMatchObject([{ body: 'Due', number: 2 }]);
    const first = (await read(text.id)).versions.find(({ number }) => number === 1)!;
    expect(first.state).toBe('withdrawn');
    const back = { params: { id: text.id }, body: { version: first.id } };
    expect((await app.call(contract.restoreTextVersion, back, { as: writer })).status).toBe(200);
    expect((await app.sending(contract.restoreTextVersion, back, { as: writer })).body.code).toBe(
      'text_draft_there',
    );
    await submit(text.id);
    await decide(text.id);
    expect(await used(text.id)).toMatchObject([{ body: 'Uno', number: 3 }]);
    const gone = await app.sending(
      contract.withdrawStandardText,
      { params: { id: text.id }, body: { language: 'it', reason: 'Non vale più' } },
      { as: approver },
    );
    expect(gone.status).toBe(200);
    expect(await used(text.id)).toEqual([]);
  });

  test('a translation is a variant of the one text, and says when its original has moved on', async () => {
    const text = await approved({ body: 'Uno' });
    await draft(text.id, { body: 'One' }, 'en');
    await submit(text.id, 'en');
    await decide(text.id, {}, 'en');
    expect(await used(text.id)).toMatchObject([{ language: 'it' }, { language: 'en', outOfDate: false }]);
    await draft(text.id, { body: 'Due' });
    await submit(text.id);
    await decide(text.id);
    expect(await used(text.id)).toMatchObject([
      { language: 'it', outOfDate: false },
      { language: 'en', outOfDate: true },
    ]);
    expect(await list({ state: 'out_of_date' })).toContain(text.id);
    expect((await read(text.id)).languages).toMatchObject([
      { language: 'it' },
      { language: 'en', outOfDate: true },
    ]);
  });

  test('every step is audited with who and why', async () => {
    const text = await make();
    await submit(text.id);
    await decide(text.id, { publish: false, reason: 'Manca la data' });
    await submit(text.id);
    await decide(text.id, { reason: 'Va bene' });
    const rows = await app.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'actor', 'reason'])
      .where('objectId', '=', text.id)
      .orderBy('id')
      .execute();
    expect(rows.map(({ action }) => action.replace('standard-text.', ''))).toEqual([
      'created',
      'drafted',
      'submitted',
      'returned',
      'submitted',
      'approved',
    ]);
    expect(rows[3]).toMatchObject({ actor: `staff:${approver.id}`, reason: 'Manca la data' });
  });
});

describe('the library', () => {
  test('refuses what does not exist, by field; a placeholder with its place and the nearest one', async () => {
    const gone = await app.makeStaff({ role: 'expert' });
    await app.ctx.db.updateTable('access.staff').set({ active: false }).where('id', '=', gone.id).execute();
    for (const [over, field] of [
      [{ body: 'Gentile {{customer.nome}}' }, 'body'],
      [{ body: '{{case.field.unknown_field}}' }, 'body'],
      [{ classificationId: newId() }, 'classificationId'],
      [{ serviceId: newId() }, 'serviceId'],
      [{ ownerId: gone.id }, 'ownerId'],
      [{ ownerId: writer.id, successorId: writer.id }, 'successorId'],
      [{ code: 'No Good' }, 'code'],
      [{ channels: ['telepathy'] }, 'channels[0]'],
    ] as const) {
      const answer = await app.sending(contract.createStandardText, { body: given(over) }, { as: writer });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    }
    const { body } = await app.sending(
      contract.createStandardText,
      { body: given({ body: 'Gentile\n{{customer.nome}}' }) },
      { as: writer },
    );
    expect(body).toMatchObject({ code: 'unknown_placeholder' });
    expect(body.errors![0]!.message).toContain('customer.nome (2:1 → customer.name)');
    expect((await make({ body: '{{case.field.meter_reading}}' })).id).toBeDefined();
  });

  test('has one text in use of a code and service', async () => {
    const code = 'saluto-unico';
    const first = await make({ code });
    const twice = await app.sending(contract.createStandardText, { body: given({ code }) }, { as: writer });
    expect(twice).toMatchObject({ status: 422, body: { code: 'taken', errors: [{ field: 'code' }] } });
    const serviceId = await app.makeService();
    expect((await make({ code, serviceId })).code).toBe(code);
    const { id, language } = first;
    const off = { code, language: language as 'it', active: false };
    await app.call(contract.updateStandardText, { params: { id }, body: off }, { as: writer });
    expect(await list({ state: 'inactive' })).toContain(id);
    expect((await make({ code })).code).toBe(code);
  });

  test('lists what nobody looks after any more; a successor takes over from an owner who has left', async () => {
    const owner = await app.makeStaff({ role: 'expert' });
    const heir = await app.makeStaff({ role: 'expert' });
    const alone = await make({ ownerId: owner.id });
    const kept = await make({ ownerId: owner.id, successorId: heir.id });
    expect(await list({ state: 'no_owner' })).not.toContain(alone.id);
    await app.ctx.db.updateTable('access.staff').set({ active: false }).where('id', '=', owner.id).execute();
    expect(await list({ state: 'no_owner' })).toContain(alone.id);
    expect(await list({ state: 'no_owner' })).not.toContain(kept.id);
    expect((await read(kept.id)).keeperName).toBe((await read(kept.id)).successorName);
    // An owner who has left may stay named while something else is changed.
    const body = { code: alone.code, language: 'it' as const, ownerId: owner.id, reviewOn: '2020-01-01' };
    await app.call(contract.updateStandardText, { params: { id: alone.id }, body }, { as: writer });
    expect(await list({ state: 'review_due' })).toContain(alone.id);
  });

  test('is found by code, title and words, without accents, for a channel and a language', async () => {
    const text = await approved({
      title: 'Perdità in strada',
      body: 'Chiama le squadre',
      channels: ['chat'],
    });
    expect(await list({ search: 'perdita squadre' })).toEqual([text.id]);
    expect(await list({ search: `/${text.code}` })).toContain(text.id);
    expect(await list({ search: '100%' })).toEqual([]);
    expect(await list({ search: 'squadre', channel: 'email' })).toEqual([]);
    expect(await list({ search: 'squadre', channel: 'chat', language: 'it' })).toEqual([text.id]);
    expect(await list({ search: 'squadre', language: 'en' })).toEqual([]);
  });

  test('is called by its title in the reader’s language, else in its own', async () => {
    const text = await approved({ title: 'Titolo italiano' });
    await draft(text.id, { title: 'English title' }, 'en');
    const german = await make({ language: 'de', title: 'Deutscher Titel' });
    await draft(german.id, { title: 'Arabisch' }, 'ar');
    const english = await app.makeStaff({ role: 'expert' });
    await app.ctx.db
      .updateTable('access.staff')
      .set({ language: 'en' })
      .where('id', '=', english.id)
      .execute();
    const titles = async (who: Who) => [(await read(text.id, who)).title, (await read(german.id, who)).title];
    expect(await titles(writer)).toEqual(['Titolo italiano', 'Deutscher Titel']);
    expect(await titles(english)).toEqual(['English title', 'Deutscher Titel']);
    const [row] = (
      await app.call(
        contract.listStandardTexts,
        { query: { search: text.code, language: 'it' } },
        { as: english },
      )
    ).body.items;
    expect(row).toMatchObject({ title: 'Titolo italiano', shownIn: 'it' });
  });

  test('is paged without losing or repeating a text', async () => {
    for (let index = 0; index < 3; index += 1) await make({ title: 'Pagina di prova' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { search: 'pagina di prova', limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await app.call(contract.listStandardTexts, { query }, { as: writer });
      seen.push(...body.items.map((one) => one.id));
      cursor = body.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
  });

  test('of another service does not exist for those who have no business there', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const local = await app.makeStaff({ role: 'expert', serviceId: mine });
    const shared = await approved({ title: 'Orario sportelli' });
    const theirs = await approved({ title: 'Orario sportelli', serviceId: other });
    const own = await make({ title: 'Orario sportelli', serviceId: mine }, local);
    expect((await list({ search: 'orario sportelli' }, local)).toSorted()).toEqual(
      [shared.id, own.id].toSorted(),
    );
    const seen = (await inForce(local)).map((one) => one.textId);
    expect(seen).toContain(shared.id);
    expect(seen).not.toContain(theirs.id);
    const save = (id: string) =>
      app.sending(
        contract.saveTextDraft,
        { params: { id, language: 'it' }, body: { title: 'x', body: 'y' } },
        { as: local },
      );
    expect((await save(theirs.id)).status).toBe(404);
    expect((await save(shared.id)).status).toBe(403);
    const stranger = await app.makeToken(['contact.read']);
    expect((await app.call(contract.listStandardTexts, {}, { as: stranger })).status).toBe(403);
    // Where approved words are used was approved with them.
    const move = { code: own.code, language: 'it' as const, serviceId: mine, channels: ['chat' as const] };
    expect(
      (await app.call(contract.updateStandardText, { params: { id: own.id }, body: move }, { as: local }))
        .status,
    ).toBe(200);
    await submit(own.id, 'it', local);
    await decide(own.id);
    const wider = { ...move, channels: [] };
    const refused = await app.sending(
      contract.updateStandardText,
      { params: { id: own.id }, body: wider },
      { as: local },
    );
    expect(refused.status).toBe(403);
  });

  test('goes out as a file and comes back: what is new waits for approval, what is the same does nothing', async () => {
    const text = await approved({ code: 'in-viaggio', body: 'Uno', ownerId: writer.id });
    await draft(text.id, { body: 'One' }, 'en');
    const taken = await app.call(contract.exportStandardTexts, {}, { as: writer });
    const all = taken.body as unknown as contract.TextsFile;
    const file = { ...all, texts: all.texts.filter(({ code }) => code === 'in-viaggio') };
    expect(file.texts).toMatchObject([
      {
        code: 'in-viaggio',
        language: 'it',
        variants: [
          { language: 'it', body: 'Uno' },
          { language: 'en', body: 'One' },
        ],
      },
    ]);
    const take = (body: unknown) =>
      app.sending(contract.importStandardTexts, { body: body as never }, { as: writer });
    expect((await take(file)).body).toMatchObject({ created: 0, drafted: 0, unchanged: 1 });
    file.texts[0]!.variants[0]!.body = 'Due';
    expect((await take(file)).body).toMatchObject({ created: 0, drafted: 1 });
    expect(await used(text.id)).toMatchObject([{ body: 'Uno' }]);
    file.texts[0]!.code = 'in-viaggio-2';
    expect((await take(file)).body).toMatchObject({ created: 1 });
    file.texts[0]!.code = 'in-viaggio-3';
    file.texts[0]!.variants[1]!.body = '{{custommer.name}}';
    const refused = await take(file);
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'texts[0].variants[1].body' }] },
    });
    expect(await list({ search: 'in-viaggio-3' })).toEqual([]);
    file.texts[0]!.service = 'nowhere';
    expect((await take(file)).body.errors).toMatchObject([{ field: 'texts[0].service' }]);
  });
});

describe('the end of a wording that a file names', () => {
  const take = (variant: Record<string, unknown>, code: string) =>
    app.sending(
      contract.importStandardTexts,
      {
        body: {
          format: 'filodiretto.standard-texts',
          version: 1,
          texts: [
            {
              code,
              language: 'it',
              variants: [{ language: 'it', title: 'Saluto', body: 'Uno', ...variant }],
            },
          ],
        } as never,
      },
      { as: writer },
    );
  const end = () => new Date(app.clock.now().getTime() + 86_400_000).toISOString();

  test('is what its draft asks for, what the approver gives it if nothing else is said, and comes out again', async () => {
    const [code, until] = [`fine-${(count += 1)}`, end()];
    expect((await take({ validTo: until }, code)).body).toMatchObject({ created: 1 });
    const [id] = await list({ search: code });
    expect((await read(id!)).versions).toMatchObject([{ state: 'draft', validTo: until }]);
    // Written on by hand, it is still there.
    const revision = (await read(id!)).versions[0]!.revision;
    expect((await draft(id!, { body: 'Due', revision })).status).toBe(200);
    await submit(id!);
    expect((await decide(id!)).status).toBe(200);
    expect((await read(id!)).versions).toMatchObject([{ state: 'published', validTo: until }]);
    const out = (await app.call(contract.exportStandardTexts, {}, { as: writer }))
      .body as unknown as contract.TextsFile;
    expect(out.texts.find((one) => one.code === code)?.variants).toMatchObject([{ validTo: until }]);
    // The same words until another day are a draft; a file that does not speak of an end changes none.
    expect((await take({ body: 'Due' }, code)).body).toMatchObject({ unchanged: 1 });
    expect((await take({ body: 'Due', validTo: until }, code)).body).toMatchObject({ unchanged: 1 });
    expect((await take({ body: 'Due', validTo: null }, code)).body).toMatchObject({ drafted: 1 });
    await submit(id!);
    expect((await decide(id!)).status).toBe(200);
    expect((await read(id!)).validTo).toBeNull();
  });

  test('may be overruled by the approver, and is refused by its field where it has passed', async () => {
    const code = `fine-${(count += 1)}`;
    await take({ validTo: '2020-01-01T00:00:00Z' }, code);
    const [id] = await list({ search: code });
    await submit(id!);
    expect((await decide(id!)).body).toMatchObject({ errors: [{ field: 'validTo' }] });
    expect((await decide(id!, { validTo: null })).status).toBe(200);
    expect((await read(id!)).versions).toMatchObject([{ state: 'published', validTo: null }]);
  });
});

describe('the use of a standard text', () => {
  const answer = (ids: string[], over: Record<string, unknown> = {}) => ({
    ids,
    sent: 'Gentile Ada',
    messageId: newId(),
    conversationId: newId(),
    contactId: null,
    caseId: null,
    serviceId: newId(),
    teamId: null,
    staffId: null,
    channel: 'email',
    language: 'it',
    ...over,
  });

  test('is counted once for an answer, with the version and how much was changed; taken back, it is not', async () => {
    const text = await approved({ body: 'Gentile {{customer.name}} a presto' });
    const [version] = await used(text.id);
    const first = answer([version!.id, text.id, newId()]);
    await app.ctx.tx((tx) => noteTextUses(tx, app.ctx, first));
    await app.ctx.tx((tx) => noteTextUses(tx, app.ctx, answer([text.id], { sent: 'Gentile Ada a presto' })));
    const rows = await app.ctx.db
      .selectFrom('knowledge.standardTextUse')
      .select(['versionId', 'changed'])
      .where('textId', '=', text.id)
      .orderBy('changed')
      .execute();
    expect(rows.map(({ versionId }) => versionId)).toEqual([version!.id, version!.id]);
    expect(rows.map(({ changed }) => Number(changed.toFixed(2)))).toEqual([0, 0.67]);
    expect(await used(text.id)).toMatchObject([{ uses: 2 }]);
    await app.ctx.tx((tx) => forgetTextUses(tx, first.messageId));
    await app.ctx.tx((tx) => forgetTextUses(tx, first.messageId));
    expect(await used(text.id)).toMatchObject([{ uses: 1 }]);
  });

  test('other modules ask for it by code, language and channel', async () => {
    const serviceId = await app.makeService();
    const code = 'per-moduli';
    const shared = await approved({ code, body: 'Di tutti' });
    const own = await approved({ code, body: 'Del servizio', serviceId, channels: ['email'] });
    const ask = async (over: Record<string, unknown> = {}) =>
      (
        await approvedText(app.ctx.db, {
          code,
          language: 'it',
          channel: null,
          serviceId: null,
          at: app.clock.now(),
          ...over,
        })
      )?.textId ?? null;
    expect(await ask()).toBe(shared.id);
    expect(await ask({ serviceId, channel: 'email' })).toBe(own.id);
    expect(await ask({ serviceId, channel: 'chat' })).toBe(shared.id);
    expect(await ask({ code: 'nessuno' })).toBeNull();
    const english = await app.call(
      contract.textByCode,
      { params: { code }, query: { language: 'en' } },
      { as: agent },
    );
    expect(english.body).toMatchObject({ textId: shared.id, language: 'it', fallback: true });
    const missing = { params: { code: 'nessuno' } };
    expect((await app.sending(contract.textByCode, missing, { as: agent })).status).toBe(404);
  });

  test('its placeholders are told with the fields of cases, and what fills them for a contact one may see', async () => {
    const all = (await app.call(contract.listPlaceholders, {}, { as: agent })).body.items;
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['customer.name', 'case.field.meter_reading']),
    );
    const values = (id: string) =>
      app.sending(contract.contactValues, { params: { id }, query: { language: 'en' } }, { as: agent });
    expect((await values(contact)).body).toMatchObject({ values: { today: 'en' } });
    expect((await values(newId())).status).toBe(404);
  });

  test('a flow answers with one that stands by itself and is in force', async () => {
    const node = await app.ctx.tx((tx) =>
      putClassification(tx, app.ctx, null, {
        code: 'FISARMONICA',
        name: { it: 'Fisarmonica', en: 'Accordion' },
        parentId: null,
        serviceId: null,
        queueHint: null,
        position: 0,
        active: true,
      }),
    );
    const text = await make({
      title: 'Fisarmonica rotta',
      body: 'la fisarmonica si ripara il martedì.',
      classificationId: node.id,
    });
    const found = () => findAnswer(app.ctx.db, 'come si ripara la fisarmonica?', 'it', app.clock.now());
    expect(await found()).toBeNull();
    await submit(text.id);
    await decide(text.id);
    expect(await found()).toMatchObject({
      title: 'Fisarmonica rotta',
      text: 'La fisarmonica si ripara il martedì.',
    });
  });
});
