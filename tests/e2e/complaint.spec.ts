import { createTransport } from 'nodemailer';
import {
  createCaseType,
  getCaseType,
  publishCaseType,
  saveCaseTypeDraft,
  switchCaseType,
} from '#contract/case-types-api.ts';
import { getCaseLink } from '#contract/case-page.ts';
import { getCase, listCases } from '#contract/cases.ts';
import { listContacts } from '#contract/contacts.ts';
import { addIdentity } from '#contract/customers.ts';
import { getOutboxItem, listOutbox } from '#contract/email.ts';
import { createEntryPoint, listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import { createCentre, getEscalation, listEscalations, updateCentre } from '#contract/escalations.ts';
import { listQueues } from '#contract/routing.ts';
import { writeReceipt, type ReceiptWish } from '#tests/stories/pec.ts';
import { begin, chatDesk, panel } from './support/chat.ts';
import { serving } from './support/calls.ts';
import { another, declare, giveWorkBack, reply, stamp, take } from './support/desk.ts';
import {
  api,
  baseUrl,
  expect,
  expectAccessible,
  people,
  sendMail,
  showIn,
  signIn,
  smtpPort,
  test,
} from './support/story.ts';

// The same story is told over the API, with time moved, in tests/acceptance/complaint.test.ts.

const mark = stamp();
const type = `reclamo_visto_${mark}`;
const expert = `tecnico-${mark}@example.org`;
const certified = `sportello-${mark}@pec.example.org`;
const citizenPec = `ada-${mark}@pec.example.org`;
const undo: (() => Promise<unknown>)[] = [];

test.afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
  await giveWorkBack();
});

/** A complaint that a supervisor approves before it is closed. */
async function approvedType(): Promise<string> {
  const name = `Reclamo con visto ${mark}`;
  await api(createCaseType, { body: { code: type, copyOf: 'complaint', name: { it: name, en: name } } });
  undo.push(() => api(switchCaseType, { params: { code: type }, body: { active: false } }));
  const shown = () => api(getCaseType, { params: { code: type } });
  const publish = async () =>
    api(publishCaseType, {
      params: { code: type },
      body: { revision: (await shown()).revision, note: '' },
    });
  await publish();
  const { text, revision } = await shown();
  const document = JSON.parse(text!) as Record<string, unknown> & {
    transitions: { key: string; needs?: unknown }[];
  };
  document.transitions.find(({ key }) => key === 'close')!.needs = { approval: 'answer' };
  document['approvals'] = [
    { key: 'answer', name: { it: 'Risposta', en: 'Answer' }, by: ['supervisor'], transition: 'close' },
  ];
  await api(saveCaseTypeDraft, {
    params: { code: type },
    body: { revision, text: JSON.stringify(document) },
  });
  await publish();
  return name;
}

const letters = async (to: string) => (await api(listOutbox, { query: { to } })).items;
const letter = async (id: string) => api(getOutboxItem, { params: { id } });

/** A receipt of the citizen's provider about our mail comes to our certified address, by SMTP. */
async function receiptComes(kind: ReceiptWish['type'], about: Awaited<ReturnType<typeof letter>>) {
  const header = about.headers.find(({ name }) => name.toLowerCase() === 'message-id')!;
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
  await transport.sendMail({
    envelope: { from: 'posta-certificata@pec.example.org', to: certified },
    raw: writeReceipt({
      type: kind,
      about: header.value,
      sender: certified,
      recipient: citizenPec,
      subject: about.subject,
      at: new Date(),
    }),
  });
  transport.close();
}

