import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicForm } from '#contract/widget.ts';
import { newId } from '#server/platform/index.ts';
import { solve } from '#web/kit/proof-of-work.ts';
import { makeEntryPoint } from '#tests/stories/chat.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type ProblemBody, type TestServer } from '#tests/support/server.ts';
import { publicRoutes, registerPublicPages } from '../public-pages.ts';
import { makeChallenge } from './proof-of-work.rules.ts';

let one: TestServer;
let service: string;
let form: { id: string; queueId: string };
let subject: string;
let elsewhere: string;
let hinted: string;

beforeAll(async () => {
  one = await testServer(publicRoutes, { also: registerPublicPages });
  service = await one.makeService();
  form = await makeEntryPoint(one.ctx.db, 'form', service, { difficulty: 8, maxFileBytes: 20_000 });
  elsewhere = await makeQueue(one.ctx.db, service);
  subject = await classification('acqua', 1);
  hinted = await classification('luce', 1, { queueHint: elsewhere });
  await classification('sotto', 2, { parentId: subject });
  await classification('spento', 1, { active: false });
});
afterAll(async () => {
  await one?.stop();
});

async function classification(code: string, level: number, also: Record<string, unknown> = {}) {
  const id = newId();
  await one.ctx.db
    .insertInto('knowledge.classification')
    .values({ id, code, level, name: JSON.stringify({ it: `Voce ${code}`, en: `Item ${code}` }), ...also })
    .execute();
  return id;
}

type Wish = { files?: { name: string; type?: string; content: Buffer | string }[] } & Record<string, unknown>;
/** A filled-in form as a browser sends it, with what the test changes. */
async function submit(change: Wish = {}, headers: Record<string, string> = {}, id = form.id) {
  const { files = [], ...fields } = change;
  const challenge = makeChallenge(one.platform.secret, form.id, 8, one.clock.now().getTime());
  const all: Record<string, unknown> = {
    name: 'Ada Prova',
    email: 'ada@example.org',
    phone: '',
    subject,
    message: 'Manca l’acqua in via Roma',
    language: 'it',
    consent: 'true',
    website: '',
    clientKey: `key-${newId()}`,
    ...challenge,
    solution: await solve(challenge),
    ...fields,
  };
  const body = new FormData();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) body.append(name, String(value));
  for (const file of files)
    body.append(
      'files',
      new Blob([Buffer.from(file.content as string)], { type: file.type ?? '' }),
      file.name,
    );
  const response = await fetch(`${one.url}/api/v1/public/forms/${id}`, { method: 'POST', body, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as ProblemBody & { number: string; message: string },
  };
}
const contactByNumber = (number: string) =>
  one.ctx.db
    .selectFrom('contacts.contact')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
