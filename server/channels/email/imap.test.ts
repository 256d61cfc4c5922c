import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMailbox, listMailboxes, replayMailbox, updateMailbox } from '#contract/email.ts';
import { newId } from '#server/platform/index.ts';
import { allFiled, ended, mailId, makeMailbox, writeMail } from '#tests/stories/mail.ts';
import { testImapServer } from '#tests/support/imap-server.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { emailRoutes } from './email.routes.ts';
import { startMailboxes, type ImapTiming } from './imap.service.ts';
import { startIntake, type Intake } from './intake.service.ts';

const imap = await testImapServer();

const timing: ImapTiming = {
  superviseMilliseconds: 200,
  leaseSeconds: 2,
  alarmPolls: 3,
  pause: () => 150,
  // The shortest poll that may be set stands for a short one here.
  poll: (seconds) => (seconds === 10 ? 300 : seconds * 1000),
};

describe.skipIf(imap === null)('IMAP mailboxes', () => {
  const server = imap!;
  let one: TestServer;
  let intake: Intake;
  let readers: ReturnType<typeof startMailboxes>;
  let service: string;
  let admin: { session: string };

  beforeAll(async () => {
    one = await testServer(emailRoutes);
    service = await one.makeService();
    admin = await one.makeStaff({ role: 'administrator' });
    intake = startIntake(one.ctx);
    readers = startMailboxes(one.ctx, () => intake.wake(), timing);
  });
  afterAll(async () => {
    await readers?.stop();
    await intake?.stop();
    await one?.stop();
    await server.stop();
  });

  const body = (entryPointId: string, change: Record<string, unknown> = {}) => ({
    entryPointId,
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    username: server.user,
    password: server.password,
    folder: 'INBOX',
    pollSeconds: 3600,
    ...change,
  });
  /** A folder of its own for each test, read into an entry point of its own. */
  async function mailbox(change: Record<string, unknown> = {}, folder = `F${newId().slice(-12)}`) {
    if (folder !== 'INBOX') await server.as((client) => client.mailboxCreate(folder));
    const entry = await makeMailbox(one.ctx.db, service);
    const made = await one.call(
      createMailbox,
      { body: body(entry.id, { folder, ...change }) },
      { as: admin },
    );
    expect(made.status).toBe(201);
    return { id: made.body.id, folder, entry };
  }
  const healthOf = async (id: string) =>
    (await one.call(listMailboxes, {}, { as: admin })).body.items.find((item) => item.id === id)!;
  const until = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 20_000, interval: 50 });
  const rawOf = (id: string) =>
    one.ctx.db.selectFrom('email.raw').selectAll().where('mailboxId', '=', id).orderBy('uid').execute();

  it('reads what is there, old mail too, and hears new mail by IDLE', async () => {
    const folder = 'Vecchia';
    await server.as((client) => client.mailboxCreate(folder));
    const ids = Array.from({ length: 120 }, () => mailId());
    await server.append(
      folder,
      ...ids.map((id, index) => writeMail({ id, from: `c${index}@example.org`, subject: `Mail ${index}` })),
    );
    const entry = await makeMailbox(one.ctx.db, service);
    const made = await one.call(createMailbox, { body: body(entry.id, { folder }) }, { as: admin });
    await until(async () => expect(await rawOf(made.body.id)).toHaveLength(120));
    await until(async () =>
      expect(await healthOf(made.body.id)).toMatchObject({ state: 'ok', fetched: 120, lastUid: 120 }),
    );
    // The poll is an hour away: only IDLE can tell.
    const late = mailId();
    await server.append(folder, writeMail({ id: late, subject: 'Nuova' }));
    const row = await ended(one.ctx.db, late);
    expect(row).toMatchObject({ state: 'filed', source: 'imap', uid: 121 });
    expect(row.contactId).not.toBeNull();
  });

  it('changes nothing in the folder: no mail is marked as seen, none is gone', async () => {
    const { folder, id } = await mailbox();
    const name = mailId();
    await server.append(folder, writeMail({ id: name }));
    await ended(one.ctx.db, name);
    await until(async () => expect((await healthOf(id)).fetched).toBe(1));
    const flags = await server.as(async (client) => {
      await client.mailboxOpen(folder, { readOnly: true });
      return (await client.fetchAll('1:*', { flags: true })).map((one) => [...one.flags!]);
    });
    expect(flags).toHaveLength(1);
    expect(flags[0]).not.toContain('\\Seen');
    expect(flags[0]).not.toContain('\\Deleted');
  });

  it('takes nothing twice when the folder is numbered anew', async () => {
    const { folder, id } = await mailbox({ pollSeconds: 10 });
    const [known, fresh] = [mailId(), mailId()];
    const nameless = writeMail({ id: null, subject: 'Senza nome' });
    const first = writeMail({ id: known });
    await server.append(folder, first, nameless);
    await until(async () => expect(await rawOf(id)).toHaveLength(2));
    await allFiled(one.ctx.db);
    const before = (await rawOf(id))[0]!.uidValidity;
    await server.as(async (client) => {
      await client.mailboxDelete(folder);
      await client.mailboxCreate(folder);
    });
    await server.append(folder, first, nameless, writeMail({ id: fresh }));
    await until(async () =>
      expect((await rawOf(id)).filter((row) => row.uidValidity !== before)).toHaveLength(3),
    );
    await allFiled(one.ctx.db);
    const again = (await rawOf(id)).filter((row) => row.uidValidity !== before);
    expect(again.map((row) => [row.state, row.reasonCode])).toEqual([
      ['ignored', 'duplicate'],
      ['ignored', 'duplicate'],
      ['filed', null],
    ]);
  });

  it('loses nothing over an outage, says that the server is away, and alarms once', async () => {
    const { folder, id } = await mailbox({ pollSeconds: 10 });
    await until(async () => expect((await healthOf(id)).state).toBe('ok'));
    const name = mailId();
    await server.halt();
    try {
      await until(async () => expect((await healthOf(id)).state).toBe('unreachable'));
      expect((await healthOf(id)).lastError).toMatch(/does not answer/);
      // Three polls without success, by the database's clock.
      await one.ctx.db
        .updateTable('email.mailbox')
        .set({ lastSuccessAt: new Date(Date.now() - 60_000) })
        .where('id', '=', id)
        .execute();
      await until(async () => expect((await healthOf(id)).alarm).toBe(true));
    } finally {
      await server.start();
    }
    await server.append(folder, writeMail({ id: name }));
    expect(await ended(one.ctx.db, name)).toMatchObject({ state: 'filed', mailboxId: id });
    await until(async () => expect(await healthOf(id)).toMatchObject({ state: 'ok', alarm: false }));
    const events = await one.ctx.db
      .selectFrom('platform.event')
      .select(['data', 'serviceId'])
      .where('kind', '=', 'mailbox.health')
      .where('subjectId', '=', id)
      .orderBy('id')
      .execute();
    const told = events.map((event) => event.data as { state: string; alarm: boolean });
    expect(told.filter((health) => health.alarm)).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ state: 'ok', alarm: false, error: null });
    expect(events.every((event) => event.serviceId === service)).toBe(true);
  });

  it('says that the password is refused while other mailboxes go on, and reads on once it is put right', async () => {
    const good = await mailbox();
    const bad = await mailbox({ password: 'sbagliata' });
    await until(async () => expect((await healthOf(bad.id)).state).toBe('refused'));
    expect((await healthOf(bad.id)).lastError).toMatch(/refuses the user or the password/);
    const [mine, theirs] = [mailId(), mailId()];
    await server.append(good.folder, writeMail({ id: mine }));
    await server.append(bad.folder, writeMail({ id: theirs }));
    expect((await ended(one.ctx.db, mine)).state).toBe('filed');
    const changed = await one.call(
      updateMailbox,
      { params: { id: bad.id }, body: body(bad.entry.id, { folder: bad.folder }) },
      { as: admin },
    );
    expect(changed.status).toBe(200);
    expect((await ended(one.ctx.db, theirs)).mailboxId).toBe(bad.id);
    await until(async () => expect((await healthOf(bad.id)).state).toBe('ok'));
  });

  it('names a folder that is not there', async () => {
    const { id } = await mailbox({ folder: 'Non esiste' });
    await until(async () => expect((await healthOf(id)).state).toBe('no_folder'));
    expect((await healthOf(id)).lastError).toContain('Non esiste');
  });

  it('stops reading a mailbox that was switched off', async () => {
    const { id, entry, folder } = await mailbox();
    await until(async () => expect((await healthOf(id)).state).toBe('ok'));
    await one.call(
      updateMailbox,
      { params: { id }, body: body(entry.id, { folder, active: false }) },
      { as: admin },
    );
    expect((await healthOf(id)).state).toBe('off');
    await until(async () =>
      expect(
        await one.ctx.db
          .selectFrom('platform.lease')
          .select('name')
          .where('name', '=', `mailbox:${id}`)
          .execute(),
      ).toHaveLength(0),
    );
    await server.append(folder, writeMail());
    const other = await mailbox();
    const probe = mailId();
    await server.append(other.folder, writeMail({ id: probe }));
    await ended(one.ctx.db, probe);
    expect(await rawOf(id)).toHaveLength(0);
  });

  it('reads a mailbox again on demand without taking anything twice', async () => {
    const { id, folder } = await mailbox();
    const names = [mailId(), mailId(), mailId()];
    await server.append(folder, ...names.map((name) => writeMail({ id: name })));
    await until(async () => expect((await healthOf(id)).lastUid).toBe(3));
    await allFiled(one.ctx.db);
    // As after a restore of an old copy: the newest mail is not here, the cursor says it is.
    await one.ctx.db.deleteFrom('email.raw').where('headerMessageId', '=', names[2]!).execute();
    const answer = await one.call(replayMailbox, { params: { id }, body: { fromUid: 0 } }, { as: admin });
    expect(answer.status).toBe(204);
    await until(async () => expect(await healthOf(id)).toMatchObject({ lastUid: 3, fetched: 4 }));
    await allFiled(one.ctx.db);
    expect((await rawOf(id)).map((row) => [row.uid, row.headerMessageId])).toEqual(
      names.map((name, index) => [index + 1, name]),
    );
  });

  it('is held by one process at a time and taken over when that one goes', async () => {
    const beside = await testServer(emailRoutes, { beside: one });
    const arrived: string[] = [];
    const others = startMailboxes(beside.ctx, () => arrived.push('there'), timing);
    try {
      const { id, folder } = await mailbox();
      await until(async () => expect((await healthOf(id)).state).toBe('ok'));
      const holder = async () =>
        (
          await one.ctx.db
            .selectFrom('platform.lease')
            .select('holder')
            .where('name', '=', `mailbox:${id}`)
            .executeTakeFirst()
        )?.holder;
      const first = await holder();
      expect([one.platform.processId, beside.platform.processId]).toContain(first);
      await (first === one.platform.processId ? readers : others).stop();
      await until(async () => {
        const now = await holder();
        expect(now).toBeDefined();
        expect(now).not.toBe(first);
      });
      const name = mailId();
      await server.append(folder, writeMail({ id: name }));
      expect((await ended(one.ctx.db, name)).mailboxId).toBe(id);
      expect(await rawOf(id)).toHaveLength(1);
    } finally {
      await others.stop();
      await beside.stop();
    }
  });
});
