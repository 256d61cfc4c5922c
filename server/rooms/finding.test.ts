import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCaseEntries } from '#contract/cases.ts';
import * as rooms from '#contract/rooms.ts';
import { casesRoutes } from '#server/cases/index.ts';
import { contextFor, newId, sql } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { mentionMailJob, roomsRoutes } from './index.ts';

// What was said long ago, or in a thread, is found again; and a room counts for each what is theirs to read.

type Person = { id: string; session: string };
let server: TestServer;
let front: string;
let team: string;
let anna: Person;
let bruno: Person;
const as = (who: Person): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...roomsRoutes, ...casesRoutes]);
  front = await server.makeService('front');
  team = await server.makeTeam(front);
  anna = await server.makeStaff({ serviceId: front, teamId: team, name: 'Anna Fronte' });
  bruno = await server.makeStaff({ serviceId: front, name: 'Bruno Fronte' });
});
afterAll(() => server.stop());

const make = async (name: string, members: string[] = []) =>
  (
    await server.call(
      rooms.openRoom,
      { body: { kind: 'subject', name, service: front, members, open: false } },
      as(anna),
    )
  ).body;
const say = async (room: string, text: string, more: { mentions?: string[]; thread?: string } = {}) =>
  (
    await server.call(
      rooms.sayInRoom,
      { params: { id: room }, body: { text, clientId: newId(), ...more } },
      as(anna),
    )
  ).body;
/** Says so many things in a room, at once. */
const fill = (room: string, count: number) =>
  sql`with said as (
    insert into rooms.post (id, room_id, seq, author_id, author_name, text, at, client_id)
    select gen_random_uuid(), ${room}::uuid, r.last_seq + n, ${anna.id}::uuid, 'Anna Fronte', 'Detto ' || n, now(), gen_random_uuid()
    from rooms.room as r, generate_series(1, ${count}::int) as n where r.id = ${room}::uuid returning seq)
    update rooms.room set last_seq = (select max(seq) from said), last_at = now() where id = ${room}::uuid`.execute(
    server.ctx.db,
  );
const posts = async (room: string, query: Record<string, unknown>) =>
  (await server.call(rooms.listPosts, { params: { id: room }, query }, as(anna))).body;

test('an answer in an old thread of a long room is found: a page begins a little after the thread, and goes on', async () => {
  const room = await make('Lunga');
  await fill(room.id, 120);
  const root = await say(room.id, 'Chi conosce il contatore?');
  await fill(room.id, 200);
  const answer = await say(room.id, 'Io.', { thread: root.id });
  await fill(room.id, 5);
  const page = await posts(room.id, { around: answer.id, limit: 50 });
  expect(page.items.findIndex(({ id }) => id === root.id)).toBe(15);
  expect(page.items).toHaveLength(50);
  const next = await posts(room.id, { around: answer.id, limit: 50, cursor: page.next });
  expect(next.items[0]!.seq).toBe(page.items.at(-1)!.seq - 1);
  // The newest is its own page; what is of another room leads to the newest.
  const last = (await posts(room.id, { limit: 1 })).items[0]!;
  expect((await posts(room.id, { around: last.id, limit: 1 })).items[0]!.id).toBe(last.id);
  const other = await make('Altra');
  expect((await posts(other.id, { around: answer.id })).items).toEqual([]);

  const single = await server.call(rooms.getPost, { params: { id: answer.id } }, as(anna));
  expect(single.body).toMatchObject({ thread: root.id, text: 'Io.' });
  expect((await server.sending(rooms.getPost, { params: { id: answer.id } }, as(bruno))).status).toBe(404);
});

test('what was said is searched in every room, however many there are, and a mention is listed in each', async () => {
  const old = await make('La più vecchia', [bruno.id]);
  const post = await say(old.id, 'Sull’imbocco c’è la saracinesca dell’acqua, @Bruno', {
    mentions: [bruno.id],
  });
  await sql`with made as (
    insert into rooms.room (id, kind, name, service_id, open, last_at, created_by, created_at)
    select gen_random_uuid(), 'subject', 'Stanza ' || n, ${front}::uuid, false, now() + interval '1 minute', ${anna.id}::uuid, now()
    from generate_series(1, 320) as n returning id)
    insert into rooms.member (room_id, staff_id, joined_at) select id, ${bruno.id}::uuid, now() from made`.execute(
    server.ctx.db,
  );
  const found = await server.call(rooms.searchRooms, { query: { search: 'saracinesche' } }, as(bruno));
  expect(found.body.items.map(({ id }) => id)).toEqual([post.id]);
  const elided = await server.call(rooms.searchRooms, { query: { search: 'l’acqua' } }, as(bruno));
  expect(elided.body.items.map(({ id }) => id)).toEqual([post.id]);
  const named = await server.call(rooms.listRoomMentions, {}, as(bruno));
  expect(named.body.items).toMatchObject([{ post: post.id, roomName: 'La più vecchia' }]);
});