test('a complaint goes from the form to its certified answer: asked about by chat, pushed to a centre, reminded, answered by mail, approved, closed', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const typeName = await approvedType();
  const centre = await api(createCentre, {
    // One of its reminders is due at once, and goes out by itself.
    body: { name: `Tecnici ${mark}`, promiseMinutes: 5, addresses: [expert], reminders: [1], headAt: null },
  });
  undo.push(() => {
    const { id, ...rest } = centre;
    return api(updateCentre, { params: { id }, body: { ...rest, active: false } });
  });

  // The citizen fills in the form.
  const citizen = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
  const [form] = (await api(listEntryPoints, { query: { channel: 'form' } })).items;
  await citizen.goto(`${baseUrl}/form/${form!.id}`);
  await citizen.getByLabel('Argomento').selectOption({ index: 1 });
  await citizen.getByLabel('Nome e cognome').fill(`Ada Prova ${mark}`);
  await citizen.getByLabel('E-mail').fill(`ada-${mark}@example.org`);
  await citizen.getByLabel('Messaggio').fill(`L’acqua esce gialla, zona ${mark}`);
  await citizen.getByRole('checkbox').check();
  await citizen.getByRole('button', { name: 'Invia la richiesta' }).click();
  await expect(citizen.getByRole('heading', { name: 'Richiesta ricevuta' })).toBeVisible();

  // Luca reads it and opens the case.
  const contact = async () =>
    (await api(listContacts, { query: { search: mark, channel: 'form' } })).items[0] ?? null;
  await expect.poll(contact).not.toBeNull();
  const first = (await contact())!;
  const queue = (await api(listQueues)).items.find((one) => one.id === first.queue)!;
  undo.push(await serving('form', { [people.agent]: [queue] }));
  await signIn(page, people.agent);
  await take(page, mark);
  await page
    .getByRole('button', { name: /^Pratica/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Oggetto').fill(`Acqua gialla ${mark}`);
  await dialog.getByLabel('Tipo').selectOption({ label: typeName });
  await dialog.getByRole('button', { name: 'Apri la pratica' }).click();
  await expect(dialog).toBeHidden();
  const opened = async () => (await api(listCases, { query: { type } })).items[0] ?? null;
  await expect.poll(opened).not.toBeNull();
  const { id, number, customer, service } = (await opened())!;
  const one = () => api(getCase, { params: { id } });

  // The citizen asks by chat how it stands; Luca finds the case and ties the chat to it.
  const desk = await chatDesk([people.agent]);
  undo.push(() => desk.restore());
  await declare(page, 'Disponibile');
  await citizen.goto(desk.url);
  await begin(citizen, `A che punto è la pratica ${number}?`, { name: `Ada Prova ${mark}` });
  await expect(page.getByRole('alertdialog').getByText('Chat in arrivo')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('F2');
  await expect(reply(page)).toBeVisible();
  await page
    .getByRole('button', { name: /^Pratica/ })
    .first()
    .click();
  await dialog.getByRole('tab', { name: 'Pratica esistente' }).click();
  await dialog.getByRole('searchbox').fill(number);
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: 'Collega' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await one()).contacts).toBe(2);
  await reply(page).fill('Chiediamo ai tecnici.');
  await reply(page).press('Control+Enter');
  await expect(panel(citizen).getByText('Chiediamo ai tecnici.')).toBeVisible();

  // Luca pushes it to the technicians, who have a mailbox only, and reminds them; they are reminded by themselves, too.
  await page.goto(`${baseUrl}/cases/${id}`);
  await page.getByRole('button', { name: 'Chiedi un parere' }).click();
  await dialog.getByLabel('Centro', { exact: true }).selectOption({ label: centre.name });
  await dialog.getByRole('textbox', { name: 'Quesito' }).fill(`Da dove viene la ruggine ${mark}?`);
  await dialog.getByRole('button', { name: 'Invia il quesito' }).click();
  await expect(dialog).toBeHidden();
  const questions = page.getByRole('region', { name: /^Quesiti ai centri/ });
  await questions.getByRole('button', { name: 'Sollecita ora' }).click();
  const [asked] = (await api(listEscalations, { query: { centre: centre.id } })).items;
  await expect
    .poll(
      async () =>
        (await api(getEscalation, { params: { id: asked!.id } })).reminders.filter(
          ({ sentAt }) => sentAt !== null,
        ).length,
      { timeout: 90_000 },
    )
    .toBe(2);
  await expect.poll(async () => (await letters(expert)).length, { timeout: 30_000 }).toBe(3);

  // The expert answers from their own mail program.
  const question = await letter((await letters(expert)).at(-1)!.id);
  await sendMail({
    from: `Ugo Tubi <${expert}>`,
    to: question.from,
    subject: `R: ${question.subject}`,
    text: `Dalla condotta vecchia, cambiata ieri ${mark}.`,
  });
  await expect(questions.getByText(`Dalla condotta vecchia, cambiata ieri ${mark}.`)).toBeVisible({
    timeout: 30_000,
  });

  // What Luca would answer is approved by Elena.
  await page.getByRole('button', { name: "Chiedi l'approvazione" }).click();
  await dialog.getByRole('textbox').first().fill('La risposta è pronta.');
  await dialog.getByRole('button', { name: "Chiedi l'approvazione" }).click();
  await expect(dialog).toBeHidden();
  const elena = await another(page, people.supervisor);
  await elena.goto(`${baseUrl}/cases/${id}`);
  await elena.getByRole('button', { name: 'Approva', exact: true }).click();
  await expect(page.getByText('Approvata').first()).toBeVisible();

  // The customer wants certified mail; the organisation has an address that is.
  const points = (await api(listEntryPoints, { query: { channel: 'email' } })).items;
  const { id: _id, url: _url, ...settings } = points.find((one) => one.serviceId === service) ?? points[0]!;
  const point = {
    ...settings,
    serviceId: service,
    channel: 'pec' as const,
    address: certified,
    name: `PEC ${mark}`,
  };
  const made = await api(createEntryPoint, { body: point });
  undo.push(() => api(updateEntryPoint, { params: { id: made.id }, body: { ...point, active: false } }));
  await api(addIdentity, { params: { id: customer }, body: { type: 'pec', value: citizenPec } });
  const news = page.getByRole('region', { name: /^Avvisi al cliente/ });
  await news.getByRole('button', { name: 'Cambia' }).click();
  await dialog.getByLabel('Canale').selectOption('pec');
  await dialog.getByLabel('Con quali parole').fill('Sì, mi scriva alla PEC.');
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Salva' }).click();
  await expect(dialog).toBeHidden();
  await expect(news.getByText(`PEC a ${citizenPec}`)).toBeVisible();

  // It is closed, and its news sent: once, from the certified address.
  await page.getByRole('button', { name: 'Chiudi la pratica' }).first().click();
  await dialog.getByRole('textbox').first().fill(`Condotta sostituita ${mark}.`);
  await dialog.getByRole('button', { name: 'Chiudi la pratica' }).click();
  await expect(dialog).toBeHidden();
  await news.getByRole('button', { name: 'Invia adesso' }).click();
  await expect.poll(async () => (await letters(citizenPec)).length, { timeout: 30_000 }).toBe(1);
  const sent = await letter((await letters(citizenPec))[0]!.id);
  expect([sent.from, sent.text.includes(`Condotta sostituita ${mark}.`)]).toEqual([certified, true]);

  // The provider accepts it, and says when it was delivered.
  for (const kind of ['accettazione', 'avvenuta-consegna'] as const) await receiptComes(kind, sent);
  await expect(news.getByText('consegnato', { exact: true })).toBeVisible({ timeout: 30_000 });
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, news);
  }

  // The citizen's own page says it, and nothing of what was said among us.
  const { url } = await api(getCaseLink, { params: { id } });
  await citizen.goto(url!.replace(/^https?:\/\/[^/]+/, baseUrl));
  await expect(citizen.getByText(`Condotta sostituita ${mark}.`).first()).toBeVisible();
  await expect(citizen.getByText('ruggine')).toHaveCount(0);
  await expectAccessible(citizen, citizen.getByRole('main'));
  expect(await letters(citizenPec)).toHaveLength(1);
});
