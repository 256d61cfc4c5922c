import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lookAtOwnCase, wishOnOwnCase } from '#contract/case-page.ts';
import { caseReport } from '#contract/case-report.ts';
import { createCaseType, getCaseType, publishCaseType, saveCaseTypeDraft } from '#contract/case-types-api.ts';
import { askApproval, decideApproval } from '#contract/case-work.ts';
import { getCase, linkContact, listCaseEntries, listCases, moveCase, openCase } from '#contract/cases.ts';
import { countClockDays, listCaseClocks, putClockPlace } from '#contract/clocks.ts';
import { sendMessage } from '#contract/conversations.ts';
import { addIdentity } from '#contract/customers.ts';
import * as escalations from '#contract/escalations.ts';
import { takeContact } from '#contract/handling.ts';
import { listNotices } from '#contract/telling.ts';
import { openSession } from '#server/access/index.ts';
import { sendDue } from '#server/cases/escalations/reminding.service.ts';
import { caseTypesRoutes, caseWorkRoutes, casesRoutes, escalationRoutes } from '#server/cases/index.ts';
import { sendDueOf } from '#server/cases/telling/sending.service.ts';
import { publicRoutes, registerPublicPages } from '#server/channels/index.ts';
import { makeChallenge } from '#server/channels/form/proof-of-work.rules.ts';
import { parseMail } from '#server/channels/email/mime.ts';
import { clocksRoutes } from '#server/clocks/index.ts';
import { ensurePacks } from '#server/clocks/packs.service.ts';
import { customersRoutes } from '#server/customers/index.ts';
import { insightRoutes } from '#server/insight/index.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { line, makeEntryPoint, openWidget, type TestWidget } from '#tests/stories/chat.ts';
import { ended, hurryJobs, mailId, makeMailbox, sendRaw, writeMail } from '#tests/stories/mail.ts';
import { writeReceipt } from '#tests/stories/pec.ts';
import { mailRoom, testRelay, type MailRoom, type TestRelay } from '#tests/support/mail-room.ts';
import { solve } from '#web/kit/proof-of-work.ts';

// The whole story of one complaint, from the form to the receipt of its certified answer, as everybody in it lives it:
// the customer, whoever answers, the supervisor, and an expert who never logs in. Mail goes over real SMTP both ways; time
// is the test's, from the Monday before Easter on.

let relay: TestRelay;
let room: MailRoom;
let db: Db;
let service: string;
let queue: string;
let form: string;
let chat: string;
let certified: string;
let anna: string;
let sara: string;
let rosa: string;
let centre: escalations.Centre;
const open: TestWidget[] = [];

const expert = 'ugo.tubi@tecnici.example.org';
const head = 'capo@tecnici.example.org';
const citizen = 'ada.prova@example.org';
const citizenPec = 'ada.prova@pec.example.org';

const at = (text: string) => room.clock.set(new Date(text));
/** Sessions end while the clock is moved: a new one for each call. */
async function as(staffId: string) {
  const { secret } = await room.ctx.tx((tx) =>
    openSession(tx, room.ctx, staffId, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { as: { session: secret } };
}
const until = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 60_000, interval: 60 });
const rome = (at: string | null) =>
  at === null
    ? null
    : new Intl.DateTimeFormat('sv-SE', {
        timeZone: 'Europe/Rome',
        dateStyle: 'short',
        timeStyle: 'short',
      }).format(new Date(at));
const named = (words: string) =>
  relay.got.flatMap(({ to, raw }) => {
    const mail = parseMail(raw);
    return mail.subject.includes(words) ? [{ to, mail }] : [];
  });
/** What an address got with these words in its subject. */
const lettersTo = (address: string, words = '') =>
  named(words).flatMap(({ to, mail }) => (to.includes(address) ? [mail] : []));
/** The nth of them, as its owner reads it. */
const letterTo = (address: string, nth: number, words = '') =>
  until(async () => {
    await hurryJobs(db);
    const got = lettersTo(address, words)[nth];
    if (got === undefined) throw new Error(`${address} has no letter number ${nth + 1} with ${words}`);
    return got;
  });

