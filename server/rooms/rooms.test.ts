import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCaseEntries } from '#contract/cases.ts';
import * as rooms from '#contract/rooms.ts';
import { casesRoutes } from '#server/cases/index.ts';
import { maySee } from '#server/contacts/index.ts';
import { contextFor, newId, sql, type Actor } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { mentionMailJob, roomsRoutes } from './index.ts';

type Person = { id: string; session: string };
let server: TestServer;
let front: string;
let back: string;
let team: string;
let anna: Person;
let bruno: Person;
let other: Person;
let chief: Person;
let customer: string;
const as = (who: Person): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...roomsRoutes, ...casesRoutes]);
  front = await server.makeService('front');
  back = await server.makeService('back');
  team = await server.makeTeam(front);
  anna = await server.makeStaff({ serviceId: front, teamId: team, name: 'Anna Fronte' });
  bruno = await server.makeStaff({ serviceId: front, teamId: team, name: 'Bruno Fronte' });
  other = await server.makeStaff({ serviceId: back, name: 'Olga Altrove' });
  chief = await server.makeStaff({ role: 'supervisor', name: 'Sara Sopra' });
  customer = await makeCustomer(server.ctx.db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());

const newCase = async (serviceId = front): Promise<string> =>
  (await makeCase(server.ctx.db, { serviceId, customerId: customer })).id;
const open = async (who: Person, body: Parameters<typeof bodyOf>[0]) =>
  (await server.call(rooms.openRoom, { body: bodyOf(body) }, as(who))).body;
const bodyOf = (
  body:
    | { case: string }
    | { team: string }
    | { name: string; open?: boolean; members?: string[]; service?: string },
) =>
  'case' in body
    ? ({ kind: 'case', ...body } as const)
    : 'team' in body
      ? ({ kind: 'team', ...body } as const)
      : ({ kind: 'subject', service: front, ...body } as const);
const say = (
  who: Person,
  room: string,
  text: string,
  more: { mentions?: string[]; files?: string[]; thread?: string; clientId?: string } = {},
) =>
  server.call(rooms.sayInRoom, { params: { id: room }, body: { text, clientId: newId(), ...more } }, as(who));
const listed = async (who: Person, others: 'true' | 'false' = 'false') =>
  (await server.call(rooms.listRooms, { query: { others } }, as(who))).body.items;
const mailsTo = async (address: string) =>
  (
    await sql<{ n: number }>`select count(*)::int as n from graphile_worker._private_jobs as j
      where j.payload ->> 'to' = ${address}`.execute(server.ctx.db)
  ).rows[0]!.n;

describe('the room of a case', () => {
  test('is one, opened by whoever sees the case; for others neither it nor what is said exists', async () => {
    const kase = await newCase();
    const [one, two] = await Promise.all([open(anna, { case: kase }), open(bruno, { case: kase })]);
    expect(two.id).toBe(one.id);
    const post = (await say(anna, one.id, 'Chi conosce il contatore di via Prova?')).body;
    const params = { id: one.id };
    expect(
      (await server.sending(rooms.openRoom, { body: { kind: 'case', case: kase } }, as(other))).status,
    ).toBe(404);
    for (const route of [rooms.getRoom, rooms.listPosts, rooms.listMembers])
      expect((await server.sending(route, { params }, as(other))).status).toBe(404);
    expect(
      (await server.sending(rooms.changePost, { params: { id: post.id }, body: { text: 'x' } }, as(other)))
        .status,
    ).toBe(404);
    expect((await listed(other, 'true')).some((room) => room.id === one.id)).toBe(false);
    const found = await server.call(rooms.searchRooms, { query: { search: 'contatori' } }, as(bruno));
    expect(found.body.items.map(({ id }) => id)).toEqual([post.id]);
    expect(
      (await server.call(rooms.searchRooms, { query: { search: 'contatori' } }, as(other))).body.items,
    ).toEqual([]);
  });

  test('who spoke in it loses it with the case', async () => {
    const kase = await newCase();
    const room = await open(chief, { case: kase });
    await say(chief, room.id, 'Guardo io.');
    await say(anna, room.id, 'Grazie.');
    expect((await listed(anna)).some(({ id }) => id === room.id)).toBe(true);
    await sql`update cases.case set service_id = ${back}::uuid where id = ${kase}::uuid`.execute(
      server.ctx.db,
    );
    expect((await listed(anna)).some(({ id }) => id === room.id)).toBe(false);
    expect((await server.sending(rooms.getRoom, { params: { id: room.id } }, as(anna))).status).toBe(404);
    expect((await listed(chief)).some(({ id }) => id === room.id)).toBe(true);
  });

  test('only those may be named who see the case', async () => {
    const room = await open(anna, { case: await newCase() });
    const refused = await server.sending(
      rooms.sayInRoom,
      { params: { id: room.id }, body: { text: '@Olga', mentions: [other.id], clientId: newId() } },
      as(anna),
    );
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.[0]?.field).toBe('mentions');
    expect(
      (await server.call(rooms.listMembers, { params: { id: room.id } }, as(anna))).body.items.map(
        ({ id }) => id,
      ),
    ).not.toContain(other.id);
  });
});

