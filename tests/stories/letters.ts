import { expect, vi } from 'vitest';
import * as contract from '#contract/escalations.ts';
import type { Output } from '#contract/route.ts';
import { parseMail } from '#server/channels/email/mime.ts';
import { casesRoutes, escalationRoutes } from '#server/cases/index.ts';
import { newId } from '#server/platform/index.ts';
import { mailRoom, testRelay } from '#tests/support/mail-room.ts';
import { makeCase, makeContact, makeCustomer } from './contacts.ts';
import { ended, hurryJobs, mailId, makeMailbox, sendRaw, writeMail, type MailWish } from './mail.ts';

export type AskedByMail = Awaited<ReturnType<typeof askedByMail>>;

/** A house that asks experts who answer by mail alone, over real SMTP both ways. */
export async function askedByMail() {
  const relay = await testRelay();
  const room = await mailRoom(relay, undefined, [...casesRoutes, ...escalationRoutes]);
  const { db } = room.ctx;
  const service = await room.makeService();
  const box = await makeMailbox(db, service);
  const asker = await room.makeStaff({ serviceId: service, name: 'Anna Fronte' });
  const admin = await room.makeStaff({ role: 'administrator', name: 'Rita Regola' });
  const customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  const as = (who: { session: string }) => ({ as: { session: who.session } });
  const until = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 30_000, interval: 60 });
  let count = 0;

  async function paperOf(caseId: string): Promise<string[]> {
    const { conversationId } = await makeContact(db, { serviceId: service, customerId: customer, caseId });
    const content = Buffer.from('fotografia di prova');
    const sha256 = await room.ctx.platform.files.put(content);
    const [messageId, fileId, id] = [newId(), newId(), newId()];
    await db
      .insertInto('contacts.message')
      .values({
        id: messageId,
        conversationId,
        seq: 1,
        direction: 'in',
        channel: 'email',
        text: 'Ecco',
        at: new Date(),
      })
      .execute();
    await db
      .insertInto('platform.file')
      .values({ id: fileId, sha256, size: content.length, type: 'text/plain' })
      .execute();
    await db
      .insertInto('contacts.attachment')
      .values({ id, messageId, fileId, name: 'perdita.txt', type: 'text/plain', size: content.length })
      .execute();
    return [id];
  }

  /** A centre whose experts answer by mail, and a case that was escalated to it. */
  async function asked(also: Record<string, unknown> = {}) {
    const expert = `tecnico${(count += 1)}-${newId().slice(-8)}@example.org`;
    const centre = await room.call(
      contract.createCentre,
      { body: { name: `Tecnici ${count}`, promiseMinutes: 480, addresses: [expert], ...also } },
      as(admin),
    );
    expect(centre.status).toBe(201);
    const one = await makeCase(db, { serviceId: service, customerId: customer, subject: 'Perdita' });
    const papers = await paperOf(one.id);
    const made = await room.call(
      contract.escalate,
      {
        params: { id: one.id },
        body: { centre: centre.body.id, question: 'Di chi è la perdita?\nÈ a monte del contatore.', papers },
      },
      as(asker),
    );
    expect(made.status).toBe(201);
    return { expert, centre: centre.body, one, escalation: made.body };
  }

  const shown = async (id: string): Promise<Output<typeof contract.getEscalation>> =>
    (await room.call(contract.getEscalation, { params: { id } }, as(asker))).body;

  return {
    relay,
    room,
    box,
    asker,
    admin,
    customer,
    asked,
    shown,
    /** The nth mail that an address got, as its owner reads it. */
    letterTo: (address: string, nth = 0) =>
      until(async () => {
        await hurryJobs(db);
        const got = relay.got.filter(({ to }) => to.includes(address))[nth];
        if (got === undefined) throw new Error(`nothing has come to ${address}`);
        return parseMail(got.raw);
      }),
    settled: (id: string, wish: Record<string, unknown>) =>
      until(async () => {
        const one = await shown(id);
        expect(one).toMatchObject(wish);
        return one;
      }),
    /** A mail comes in by SMTP. */
    comes: async (wish: MailWish & { from: string }) => {
      const id = wish.id ?? mailId();
      await sendRaw(
        room.smtpPort,
        writeMail({ to: box.address, ...wish, id }),
        box.address,
        wish.from.replace(/^.*<|>$/g, ''),
      );
      return ended(db, id);
    },
    /** Whoever asked takes it back. */
    withdraw: async (id: string) => {
      const done = await room.call(
        contract.withdrawEscalation,
        { params: { id }, body: { why: 'Non serve più.' } },
        as(asker),
      );
      expect(done.status).toBe(200);
    },
    stop: async () => {
      await room.stop();
      await relay.stop();
    },
  };
}