beforeAll(async () => {
  relay = await testRelay();
  room = await mailRoom(
    relay,
    undefined,
    [
      ...casesRoutes,
      ...caseWorkRoutes,
      ...caseTypesRoutes,
      ...escalationRoutes,
      ...clocksRoutes,
      ...customersRoutes,
      ...insightRoutes,
      ...publicRoutes,
    ],
    registerPublicPages,
  );
  db = room.ctx.db;
  at('2026-03-30T09:00:00+02:00');
  await room.ctx.tx((tx) => ensurePacks(tx));
  service = await room.makeService('water');
  const mailbox = await makeMailbox(db, service, { address: 'sportello@example.org' });
  queue = mailbox.queueId;
  certified = 'sportello@pec.example.org';
  await db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'pec',
      address: certified,
      name: 'PEC',
      serviceId: service,
      queueId: queue,
      settings: '{}',
    })
    .execute();
  form = (await makeEntryPoint(db, 'form', service, { difficulty: 4, replyFrom: mailbox.address }, queue)).id;
  chat = (await makeEntryPoint(db, 'chat', service, {}, queue)).id;
  anna = (await room.makeStaff({ serviceId: service, name: 'Anna Fronte' })).id;
  sara = (await room.makeStaff({ role: 'supervisor', serviceId: service, name: 'Sara Regge' })).id;
  rosa = (await room.makeStaff({ role: 'administrator', name: 'Rosa Regola' })).id;
  await mayTake(anna);
  // Offices from 8 to 16 on working days, in a town whose patron is kept on 9 April.
  const calendar = newId();
  await db
    .insertInto('calendars.calendar')
    .values({
      id: calendar,
      name: 'Uffici',
      timeZone: 'Europe/Rome',
      italianHolidays: true,
      patronDay: '04-09',
    })
    .execute();
  await db
    .insertInto('calendars.opening')
    .values(
      [1, 2, 3, 4, 5].map((weekday) => ({
        id: newId(),
        calendarId: calendar,
        weekday,
        opens: '08:00',
        closes: '16:00',
      })),
    )
    .execute();
  const place = await room.call(
    putClockPlace,
    { params: { id: service }, body: { regulations: ['rqsii'], calendar, territory: null } },
    await as(rosa),
  );
  if (place.status !== 200) throw new Error(`the service has no regulation: ${place.status}`);
  const made = await room.call(
    escalations.createCentre,
    {
      body: {
        name: 'Tecnici',
        service,
        addresses: [expert],
        headAddress: head,
        calendar,
        promiseMinutes: 480,
      },
    },
    await as(rosa),
  );
  if (made.status !== 201) throw new Error(`there is no centre: ${made.status}`);
  centre = made.body;
});
afterAll(async () => {
  for (const widget of open) widget.cut();
  await room?.stop();
  await relay?.stop();
});

/** Takes by hand what waits in the queue. */
async function mayTake(staffId: string) {
  const profileId = newId();
  await db
    .insertInto('routing.profile')
    .values({
      id: profileId,
      name: profileId,
      capacity: JSON.stringify({
        form: { max: 5, interruptedBy: ['chat'] },
        chat: { max: 5, interruptedBy: ['form'] },
      }),
    })
    .execute();
  for (const channel of ['form', 'chat'])
    await db.insertInto('routing.profileQueue').values({ profileId, queueId: queue, channel }).execute();
  await db
    .insertInto('routing.agent')
    .values({
      staffId,
      profileId,
      presence: 'available',
      availableSince: room.clock.now(),
      connected: true,
      connectedUntil: new Date('2100-01-01'),
    })
    .execute();
}

/** A complaint whose answer is approved by a supervisor: the shipped type, changed as an administrator changes one. */
async function typeWithApproval(): Promise<string> {
  const code = 'complaint_approved';
  const made = await room.call(
    createCaseType,
    { body: { code, copyOf: 'complaint', name: { it: 'Reclamo con visto', en: 'Approved complaint' } } },
    await as(rosa),
  );
  expect(made).toMatchObject({ status: 201 });
  const draft = async () => (await room.call(getCaseType, { params: { code } }, await as(rosa))).body;
  const publish = async () => {
    const { revision } = await draft();
    const body = { revision, note: '' };
    const answer = await room.call(publishCaseType, { params: { code }, body }, await as(rosa));
    expect(answer).toMatchObject({ status: 201 });
  };
  await publish();
  const { text, revision } = await draft();
  const document = JSON.parse(text!) as Record<string, unknown> & {
    transitions: { key: string; needs?: unknown }[];
  };
  document.transitions.find(({ key }) => key === 'close')!.needs = { approval: 'answer' };
  document['approvals'] = [
    { key: 'answer', name: { it: 'Risposta', en: 'Answer' }, by: ['supervisor'], transition: 'close' },
  ];
  const saved = await room.call(
    saveCaseTypeDraft,
    { params: { code }, body: { revision, text: JSON.stringify(document) } },
    await as(rosa),
  );
  expect(saved).toMatchObject({ status: 200 });
  await publish();
  return code;
}