test('what is said elsewhere about a case is written on the case, where its speaker may see it', async () => {
  const { id } = await makeCase(server.ctx.db, { serviceId: front, customerId: customer });
  const hidden = await makeCase(server.ctx.db, { serviceId: back, customerId: customer });
  const [number, hiddenNumber] = ['PR-2026-700001', 'PR-2026-700002'];
  await sql`update cases.case set number = case id when ${id}::uuid then ${number} else ${hiddenNumber} end
    where id in (${id}::uuid, ${hidden.id}::uuid)`.execute(server.ctx.db);
  const room = await open(anna, { name: 'Contatori intelligenti' });
  await say(anna, room.id, `Su ${number} e ${hiddenNumber} il distributore risponde domani.`);
  const entries = async (kase: string, who: Person) =>
    (await server.call(listCaseEntries, { params: { id: kase } }, as(who))).body.items.filter(
      ({ kind }) => kind === 'said',
    );
  expect(await entries(id, anna)).toMatchObject([
    {
      author: 'Anna Fronte',
      body: expect.stringContaining('risponde domani'),
      data: { roomName: 'Contatori intelligenti' },
    },
  ]);
  expect(await entries(hidden.id, other)).toEqual([]);
});

describe('a post', () => {
  test('that is sent twice is one; posts are numbered without gaps', async () => {
    const room = await open(anna, { name: 'Numeri' });
    const clientId = newId();
    const sent = await Promise.all([
      say(anna, room.id, 'uno', { clientId }),
      say(anna, room.id, 'uno', { clientId }),
      ...['due', 'tre', 'quattro'].map((text) => say(bruno, room.id, text)),
    ]);
    expect(new Set(sent.map(({ body }) => body.id)).size).toBe(4);
    const { items } = (await server.call(rooms.listPosts, { params: { id: room.id } }, as(anna))).body;
    expect(items.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
  });

  test('is answered in a thread, an answer to an answer in the same one', async () => {
    const room = await open(anna, { name: 'Fili' });
    const first = (await say(anna, room.id, 'Domanda')).body;
    const answer = (await say(bruno, room.id, 'Risposta', { thread: first.id })).body;
    await say(anna, room.id, 'Grazie', { thread: answer.id });
    const posts = async (query: { thread?: string }) =>
      (await server.call(rooms.listPosts, { params: { id: room.id }, query }, as(anna))).body.items;
    expect((await posts({})).map(({ text, replies }) => [text, replies])).toEqual([['Domanda', 2]]);
    expect((await posts({ thread: first.id })).map(({ text }) => text)).toEqual([
      'Domanda',
      'Risposta',
      'Grazie',
    ]);
    const elsewhere = await open(anna, { name: 'Altrove' });
    const refused = await server.sending(
      rooms.sayInRoom,
      { params: { id: elsewhere.id }, body: { text: 'x', thread: first.id, clientId: newId() } },
      as(anna),
    );
    expect(refused.body.errors?.[0]?.field).toBe('thread');
  });

  test('is put right by its author for a quarter of an hour, and taken back at any time', async () => {
    const room = await open(anna, { name: 'Correzioni' });
    const post = (await say(anna, room.id, 'sbagliato', { mentions: [bruno.id] })).body;
    const change = (who: Person, text: string) =>
      server.sending(rooms.changePost, { params: { id: post.id }, body: { text } }, as(who));
    expect((await change(bruno, 'x')).status).toBe(403);
    expect((await change(anna, 'giusto')).status).toBe(200);
    server.clock.forward(16 * 60_000);
    expect((await change(anna, 'tardi')).status).toBe(409);
    expect((await server.sending(rooms.removePost, { params: { id: post.id } }, as(anna))).status).toBe(204);
    const [kept] = (await server.call(rooms.listPosts, { params: { id: room.id } }, as(bruno))).body.items;
    expect(kept).toMatchObject({ text: '', removedAt: expect.any(String), mentions: [] });
    expect((await listed(bruno)).find(({ id }) => id === room.id)).toMatchObject({ unread: 0, mentions: 0 });
  });
});

test('unread and mentions are counted until they are read, and never for what one said oneself', async () => {
  const room = await open(anna, { name: 'Letture', members: [bruno.id] });
  await say(anna, room.id, 'ciao');
  const last = (await say(anna, room.id, '@Bruno?', { mentions: [bruno.id] })).body;
  const of = async (who: Person) => (await listed(who)).find(({ id }) => id === room.id);
  expect(await of(bruno)).toMatchObject({ unread: 2, mentions: 1 });
  expect(await of(anna)).toMatchObject({ unread: 0, mentions: 0 });
  await server.call(rooms.readRoom, { params: { id: room.id }, body: { seq: last.seq } }, as(bruno));
  await server.call(rooms.readRoom, { params: { id: room.id }, body: { seq: 0 } }, as(bruno));
  expect(await of(bruno)).toMatchObject({ unread: 0, mentions: 0, readSeq: last.seq });
  await server.call(rooms.muteRoom, { params: { id: room.id }, body: { muted: true } }, as(bruno));
  await say(anna, room.id, '@Bruno ancora', { mentions: [bruno.id] });
  expect(await of(bruno)).toMatchObject({ unread: 0, mentions: 1 });
});

test('a room on a subject is found by the people of its service; a closed circle by its members only', async () => {
  const known = await open(anna, { name: 'Aperta a tutti' });
  const closed = await open(anna, { name: 'Solo noi', open: false, members: [bruno.id] });
  const seen = async (who: Person) => (await listed(who, 'true')).map(({ id }) => id);
  expect(await seen(other)).not.toContain(known.id);
  expect(await seen(chief)).toContain(known.id);
  expect(await seen(chief)).not.toContain(closed.id);
  expect(await seen(bruno)).toContain(closed.id);
  expect((await server.sending(rooms.listPosts, { params: { id: closed.id } }, as(chief))).status).toBe(404);
  const elsewhere = await server.sending(
    rooms.openRoom,
    { body: { kind: 'subject', name: 'Per altri', service: back } },
    as(anna),
  );
  expect(elsewhere.body.errors?.[0]?.field).toBe('service');
  const everybody = await server.sending(
    rooms.openRoom,
    { body: { kind: 'subject', name: 'Di tutti' } },
    as(anna),
  );
  expect(everybody.body.errors?.[0]?.field).toBe('service');
  expect(
    (await server.call(rooms.changeRoom, { params: { id: known.id }, body: { closed: true } }, as(anna)))
      .status,
  ).toBe(200);
  expect((await say(bruno, known.id, 'troppo tardi')).status).toBe(409);
});

test('a team has its room, its people are in it, and strangers are not', async () => {
  const room = await open(anna, { team });
  await say(anna, room.id, 'Riunione alle 15.');
  expect((await listed(bruno)).find(({ id }) => id === room.id)).toMatchObject({ joined: true, unread: 1 });
  expect((await server.sending(rooms.openRoom, { body: { kind: 'team', team } }, as(other))).status).toBe(
    404,
  );
  expect((await server.sending(rooms.leaveRoom, { params: { id: room.id } }, as(bruno))).status).toBe(409);
});

test('live events go to the members of a room, and of a case to those who see the case', async () => {
  const actor = (who: Person, permission: string, serviceId: string | null): Actor => ({
    kind: 'staff',
    id: who.id,
    name: '',
    grants: [{ permissions: new Set([permission]), serviceId, teamId: null }],
  });
  const room = await open(anna, { name: 'Eventi', members: [bruno.id] });
  await say(anna, room.id, 'ciao', { mentions: [bruno.id] });
  const kase = await open(anna, { case: await newCase() });
  await say(anna, kase.id, 'ciao');
  const { rows } = await sql<{
    kind: string;
    subjectId: string;
    serviceId: string | null;
    teamId: string | null;
    staffId: string | null;
    data: Record<string, unknown>;
  }>`
    select kind, subject_id, service_id, team_id, staff_id, data from platform.event
    where subject_id = any (${[room.id, kase.id]}::uuid[])`.execute(server.ctx.db);
  const told = (who: Person, serviceId: string) =>
    rows
      .filter((event) => maySee(actor(who, 'case.read', serviceId), event))
      .map(({ kind, subjectId }) => [kind, subjectId]);
  expect(told(bruno, back)).toContainEqual(['room.said', room.id]);
  expect(told(bruno, back)).toContainEqual(['room.mention', room.id]);
  expect(told(bruno, back)).not.toContainEqual(['room.said', kase.id]);
  expect(told(other, front)).toEqual([['room.said', kase.id]]);
});

describe('a mention by mail', () => {
  const run = (post: string, staff: string, look = 1) =>
    mentionMailJob.handle(
      contextFor(server.platform, server.ctx.actor),
      { post, staff, look },
      { number: 1, last: false },
    );

  test('goes once to who is away and has not read it', async () => {
    const away = await server.makeStaff({ serviceId: front, name: 'Vito Via', email: 'vito@example.org' });
    const room = await open(anna, { name: 'Assenti' });
    const post = (await say(anna, room.id, '@Vito?', { mentions: [away.id] })).body;
    await sql`update access.session set seen_at = seen_at - interval '1 day' where staff_id = ${away.id}::uuid`.execute(
      server.ctx.db,
    );
    await run(post.id, away.id);
    await run(post.id, away.id);
    expect(await mailsTo('vito@example.org')).toBe(1);
  });

  test('does not go to who has read it, nor for what was taken back, and waits for who is at the desk', async () => {
    const here = await server.makeStaff({
      serviceId: front,
      name: 'Quinto Qui',
      email: 'quinto@example.org',
    });
    const room = await open(anna, { name: 'Presenti' });
    const post = (await say(anna, room.id, '@Quinto?', { mentions: [here.id] })).body;
    await listed(here);
    await run(post.id, here.id);
    expect(await mailsTo('quinto@example.org')).toBe(0);
    await server.call(rooms.readRoom, { params: { id: room.id }, body: { seq: post.seq } }, as(here));
    await run(post.id, here.id, 2);
    expect(await mailsTo('quinto@example.org')).toBe(0);
    const second = (await say(anna, room.id, '@Quinto!', { mentions: [here.id] })).body;
    await server.call(rooms.removePost, { params: { id: second.id } }, as(anna));
    await run(second.id, here.id, 2);
    expect(await mailsTo('quinto@example.org')).toBe(0);
    const third = (await say(anna, room.id, '@Quinto, per favore', { mentions: [here.id] })).body;
    await run(third.id, here.id, 2);
    expect(await mailsTo('quinto@example.org')).toBe(1);
  });
});

test('a file is seen by its uploader, and once it is said by those in the room; a program is refused', async () => {
  const upload = (who: Person, content: Buffer, name: string) => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(content)]), name);
    return fetch(`${server.url}/api/v1/rooms/files`, {
      method: 'POST',
      body: form,
      headers: { cookie: `filo_session=${who.session}`, 'x-filo': '1' },
    });
  };
  const get = (who: Person, id: string) =>
    fetch(`${server.url}/api/v1/rooms/files/${id}`, { headers: { cookie: `filo_session=${who.session}` } });
  expect((await upload(anna, Buffer.from('MZ\u0090\u0000'), 'a.exe')).status).toBe(422);
  const answer = await upload(anna, Buffer.from('verbale della riunione'), 'verbale.txt');
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  expect((await get(bruno, id)).status).toBe(404);
  const room = await open(anna, { name: 'Carte', open: false, members: [bruno.id] });
  const stolen = await server.sending(
    rooms.sayInRoom,
    { params: { id: room.id }, body: { text: 'mio', files: [id], clientId: newId() } },
    as(bruno),
  );
  expect(stolen.body.errors?.[0]?.field).toBe('files');
  const post = (await say(anna, room.id, 'Ecco', { files: [id] })).body;
  expect(post.files).toMatchObject([{ id, name: 'verbale.txt' }]);
  const served = await get(bruno, id);
  expect(await served.text()).toBe('verbale della riunione');
  expect(served.headers.get('content-disposition')).toContain('attachment');
  expect((await get(chief, id)).status).toBe(404);
  await server.call(rooms.removePost, { params: { id: post.id } }, as(anna));
  expect((await get(anna, id)).status).toBe(404);
});

test('a token has no rooms', async () => {
  const { token } = await server.makeToken(['case.read']);
  expect((await server.sending(rooms.listRooms, {}, { as: { token } })).status).toBe(403);
});
