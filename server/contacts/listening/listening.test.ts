import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createWebhook } from '#contract/automation.ts';
import { customerTimeline, exportContacts, getContact, listContacts, listLegs } from '#contract/contacts.ts';
import { getConversation, listMessages } from '#contract/conversations.ts';
import * as figures from '#contract/figures.ts';
import { finishContact, takeContact, transferContact } from '#contract/handling.ts';
import { searchAll } from '#contract/insight.ts';
import * as contract from '#contract/listening.ts';
import { automationRoutes, webhooksConsumer } from '#server/automation/index.ts';
import { publicLines } from '#server/channels/email/transcripts.read.ts';
import { sql, startConsumer, type Db } from '#server/platform/index.ts';
import { makeChatAgent } from '#tests/stories/chat.ts';
import { as, listeningRoom, type Person } from '#tests/stories/listening.ts';
import type { TestServer } from '#tests/support/server.ts';
import { patience } from './listening.rules.ts';
import { sweepListening, touchListening } from './watch.ts';

let room: Awaited<ReturnType<typeof listeningRoom>>;
let server: TestServer;
let db: Db;
beforeAll(async () => {
  room = await listeningRoom(automationRoutes);
  ({ server, db } = room);
});
afterAll(() => room?.close());

describe('without an agreement that covers it', () => {
  test('nobody follows a chat, whoever they are, and the refusal has a code and words', async () => {
    const { contact } = await room.talking();
    for (const who of [room.elena, room.admin]) {
      const refused = await room.follow(who, contact);
      expect([refused.status, refused.body.code]).toEqual([403, 'no_listening_agreement']);
      expect(refused.body.detail).toContain('L. 300/1970');
    }
    const onlyFigures = await room.agree(['figures']);
    expect((await room.follow(room.elena, contact)).body.code).toBe('no_listening_agreement');
    await room.disagree(onlyFigures);
    expect(await room.mine(room.luca)).toEqual([]);
  });

  test('chats under way are listed without the times of single agents', async () => {
    const { contact } = await room.talking();
    const listed = async () => {
      const { body } = await server.call(contract.listLiveChats, {}, as(room.elena));
      return { ...body, one: body.items.find((item) => item.contact === contact)! };
    };
    const bare = await listed();
    expect(bare).toMatchObject({ allowed: false, times: false });
    expect(bare.one).toMatchObject({
      agentName: 'Luca Agente',
      customerName: 'Ada Prova',
      lastLine: { direction: 'in', text: 'Buongiorno, ho una domanda' },
      since: null,
      unansweredSince: null,
    });
    const id = await room.agree(['figures']);
    const timed = await listed();
    expect(timed).toMatchObject({ allowed: false, times: true });
    expect(timed.one.since).not.toBeNull();
    expect(timed.one.unansweredSince).not.toBeNull();
    await room.disagree(id);
  });
});