/** The form, filled in as the page of the citizen sends it. @returns the contact */
async function fillForm(message: string) {
  const subject = newId();
  await db
    .insertInto('knowledge.classification')
    .values({ id: subject, code: 'acqua', level: 1, name: JSON.stringify({ it: 'Acqua', en: 'Water' }) })
    .execute();
  const challenge = makeChallenge(room.platform.secret, form, 4, room.clock.now().getTime());
  const body = new FormData();
  for (const [name, value] of Object.entries({
    name: 'Ada Prova',
    email: citizen,
    phone: '',
    subject,
    message,
    language: 'it',
    consent: 'true',
    website: '',
    clientKey: `key-${newId()}`,
    ...challenge,
    solution: await solve(challenge),
  }))
    body.append(name, String(value));
  const answer = await fetch(`${room.url}/api/v1/public/forms/${form}`, { method: 'POST', body });
  const { number } = (await answer.json()) as { number: string };
  expect(answer.status).toBe(201);
  return db
    .selectFrom('contacts.contact')
    .select(['id', 'customerId', 'conversationId'])
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
}

/** A receipt of the citizen's provider about our mail, sent to our certified mailbox by SMTP, once it is filed. */
async function receiptComes(type: 'accettazione' | 'avvenuta-consegna', about: string) {
  const raw = writeReceipt({
    type,
    about,
    sender: certified,
    recipient: citizenPec,
    subject: 'Reclamo',
    at: room.clock.now(),
  });
  const id = /^Message-ID: (.+)\r$/m.exec(raw)![1]!;
  await sendRaw(room.smtpPort, raw, certified, 'posta-certificata@pec.example.org');
  return ended(db, id);
}