test('who comes to a team has nothing to read of before, and everything since', async () => {
  const room = (await server.call(rooms.openRoom, { body: { kind: 'team', team } }, as(anna))).body;
  await say(room.id, 'Prima');
  const nina = await server.makeStaff({ serviceId: front, teamId: team, name: 'Nina Nuova' });
  const unread = async () =>
    (await server.call(rooms.listRooms, {}, as(nina))).body.items.find(({ id }) => id === room.id)?.unread;
  expect(await unread()).toBe(0);
  await say(room.id, 'Benvenuta');
  await say(room.id, 'Alle tre si comincia');
  expect(await unread()).toBe(2);
});

test('words or a file: neither is refused; who made a room arranges it', async () => {
  const room = await make('Solo carte', [bruno.id]);
  const nothing = await server.sending(
    rooms.sayInRoom,
    { params: { id: room.id }, body: { text: '  ', clientId: newId() } },
    as(anna),
  );
  expect([nothing.status, nothing.body.errors?.[0]?.field]).toEqual([422, 'text']);
  const form = new FormData();
  form.append('file', new Blob([Buffer.from('verbale')]), 'verbale.txt');
  const sent = await fetch(`${server.url}/api/v1/rooms/files`, {
    method: 'POST',
    body: form,
    headers: { cookie: `filo_session=${anna.session}`, 'x-filo': '1' },
  });
  const { id } = (await sent.json()) as { id: string };
  const post = await server.call(
    rooms.sayInRoom,
    { params: { id: room.id }, body: { files: [id], clientId: newId() } },
    as(anna),
  );
  expect(post.body).toMatchObject({ text: '', files: [{ name: 'verbale.txt' }] });
  const arranges = async (who: Person) =>
    (await server.call(rooms.getRoom, { params: { id: room.id } }, as(who))).body.arranges;
  expect([await arranges(anna), await arranges(bruno)]).toEqual([true, false]);
});

test('what is put right about a case is written on it, too', async () => {
  const customer = await makeCustomer(server.ctx.db, 'Ada Prova', 'ada@example.org');
  const { id } = await makeCase(server.ctx.db, { serviceId: front, customerId: customer });
  await sql`update cases.case set number = 'PR-2026-700009' where id = ${id}::uuid`.execute(server.ctx.db);
  const room = await make('Correzioni');
  const post = await say(room.id, 'Il sopralluogo è lunedì.');
  await server.call(
    rooms.changePost,
    { params: { id: post.id }, body: { text: 'PR-2026-700009: il sopralluogo è martedì.' } },
    as(anna),
  );
  const entries = await server.call(listCaseEntries, { params: { id } }, as(anna));
  expect(entries.body.items.filter(({ kind }) => kind === 'said')).toMatchObject([
    { body: 'PR-2026-700009: il sopralluogo è martedì.' },
  ]);
});

test('nothing is mailed of a room that whoever was named may not enter any more', async () => {
  const gone = await server.makeStaff({ serviceId: front, name: 'Gino Via', email: 'gino@example.org' });
  const room = await make('Riservata', [gone.id]);
  const post = await say(room.id, '@Gino, il conto è di Ada', { mentions: [gone.id] });
  await sql`update access.session set seen_at = seen_at - interval '1 day' where staff_id = ${gone.id}::uuid`.execute(
    server.ctx.db,
  );
  await sql`delete from access.grant where staff_id = ${gone.id}::uuid`.execute(server.ctx.db);
  await mentionMailJob.handle(
    contextFor(server.platform, server.ctx.actor),
    { post: post.id, staff: gone.id, look: 2 },
    { number: 1, last: false },
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from graphile_worker._private_jobs as j
    where j.payload ->> 'to' = 'gino@example.org'`.execute(server.ctx.db);
  expect(rows[0]!.n).toBe(0);
});
