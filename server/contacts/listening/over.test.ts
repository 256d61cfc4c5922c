import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as contract from '#contract/listening.ts';
import { finishContact, takeContact, transferContact } from '#contract/handling.ts';
import { forgetOld } from '#server/insight/watch.ts';
import { sql, type Db } from '#server/platform/index.ts';
import { makeChatAgent } from '#tests/stories/chat.ts';
import { as, listeningRoom, usualWhy } from '#tests/stories/listening.ts';
import type { TestServer } from '#tests/support/server.ts';
import { patience } from './listening.rules.ts';
import { sweepListening, touchListening } from './watch.ts';

let room: Awaited<ReturnType<typeof listeningRoom>>;
let server: TestServer;
let db: Db;
beforeAll(async () => {
  room = await listeningRoom();
  ({ server, db } = room);
});
afterAll(() => room?.close());

describe('it ends by itself', () => {
  let agreement: string;
  beforeAll(async () => {
    agreement = await room.agree();
  });

  test('with the chat, and when it goes to somebody else', async () => {
    const ended = await room.talking();
    const one = await room.start(room.elena, ended.contact);
    await server.call(finishContact, { params: { id: ended.contact } }, as(room.luca));
    expect(await room.endOf(one.id)).toBe('chat_over');
    const moved = await room.talking();
    const two = await room.start(room.elena, moved.contact);
    await server.call(
      transferContact,
      { params: { id: moved.contact }, body: { queue: room.chat.queueId } },
      as(room.luca),
    );
    expect(await room.endOf(two.id)).toBe('handed_on');
    const pulled = await room.talking();
    const three = await room.start(room.elena, pulled.contact);
    const take = { params: { id: pulled.contact }, body: { why: 'urgente' } };
    await server.call(takeContact, take, as(room.admin));
    expect(await room.endOf(three.id)).toBeNull();
    await makeChatAgent(db, room.admin.id, room.chat.queueId, 5);
    await server.call(takeContact, take, as(room.admin));
    expect(await room.endOf(three.id)).toBe('handed_on');
  });

  test('when the supervisor follows another chat: one at a time', async () => {
    const [a, b] = [await room.talking(), await room.talking()];
    const first = await room.start(room.elena, a.contact);
    await server.call(contract.stepIn, { params: { id: first.id } }, as(room.elena));
    const second = await room.start(room.elena, b.contact);
    expect(await room.endOf(first.id)).toBe('moved_on');
    await room.told(a.visitor, 'Elena Supervisora ha lasciato la conversazione.');
    expect((await room.mine(room.elena)).map(({ id }) => id)).toEqual([second.id]);
    await room.stop(room.elena, second.id);
  });

  test('when the desk is gone for longer than its patience, and not while a desk is there', async () => {
    const { contact, visitor } = await room.talking();
    const { id } = await room.start(room.elena, contact);
    await server.call(contract.stepIn, { params: { id } }, as(room.elena));
    server.clock.forward(patience.desk / 3);
    await sweepListening(server.ctx);
    expect(await room.endOf(id)).toBeNull();
    // A sign of life on the way, else it would be over by now.
    server.clock.forward(patience.desk / 3);
    await touchListening(server.ctx, [room.elena.id]);
    server.clock.forward(patience.desk / 2);
    await sweepListening(server.ctx);
    expect(await room.endOf(id)).toBeNull();
    server.clock.forward(patience.desk + 1000);
    await sweepListening(server.ctx);
    expect(await room.endOf(id)).toBe('desk_gone');
    await room.told(visitor, 'Elena Supervisora ha lasciato la conversazione.');
    expect((await room.audited(contact)).at(-1)).toEqual(['listening.ended', 'system', usualWhy]);
    server.clock.set(new Date());
  });

  test('a desk that connects is a sign of life', async () => {
    const { contact } = await room.talking();
    const { id } = await room.start(room.elena, contact);
    const seenAt = async () =>
      (
        await db
          .selectFrom('contacts.listening')
          .select('seenAt')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).seenAt.getTime();
    const before = await seenAt();
    await room.deskOf(room.elena);
    await vi.waitFor(async () => expect(await seenAt()).toBeGreaterThan(before));
    await room.stop(room.elena, id);
  });

  test('when the right is taken away', async () => {
    const { contact } = await room.talking();
    const { id } = await room.start(room.elena, contact);
    const grant = db.deleteFrom('access.grant').where('staffId', '=', room.elena.id);
    const [kept] = await grant.returningAll().execute();
    await sweepListening(server.ctx);
    expect(await room.endOf(id)).toBe('right_lost');
    await db.insertInto('access.grant').values(kept!).execute();
  });

  test('with the agreement: at once when it is ended, and by itself with its last day', async () => {
    const { contact, visitor } = await room.talking();
    const first = await room.start(room.elena, contact);
    await server.call(contract.stepIn, { params: { id: first.id } }, as(room.elena));
    const also = await room.agree(['figures', 'listening']);
    await room.disagree(agreement);
    // Another one still covers it.
    expect(await room.endOf(first.id)).toBeNull();
    await room.disagree(also);
    expect(await room.endOf(first.id)).toBe('agreement_over');
    await room.told(visitor, 'Elena Supervisora ha lasciato la conversazione.');
    expect((await room.audited(contact)).at(-1)).toEqual([
      'listening.ended',
      `staff:${room.admin.id}`,
      usualWhy,
    ]);
    expect((await room.follow(room.elena, contact)).body.code).toBe('no_listening_agreement');

    const lasting = await room.agree();
    await db
      .updateTable('insight.agreement')
      .set({ validUntil: '2026-12-31' })
      .where('id', '=', lasting)
      .execute();
    await sql`update platform.setting set value = jsonb_set(value, '{0,until}', '"2026-12-31"') where key = 'staffProtection.terms'`.execute(
      db,
    );
    const second = await room.start(room.elena, contact);
    server.clock.set(new Date('2027-01-02T10:00:00Z'));
    await touchListening(server.ctx, [room.elena.id]);
    await sweepListening(server.ctx);
    expect(await room.endOf(second.id)).toBe('agreement_over');
    server.clock.set(new Date());
  });
});

test('what was followed is deleted after its time, with what was whispered', async () => {
  const id = await room.agree();
  const { contact } = await room.talking();
  const one = await room.start(room.elena, contact);
  await room.whisper(room.elena, one.id, 'Da dimenticare.');
  await room.stop(room.elena, one.id);
  server.clock.forward(29 * 86_400_000);
  await forgetOld(server.ctx);
  expect(await room.endOf(one.id)).toBe('left');
  server.clock.forward(2 * 86_400_000);
  await forgetOld(server.ctx);
  const { rows } = await sql<{ n: number }>`select
    (select count(*) from contacts.listening where id = ${one.id}::uuid) + (select count(*) from contacts.whisper where listening_id = ${one.id}::uuid) as n`.execute(
    db,
  );
  expect(Number(rows[0]!.n)).toBe(0);
  server.clock.set(new Date());
  await room.disagree(id);
});