const count = async () =>
  Number(
    (
      await one.ctx.db
        .selectFrom('contacts.contact')
        .select((select) => select.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
    ).count,
  );

describe('what a form asks', () => {
  it('offers the first level of the classification, in the reader’s language, and a task', async () => {
    const { body } = await one.call(publicForm, { params: { id: form.id }, query: { lang: 'en' } });
    expect(body.subjects.map((one) => one.name).toSorted()).toEqual(['Item acqua', 'Item luce']);
    expect(body).toMatchObject({ open: true, language: 'en', challenge: { difficulty: 8 } });
    const other = await one.call(publicForm, { params: { id: form.id }, query: { lang: 'pl' } });
    expect(other.body.language).toBe('pl');
    const far = await one.call(publicForm, { params: { id: form.id }, query: { lang: 'xx' } });
    expect(far.body.language).toBe('en');
  });
  it('is not told of a form that is not there, or is no form', async () => {
    const chat = await makeEntryPoint(one.ctx.db, 'chat', service);
    for (const id of [newId(), chat.id])
      expect((await one.call(publicForm, { params: { id } })).status).toBe(404);
  });
});

describe('a form that is sent', () => {
  it('becomes a contact with number, subject, files and customer, and an event for the acknowledgement', async () => {
    const { status, body, headers } = await submit({
      phone: '06 1234567',
      files: [{ name: 'lettera.pdf', type: 'application/pdf', content: '%PDF-1.7\n' }],
    });
    expect(status).toBe(201);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(body.message).toContain(body.number);
    const contact = await contactByNumber(body.number);
    expect(contact).toMatchObject({
      channel: 'form',
      state: 'queued',
      subject: 'Voce acqua',
      classificationId: subject,
      queueId: form.queueId,
    });
    const message = await one.ctx.db
      .selectFrom('contacts.message')
      .selectAll()
      .where('contactId', '=', contact.id)
      .executeTakeFirstOrThrow();
    expect(message).toMatchObject({
      text: 'Manca l’acqua in via Roma',
      sender: 'ada@example.org',
      authorName: 'Ada Prova',
    });
    const files = await one.ctx.db
      .selectFrom('contacts.attachment')
      .select(['name', 'type'])
      .where('messageId', '=', message.id)
      .execute();
    expect(files).toEqual([{ name: 'lettera.pdf', type: 'application/pdf' }]);
    const events = await one.ctx.db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', 'form.submitted')
      .where('subjectId', '=', contact.conversationId)
      .execute();
    expect(events).toMatchObject([
      { data: { number: body.number, email: 'ada@example.org', contact: contact.id } },
    ]);
  });

  it('goes to the customer who is known by that address, and to the queue that the subject names', async () => {
    const known = await makeCustomer(one.ctx.db, 'Vera Nota', 'vera@example.org');
    const { body } = await submit({ email: 'VERA@example.org', subject: hinted });
    expect(await contactByNumber(body.number)).toMatchObject({ customerId: known, queueId: elsewhere });
  });

  it('opens nobody’s record by a telephone number that somebody types', async () => {
    const known = await makeCustomer(one.ctx.db, 'Ugo Noto', 'ugo@example.org');
    await one.ctx.db
      .insertInto('customers.identity')
      .values({
        id: newId(),
        customerId: known,
        type: 'phone',
        value: '+39 06 7654321',
        normal: '+39067654321',
      })
      .execute();
    const { body } = await submit({ email: `nuova-${newId()}@example.org`, phone: '06 7654321' });
    const contact = await contactByNumber(body.number);
    expect(contact.customerId).not.toBe(known);
    const { context } = await one.ctx.db
      .selectFrom('contacts.conversation')
      .select('context')
      .where('id', '=', contact.conversationId)
      .executeTakeFirstOrThrow();
    expect(context).toMatchObject({ prefill: { phone: '+39067654321' } });
  });

  it('is one request however often it arrives, also at the same moment', async () => {
    const before = await count();
    const clientKey = `key-${newId()}`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => submit({ clientKey })));
    const again = await submit({ clientKey });
    expect(new Set([...answers, again].map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set([...answers, again].map(({ body }) => body.number)).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  it('speaks the sender’s language', async () => {
    const { body } = await submit({ language: 'en-GB' });
    expect(body.message).toMatch(/^We have received/);
  });
});

describe('a form that is not acceptable', () => {
  it('names every wrong field at once and makes nothing', async () => {
    const before = await count();
    const { status, body } = await submit({
      name: '',
      email: 'nobody',
      subject: newId(),
      message: ' ',
      consent: undefined,
    });
    expect(status).toBe(422);
    expect(body.errors?.map((error) => error.field)).toEqual([
      'subject',
      'name',
      'email',
      'message',
      'consent',
    ]);
    expect(await count()).toBe(before);
  });

  it('is refused with the trap filled in', async () => {
    expect((await submit({ website: 'https://spam.example.net' })).body.errors).toMatchObject([
      { field: 'website' },
    ]);
  });

  it.each([
    [
      'a program that calls itself a document',
      { name: 'fattura.pdf', type: 'application/pdf', content: 'MZ\u0000\u0000' },
    ],
    [
      'a page with a script',
      { name: 'foto.png', type: 'image/png', content: '<svg onload="alert(1)"></svg>' },
    ],
    ['an empty file', { name: 'vuoto.pdf', content: '' }],
    ['a file that is too large', { name: 'grande.txt', content: 'x'.repeat(20_001) }],
  ])('is refused with %s', async (_, file) => {
    const { status, body } = await submit({ files: [file] });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field: 'files', message: expect.stringContaining(file.name) }]);
  });

  it('is refused with too many files, and with far too many', async () => {
    const some = (length: number) => Array.from({ length }, (_, n) => ({ name: `${n}.txt`, content: 'x' }));
    expect((await submit({ files: some(6) })).body.errors).toMatchObject([{ field: 'files' }]);
    expect((await submit({ files: some(40) })).status).toBe(413);
  });

  it('is refused when it is no form at all', async () => {
    for (const [type, body] of [
      ['application/json', '{"name":"Ada"}'],
      ['multipart/form-data; boundary=x', 'not multipart'],
      ['multipart/form-data', 'no boundary'],
    ] as const) {
      const response = await fetch(`${one.url}/api/v1/public/forms/${form.id}`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect([type, Math.floor(response.status / 100)]).toEqual([type, 4]);
    }
  });
});

describe('the task', () => {
  it('must be solved, ours, for this form, in time, and is good once', async () => {
    const now = one.clock.now().getTime();
    const challenge = makeChallenge(one.platform.secret, form.id, 8, now);
    const solution = await solve(challenge);
    expect((await submit({ solution: undefined })).body.errors).toMatchObject([{ field: 'solution' }]);
    expect((await submit({ nonce: undefined })).body.errors).toMatchObject([{ field: 'signature' }]);
    expect((await submit({ difficulty: 0 })).body.errors).toMatchObject([{ field: 'signature' }]);
    const easy = makeChallenge(one.platform.secret, form.id, 1, now);
    expect((await submit({ ...easy, solution: await solve(easy) })).body.code).toBe('challenge_expired');
    const old = makeChallenge(one.platform.secret, form.id, 8, now - 3 * 3_600_000);
    expect((await submit({ ...old, solution: await solve(old) })).body.code).toBe('challenge_expired');
    expect((await submit({ ...challenge, solution })).status).toBe(201);
    const twice = await submit({ ...challenge, solution });
    expect([twice.status, twice.body.code]).toEqual([422, 'challenge_expired']);
  });
  it('is not used up by a form that has to be mended', async () => {
    const challenge = makeChallenge(one.platform.secret, form.id, 8, one.clock.now().getTime());
    const solution = await solve(challenge);
    expect((await submit({ ...challenge, solution, email: '' })).status).toBe(422);
    expect((await submit({ ...challenge, solution })).status).toBe(201);
  });
});

describe('pages and other sites', () => {
  it('may only be used by the sites on its list', async () => {
    const listed = await makeEntryPoint(one.ctx.db, 'form', service, {
      origins: ['https://www.example.org'],
      difficulty: 0,
    });
    const challenge = makeChallenge(one.platform.secret, listed.id, 0, one.clock.now().getTime());
    const from = (origin: string) => submit({ ...challenge, solution: '0' }, { origin }, listed.id);
    expect((await from('https://evil.example.net')).status).toBe(403);
    expect((await from('https://www.example.org')).status).toBe(201);
  });
  it('answers the question a browser asks before it calls from another site', async () => {
    const asked = await fetch(`${one.url}/api/v1/public/forms/${form.id}`, { method: 'OPTIONS' });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('a form whose queue says something at this moment', () => {
  it('shows the words above the form, which is taken all the same, with the queue open or closed', async () => {
    const text = { it: 'Guasto in centro: lo sappiamo.', en: 'Outage in the centre: we know.' };
    const say = (emergencyClosed: boolean, emergencyText: typeof text | null) =>
      one.ctx.db
        .updateTable('routing.queue')
        .set({ emergencyClosed, emergencyText: emergencyText && JSON.stringify(emergencyText) })
        .where('id', '=', form.queueId)
        .execute();
    const described = async () =>
      (await one.call(publicForm, { params: { id: form.id }, query: { lang: 'en' } })).body;
    await say(false, text);
    expect(await described()).toMatchObject({ accepting: true, notice: null, announcement: text.en });
    await say(true, text);
    expect(await described()).toMatchObject({
      open: false,
      accepting: true,
      notice: null,
      announcement: text.en,
    });
    expect(await submit()).toMatchObject({ status: 201 });
    await say(false, null);
    expect(await described()).toMatchObject({ announcement: null });
  });
});

describe('a form whose queue takes nobody now', () => {
  it('says why before and after sending; what was sent is kept and counted, and nobody is told that it arrived', async () => {
    const text = { it: 'Interruzione straordinaria del servizio.', en: 'Extraordinary outage.' };
    const set = (emergencyClosed: boolean) =>
      one.ctx.db
        .updateTable('routing.queue')
        .set({
          emergencyClosed,
          branches: JSON.stringify({
            full: { do: 'wait' },
            closed: { do: 'wait' },
            emergency: { do: 'message', text },
          }),
        })
        .where('id', '=', form.queueId)
        .execute();
    await set(true);
    const described = await one.call(publicForm, { params: { id: form.id }, query: { lang: 'en' } });
    expect(described.body).toMatchObject({ open: false, accepting: false, notice: text.en });
    const before = await count();
    const refused = await submit();
    expect(refused).toMatchObject({ status: 409, body: { code: 'not_taken', detail: text.it } });
    expect(await count()).toBe(before + 1);
    const submissions = await one.ctx.db
      .selectFrom('form.submission')
      .select('id')
      .where('contactId', 'in', (query) =>
        query.selectFrom('contacts.contact').select('id').where('state', '=', 'cancelled'),
      )
      .execute();
    expect(submissions).toEqual([]);
    await set(false);
    expect(await submit()).toMatchObject({ status: 201 });
  });
});