test('a complaint begun in the form, asked about by chat, pushed to the centre, reminded twice, answered by mail, approved, sent by PEC and closed', async () => {
  const type = await typeWithApproval();

  // Monday: the citizen fills in the form; whoever reads it opens the case, and the citizen is told.
  const first = await fillForm('L’acqua esce gialla da una settimana, chiedo un rimborso.');
  expect((await room.call(takeContact, { params: { id: first.id }, body: {} }, await as(anna))).status).toBe(
    200,
  );
  const opened = await room.call(
    openCase,
    { body: { type, subject: 'Acqua gialla', contact: first.id, owner: anna } },
    await as(anna),
  );
  expect(opened).toMatchObject({ status: 201, body: { status: 'open', contacts: 1 } });
  const { id, number } = opened.body;
  const told = await letterTo(citizen, 0, number);
  const key = /\/case#([0-9a-f]{32})/.exec(told.text)![1]!;

  // The citizen has a certified address, and asks on the page of the case to be told there.
  const added = await room.call(
    addIdentity,
    { params: { id: first.customerId! }, body: { type: 'pec', value: citizenPec } },
    await as(anna),
  );
  expect(added).toMatchObject({ status: 201 });
  const wished = await room.call(wishOnOwnCase, {
    body: { key, channel: 'pec', language: 'it', words: 'Sì, mi scriva alla PEC.' },
  });
  expect(wished).toMatchObject({ status: 200, body: { news: { channel: 'pec' } } });

  // Tuesday: the citizen asks by chat how it stands. Whoever takes the chat finds the case by its number, and ties it there.
  at('2026-03-31T10:00:00+02:00');
  const widget = await openWidget(room.url, chat, { prefill: { name: 'Ada Prova', email: citizen } });
  open.push(widget);
  widget.send(line(`Buongiorno, a che punto è la pratica ${number}?`));
  const asked = await until(async () => {
    const row = await db
      .selectFrom('contacts.contact')
      .select(['id', 'conversationId'])
      .where('channel', '=', 'chat')
      .executeTakeFirst();
    expect(row).toBeDefined();
    return row!;
  });
  expect((await room.call(takeContact, { params: { id: asked.id }, body: {} }, await as(anna))).status).toBe(
    200,
  );
  const found = await room.call(listCases, { query: { search: number } }, await as(anna));
  expect(found.body.items.map((one) => one.id)).toEqual([id]);
  const linked = await room.call(
    linkContact,
    { params: { id }, body: { contact: asked.id } },
    await as(anna),
  );
  expect(linked).toMatchObject({ status: 200, body: { contacts: 2 } });
  await room.call(
    sendMessage,
    {
      params: { id: asked.conversationId },
      body: { kind: 'reply', text: 'La stiamo guardando: chiedo ai tecnici.' },
    },
    await as(anna),
  );
  await until(() => expect(widget.texts()).toContain('La stiamo guardando: chiedo ai tecnici.'));
  expect(
    await room.call(moveCase, { params: { id }, body: { transition: 'take' } }, await as(anna)),
  ).toMatchObject({
    status: 200,
  });

  // The technicians are asked, who have a mailbox and nothing else.
  const session = await as(anna);
  at('2026-03-31T11:00:00+02:00');
  const escalated = await room.call(
    escalations.escalate,
    { params: { id }, body: { centre: centre.id, question: 'Da dove viene la ruggine in via Mazzini?' } },
    session,
  );
  expect(escalated).toMatchObject({ status: 201, body: { way: 'mail' } });
  const question = await letterTo(expert, 0);
  expect(question.text).toContain('Da dove viene la ruggine');

  // They do not answer: reminded at half their time, at its end, and then the head of the office.
  const planned = escalated.body.reminders;
  expect(planned.map(({ whom, percent }) => [whom, percent])).toEqual([
    ['centre', 50],
    ['centre', 100],
    ['head', 150],
  ]);
  // Eight hours of an office that is open from 8 to 16: half of them on the same day, all of them on the next.
  expect(planned.map(({ plannedAt }) => rome(plannedAt))).toEqual([
    '2026-03-31 15:00',
    '2026-04-01 11:00',
    '2026-04-01 15:00',
  ]);
  for (const [index, { plannedAt }] of planned.entries()) {
    room.clock.set(new Date(new Date(plannedAt).getTime() - 1000));
    expect(await sendDue(room.ctx)).toBe(0);
    room.clock.set(new Date(new Date(plannedAt).getTime() + 1000));
    await Promise.all([sendDue(room.ctx), sendDue(room.ctx)]);
    await letterTo(index < 2 ? expert : head, index < 2 ? index + 1 : 0);
  }
  expect([lettersTo(expert).length, lettersTo(head).length]).toEqual([3, 1]);

  // Thursday: the expert answers from their own mail program.
  at('2026-04-02T11:00:00+02:00');
  const reply = mailId();
  await sendRaw(
    room.smtpPort,
    writeMail({
      id: reply,
      from: `Ugo Tubi <${expert}>`,
      to: 'sportello@example.org',
      subject: `R: ${question.subject}`,
      inReplyTo: question.messageId!,
      references: [question.messageId!],
      text: 'Una condotta vecchia: è stata sostituita il 1 aprile.',
    }),
    'sportello@example.org',
    expert,
  );
  expect(await ended(db, reply)).toMatchObject({ state: 'filed', contactId: null });
  const params = { id: escalated.body.id };
  const answered = await until(async () => {
    const { body } = await room.call(escalations.getEscalation, { params }, await as(anna));
    expect(body.outcome).toBe('answered');
    return body;
  });
  expect(answered).toMatchObject({
    answer: 'Una condotta vecchia: è stata sostituita il 1 aprile.',
    answeredName: 'Ugo Tubi',
    answeredBy: null,
  });
  // Nobody is reminded of what is answered.
  at('2026-04-07T09:00:00+02:00');
  expect(await sendDue(room.ctx)).toBe(0);

  // The day after Easter Monday: the answer wants the yes of somebody else than who wrote it.
  const resolution = 'La condotta è stata sostituita; in bolletta trova il rimborso.';
  const close = { transition: 'close', resolution };
  expect(await room.sending(moveCase, { params: { id }, body: close }, await as(anna))).toMatchObject({
    status: 422,
    body: { code: 'not_ready', errors: [{ field: 'approvals.answer' }] },
  });
  const wanted = await room.call(
    askApproval,
    { params: { id }, body: { approval: 'answer', note: resolution } },
    await as(anna),
  );
  expect(wanted).toMatchObject({ status: 201 });
  const decide = (approve: boolean) => ({ params: { id, key: 'answer' }, body: { approve, reason: '' } });
  expect(await room.sending(decideApproval, decide(true), await as(anna))).toMatchObject({ status: 403 });
  expect(await room.call(decideApproval, decide(true), await as(sara))).toMatchObject({ status: 200 });
  expect(await room.call(moveCase, { params: { id }, body: close }, await as(anna))).toMatchObject({
    status: 200,
    body: { status: 'closed', resolution },
  });

  // The news waits, for who has closed the wrong one; then it leaves from our certified address for the citizen's, once.
  expect(lettersTo(citizenPec)).toEqual([]);
  room.clock.forward(11 * 60_000);
  await Promise.all([1, 2, 3].map(() => sendDueOf(room.ctx, first.customerId!)));
  const letter = await letterTo(citizenPec, 0);
  expect(letter.from.address).toBe(certified);
  expect(letter.text).toContain(resolution);
  const news = async () =>
    (await room.call(listNotices, { params: { id } }, await as(anna))).body.items.toReversed();
  await until(async () => expect((await news())[1]).toMatchObject({ delivery: 'sent' }));

  // What the provider says of it is written on the message, is nobody's work, and is what counts before a court.
  const work = async () =>
    Number(
      (
        await db
          .selectFrom('contacts.contact')
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
  const before = await work();
  expect(await receiptComes('accettazione', letter.messageId!)).toMatchObject({
    state: 'filed',
    contactId: null,
  });
  expect((await news())[1]).toMatchObject({
    delivery: 'sent',
    deliveryDetail: expect.stringMatching(/^accettazione · ada\.prova@pec/) as string,
  });
  room.clock.forward(60_000);
  await receiptComes('avvenuta-consegna', letter.messageId!);
  // One about a mail that is none of ours, or about somebody to whom ours did not go, says nothing.
  expect(await receiptComes('avvenuta-consegna', mailId())).toMatchObject({
    state: 'ignored',
    reasonCode: 'receipt_unknown',
  });
  expect(await work()).toBe(before);
  expect(await news()).toMatchObject([
    { about: 'opened', state: 'sent', channel: 'email' },
    {
      about: 'closed',
      state: 'sent',
      channel: 'pec',
      address: citizenPec,
      delivery: 'delivered',
      deliveryDetail: expect.stringMatching(
        /^avvenuta-consegna · ada\.prova@pec\.example\.org · 2026-04-07T07:/,
      ) as string,
    },
  ]);
  // One letter of the opening, one of the closing: told once, whoever sends.
  expect([lettersTo(citizenPec).length, lettersTo(citizen, number).length]).toEqual([1, 1]);

  // The citizen's page shows it all, and nothing of what was said among us.
  const page = await room.call(lookAtOwnCase, { body: { key } });
  expect(page.body).toMatchObject({ status: 'closed', resolution });
  expect(page.body.happened.filter(({ status }) => status === 'closed')).toHaveLength(1);
  for (const internal of ['ruggine', 'Ugo', 'Tecnici', 'Anna', 'Sara'])
    expect(JSON.stringify(page.body)).not.toContain(internal);

  // The clock of the law has counted from the form: no Sunday, no Easter, not its Monday; the day of the answer is the fifth.
  const [clock] = (await room.call(listCaseClocks, { params: { id } }, await as(anna))).body.items;
  expect(clock).toMatchObject({
    key: 'answer',
    state: 'fulfilled',
    unit: 'working',
    amount: 30,
    measured: 5,
    multiple: 0,
    compensation: null,
    standard: { code: 'written_complaint' },
  });
  expect(rome(clock!.startedAt)).toMatch(/^2026-03-30 09:/);
  expect(rome(clock!.endedAt)).toMatch(/^2026-04-07 09:/);
  const days = await room.call(countClockDays, { params: { id, clock: clock!.id } }, await as(anna));
  expect(days.body.items.filter(({ reason }) => reason === 'holiday').map(({ day }) => day)).toEqual(
    expect.arrayContaining(['2026-04-05', '2026-04-06']),
  );

  // Everything stands on the case, whoever said it and wherever.
  const story = (await room.call(listCaseEntries, { params: { id } }, await as(anna))).body.items;
  const about = story.flatMap(({ kind, data }) => (kind === 'step' ? [data['about']] : []));
  expect(about).toEqual(['asked', 'reminded', 'reminded', 'head', 'answered']);
  expect(story.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['opened', 'linked', 'status', 'step', 'approval', 'message']),
  );
  expect((await room.call(getCase, { params: { id } }, await as(anna))).body).toMatchObject({ contacts: 3 });

  // And the report of that month counts it.
  const report = await room.call(
    caseReport,
    { query: { period: 'range', day: '2026-03-30', until: '2026-04-08', type } },
    await as(sara),
  );
  expect(report.body.totals.now).toMatchObject({
    opened: 1,
    taken: 1,
    closed: 1,
    open: 0,
    daysToClose: { calendar: 8, working: 5 },
    within: { value: 1, numerator: 1, denominator: 1 },
  });
});