describe('who may follow what', () => {
  test('the permission and the scope decide, in the list and for each chat; a token never does', async () => {
    const { contact } = await room.talking();
    const id = await room.agree();
    expect((await server.sending(contract.listLiveChats, {}, as(room.luca))).status).toBe(403);
    expect((await room.follow(room.chiara, contact)).status).toBe(403);
    expect((await room.follow(room.gino, contact)).status).toBe(404);
    const elsewhere = (await server.call(contract.listLiveChats, {}, as(room.gino))).body;
    expect([elsewhere.total, elsewhere.items]).toEqual([0, []]);
    const { token } = await server.makeToken(['contact.listen', 'contact.read', 'contact.handle']);
    const byToken = await server.sending(
      contract.startListening,
      { params: { id: contact }, body: { why: 'un programma' } },
      { as: { token } },
    );
    expect(byToken.status).toBe(403);
    const why = await server.sending(
      contract.startListening,
      { params: { id: contact }, body: { why: ' ' } },
      as(room.elena),
    );
    expect([why.status, why.body.errors?.[0]?.field]).toEqual([422, 'why']);
    await room.disagree(id);
  });

  test("one's own chat, a mail and a chat that waits cannot be followed; one that is followed not by a second", async () => {
    const id = await room.agree();
    const own = await room.talking(room.elena);
    expect((await room.follow(room.elena, own.contact)).body.code).toBe('own_contact');
    const listed = (await server.call(contract.listLiveChats, {}, as(room.elena))).body.items;
    expect(listed.map(({ contact }) => contact)).not.toContain(own.contact);

    const written = await room.talking();
    await db
      .updateTable('contacts.contact')
      .set({ channel: 'email' })
      .where('id', '=', written.contact)
      .execute();
    expect((await room.follow(room.elena, written.contact)).body.code).toBe('not_a_live_chat');

    const { contact } = await room.talking();
    const both = await Promise.all([room.elena, room.franca].map((who) => room.follow(who, contact)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    for (const who of [room.elena, room.franca])
      for (const { id } of await room.mine(who)) await room.stop(who, id);
    const first = await room.start(room.elena, contact);
    expect((await room.start(room.elena, contact)).id).toBe(first.id);
    expect((await room.follow(room.franca, contact)).body.code).toBe('listened_already');
    const seen = (await server.call(contract.listLiveChats, {}, as(room.franca))).body.items;
    expect(seen.find((item) => item.contact === contact)!.listening).toMatchObject({
      supervisorName: 'Elena Supervisora',
      mode: 'reading',
    });
    await server.call(
      transferContact,
      { params: { id: contact }, body: { queue: room.chat.queueId } },
      as(room.luca),
    );
    expect((await room.follow(room.elena, contact)).body.code).toBe('not_a_live_chat');
    await room.disagree(id);
  });
});

describe('following a chat', () => {
  let agreement: string;
  beforeAll(async () => {
    agreement = await room.agree();
  });
  afterAll(() => room.disagree(agreement));

  test('the agent is told at once who and why; nobody else is told anything', async () => {
    const others = await Promise.all([room.chiara, room.franca, room.admin].map(room.deskOf));
    const [desk, agents] = [await room.deskOf(room.elena), await room.deskOf(room.luca)];
    const { contact } = await room.talking();
    const { id } = await room.start(room.elena, contact, 'prova del turno');
    for (const one of [desk, agents])
      await vi.waitFor(() =>
        expect(
          one.heard('listening.started', {
            listening: id,
            mode: 'reading',
            supervisorName: 'Elena Supervisora',
          }),
        ).toBeDefined(),
      );
    expect(await room.mine(room.luca)).toMatchObject([
      { id, supervisorName: 'Elena Supervisora', why: 'prova del turno', mode: 'reading' },
    ]);
    const said = await room.whisper(room.elena, id, 'Chiedigli il codice cliente.', 'una-riga-1');
    expect(said.status).toBe(201);
    await vi.waitFor(() => expect(agents.heard('listening.whispered', { listening: id })).toBeDefined());
    await room.stop(room.elena, id);
    await vi.waitFor(() =>
      expect(agents.heard('listening.ended', { listening: id, because: 'left' })).toBeDefined(),
    );
    // What was told afterwards to all has arrived: nothing came before it.
    await server.call(finishContact, { params: { id: contact } }, as(room.luca));
    for (const other of others) {
      await vi.waitFor(() => expect(other.heard('contact.wrap-up', { contact })).toBeDefined());
      expect(other.events.filter(({ kind }) => kind.startsWith('listening.'))).toEqual([]);
    }
    for (const who of [room.franca, room.chiara, room.admin]) {
      // Franca may have followed another chat before.
      expect((await room.mine(who, 'all')).map((one) => one.id)).not.toContain(id);
      const whispers = server.sending(
        contract.sendWhisper,
        { params: { id }, body: { text: 'Anch’io' } },
        as(who),
      );
      expect((await whispers).status).toBe(404);
    }
    expect((await room.mine(room.luca, 'all')).find((one) => one.id === id)).toMatchObject({
      endedBecause: 'left',
      customerName: null,
      why: 'prova del turno',
    });
  });

  test('everything is audited with who and why, and never what was whispered', async () => {
    const { contact } = await room.talking();
    const { id } = await room.start(room.elena, contact, 'reclamo annunciato');
    await room.whisper(room.elena, id, 'Non promettere rimborsi.');
    await room.whisper(room.luca, id, 'Va bene.');
    await server.call(contract.stepIn, { params: { id } }, as(room.elena));
    await server.call(contract.stepOut, { params: { id } }, as(room.elena));
    await room.stop(room.elena, id);
    const [e, l] = [`staff:${room.elena.id}`, `staff:${room.luca.id}`];
    const why = 'reclamo annunciato';
    expect(await room.audited(contact)).toEqual([
      ['listening.started', e, why],
      ['listening.whispered', e, why],
      ['listening.whispered', l, why],
      ['listening.stepped-in', e, why],
      ['listening.stepped-out', e, why],
      ['listening.ended', e, why],
    ]);
  });

  test('the same line sent twice is one, in the order of both; a listening that is over takes no more', async () => {
    const { contact, conversation } = await room.talking();
    const { id } = await room.start(room.elena, contact);
    const first = await room.whisper(room.elena, id, 'Guarda la lettura di marzo.', 'riga-uguale');
    const again = await room.whisper(room.elena, id, 'Guarda la lettura di marzo.', 'riga-uguale');
    expect(again.body).toEqual(first.body);
    await room.whisper(room.luca, id, 'La vedo, grazie.');
    for (const who of [room.elena, room.luca]) {
      const { items } = (await server.call(contract.listWhispers, { params: { id: conversation } }, as(who)))
        .body;
      expect(items.map(({ authorName, toName, text }) => [authorName, toName, text])).toEqual([
        ['Elena Supervisora', 'Luca Agente', 'Guarda la lettura di marzo.'],
        ['Luca Agente', 'Elena Supervisora', 'La vedo, grazie.'],
      ]);
    }
    const others = await server.call(
      contract.listWhispers,
      { params: { id: conversation } },
      as(room.franca),
    );
    expect(others.body.items).toEqual([]);
    const elsewhere = await server.sending(
      contract.listWhispers,
      { params: { id: conversation } },
      as(room.gino),
    );
    expect(elsewhere.status).toBe(404);
    const empty = await room.whisper(room.elena, id, '  ');
    expect([empty.status, empty.body.errors?.[0]?.field]).toEqual([422, 'text']);
    await room.stop(room.elena, id);
    expect((await room.whisper(room.luca, id, 'Ancora una cosa')).body.code).toBe('listening_over');
  });

  test('a whisper reaches no customer, copy, export, timeline, search, webhook or table but its own', async () => {
    const secret = 'Sussurrodiprova4711';
    const hook = await server.call(
      createWebhook,
      { body: { name: 'Tutto', url: 'https://hooks.example.org/in', events: ['*'] } },
      as(room.admin),
    );
    const consumer = startConsumer(server.ctx, webhooksConsumer);
    const { visitor, contact, conversation } = await room.talking();
    const { id } = await room.start(room.elena, contact);
    await room.whisper(room.elena, id, `${secret}: è un cliente moroso`);
    await room.whisper(room.luca, id, `${secret}, ho capito`);
    await server.call(contract.stepIn, { params: { id } }, as(room.elena));
    await room.reply(room.luca, conversation, 'Un momento, controllo lo zaffiro.');
    await visitor.next('lines', ({ lines }) => lines.some(({ text }) => text.startsWith('Un momento')));
    expect(JSON.stringify(visitor.frames)).not.toContain(secret);
    const back = await room.widget(visitor.token);
    expect(JSON.stringify(back.welcome)).not.toContain(secret);
    expect(JSON.stringify(await publicLines(db, conversation, 100))).not.toContain(secret);

    const { customer } = (await server.call(getContact, { params: { id: contact } }, as(room.admin))).body;
    for (const who of [room.admin, room.elena, room.luca, room.franca]) {
      const answers = await Promise.all([
        server.call(listMessages, { params: { id: conversation } }, as(who)),
        server.call(getConversation, { params: { id: conversation } }, as(who)),
        server.call(getContact, { params: { id: contact } }, as(who)),
        server.call(listContacts, { query: { search: secret } }, as(who)),
        server.call(customerTimeline, { params: { id: customer } }, as(who)),
        server.call(searchAll, { query: { q: secret } }, as(who)),
        ...(who === room.luca ? [] : [server.call(exportContacts, {}, as(who))]),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(answers[3]!.body).toMatchObject({ items: [] });
      expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(secret);
      // The same search finds what was said to the customer.
      const said = await server.call(searchAll, { query: { q: 'zaffiro' } }, as(who));
      expect(JSON.stringify(said.body)).toContain(contact);
    }

    await vi.waitFor(async () => {
      const rows = await db
        .selectFrom('automation.delivery')
        .select('kind')
        .where('webhookId', '=', hook.body.id)
        .execute();
      expect(rows.map(({ kind }) => kind)).toContain('message.added');
    });
    await consumer.stop();
    const { rows: tables } = await sql<{ name: string }>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
      db,
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from ${sql.raw(name)} as t where t::text like ${`%${secret}%`}`.execute(db);
      if (rows[0]!.n > 0) holding.push(name);
    }
    expect(holding).toEqual(['contacts.whisper']);
    const { rows: told } = await sql<{ kind: string }>`
      select distinct kind from automation.delivery where kind like 'listening.%'`.execute(db);
    expect(told).toEqual([]);
  });
});

describe('stepping in', () => {
  let agreement: string;
  beforeAll(async () => {
    agreement = await room.agree();
  });
  afterAll(() => room.disagree(agreement));

  test('the customer is told by the public name, reads both, and is told when one goes; the agent keeps the contact and its legs', async () => {
    const { visitor, contact, conversation } = await room.talking();
    const { id } = await room.start(room.elena, contact);
    expect((await room.reply(room.elena, conversation, 'Troppo presto')).body.code).toBe('not_yours');
    const before = (await server.call(listLegs, { params: { id: contact } }, as(room.elena))).body.items;
    const stepped = await server.call(contract.stepIn, { params: { id } }, as(room.elena));
    expect(stepped.body.mode).toBe('stepped_in');
    await visitor.next(
      'state',
      ({ state }) => state.phase === 'active' && state.also === 'Elena Supervisora',
    );
    await visitor.next('lines', ({ lines }) =>
      lines.some((one) => one.from === 'system' && one.text === "Ora c'è anche Elena Supervisora con noi."),
    );
    expect((await room.reply(room.elena, conversation, 'Buongiorno, sono Elena.')).status).toBe(201);
    expect((await room.reply(room.luca, conversation, 'Restiamo in due.')).status).toBe(201);
    await visitor.next('lines', ({ lines }) => lines.some(({ text }) => text === 'Restiamo in due.'));
    const named = visitor.frames.flatMap((frame) =>
      frame.type === 'lines' ? frame.lines.filter(({ from }) => from === 'staff') : [],
    );
    expect(named.map(({ name, text }) => [name, text])).toEqual([
      ['Elena Supervisora', 'Buongiorno, sono Elena.'],
      ['Luca Agente', 'Restiamo in due.'],
    ]);
    await server.call(contract.stepOut, { params: { id } }, as(room.elena));
    await room.told(visitor, 'Elena Supervisora ha lasciato la conversazione.');
    await visitor.next('state', ({ state }) => state.phase === 'active' && state.also === null);
    expect((await room.reply(room.elena, conversation, 'Ancora io')).body.code).toBe('not_yours');
    const after = (await server.call(listLegs, { params: { id: contact } }, as(room.elena))).body.items;
    expect(after).toEqual(before);
    expect((await server.call(getContact, { params: { id: contact } }, as(room.elena))).body.agent).toBe(
      room.luca.id,
    );
    expect((await room.mine(room.luca)).map(({ mode }) => mode)).toEqual(['reading']);
  });

  test('it takes none of the capacity of the supervisor, taking over does, as a transfer', async () => {
    const { id: supervisor, session } = await server.makeStaff({
      name: 'Nora Piena',
      role: 'supervisor',
      serviceId: room.service,
    });
    const nora = { id: supervisor, session };
    await makeChatAgent(db, nora.id, room.chat.queueId, 0);
    const { contact, conversation, visitor } = await room.talking();
    const { id } = await room.start(nora, contact, 'chat difficile');
    expect((await server.call(contract.stepIn, { params: { id } }, as(nora))).status).toBe(200);
    const take = { params: { id: contact }, body: { why: 'la prendo io' } };
    const full = await server.sending(takeContact, take, as(nora));
    expect([full.status, full.body.code]).toEqual([409, 'over_capacity']);
    expect(await room.endOf(id)).toBeNull();

    await db
      .updateTable('routing.profile')
      .set({ capacity: JSON.stringify({ chat: { max: 1, interruptedBy: [] } }) })
      .where('id', 'in', db.selectFrom('routing.agent').select('profileId').where('staffId', '=', nora.id))
      .execute();
    expect((await server.call(takeContact, take, as(nora))).status).toBe(200);
    await visitor.next('state', ({ state }) => state.phase === 'active' && state.agent === 'Nora Piena');
    expect(await room.endOf(id)).toBe('taken_over');
    const legs = (await server.call(listLegs, { params: { id: contact } }, as(nora))).body.items;
    expect(
      legs.filter(({ kind }) => kind === 'handle').map(({ agentName, result }) => [agentName, result]),
    ).toEqual([
      ['Luca Agente', 'transferred_out'],
      ['Nora Piena', null],
    ]);
    expect((await room.audited(contact)).slice(-2)).toEqual([
      ['listening.ended', `staff:${nora.id}`, 'chat difficile'],
      ['contact.pulled', `staff:${nora.id}`, 'la prendo io'],
    ]);
    // The agent is out of it, and what they were told stays theirs to read nowhere else.
    expect((await room.reply(room.luca, conversation, 'E io?')).body.code).toBe('not_yours');
  });
});

describe('an agent who is asked first', () => {
  const ask = (listeningAsks: boolean) =>
    server.call(
      figures.setStaffProtection,
      { body: { groupSize: 5, retentionDays: 90, listeningAsks } },
      as(room.admin),
    );
  let agreement: string;
  beforeAll(async () => {
    agreement = await room.agree();
    await ask(true);
  });
  afterAll(async () => {
    await ask(false);
    await room.disagree(agreement);
  });
  const answer = (who: Person, id: string, yes: boolean) =>
    server.sending(contract.answerListening, { params: { id }, body: { agree: yes } }, as(who));

  test('nothing is possible before they agree, and they alone can', async () => {
    const { contact } = await room.talking();
    const { id, mode, agreedAt } = await room.start(room.elena, contact);
    expect([mode, agreedAt]).toEqual(['asked', null]);
    expect((await room.whisper(room.elena, id, 'Ci sei?')).body.code).toBe('not_agreed');
    const early = await server.sending(contract.stepIn, { params: { id } }, as(room.elena));
    expect(early.body.code).toBe('not_agreed');
    expect((await answer(room.elena, id, true)).status).toBe(404);
    expect((await answer(room.luca, id, true)).body).toMatchObject({ mode: 'reading' });
    expect((await room.whisper(room.elena, id, 'Ci sei?')).status).toBe(201);
    await room.stop(room.elena, id);
  });

  test('who declines is not followed, and who says nothing is not waited for', async () => {
    const { contact } = await room.talking();
    const first = await room.start(room.elena, contact);
    await answer(room.luca, first.id, false);
    expect(await room.endOf(first.id)).toBe('declined');
    expect((await room.audited(contact)).map(([action]) => action)).toEqual([
      'listening.started',
      'listening.declined',
      'listening.ended',
    ]);
    const second = await room.start(room.elena, contact);
    server.clock.forward(patience.answer + 1000);
    await touchListening(server.ctx, [room.elena.id]);
    await sweepListening(server.ctx);
    expect(await room.endOf(second.id)).toBe('unanswered');
    server.clock.set(new Date());
  });
});
