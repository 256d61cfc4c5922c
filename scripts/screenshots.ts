// npm run screenshots: the pictures of the README, taken from a real server with the demo organisation at work.
// npm run screenshots -- wallboard wall: these only are written anew.
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, expect, type Page } from '@playwright/test';
import { createTransport } from 'nodemailer';
import { listContacts, type Contact } from '#contract/contacts.ts';
import { listMessages, sendMessage } from '#contract/conversations.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { takeContact } from '#contract/handling.ts';
import { type Caller } from '#tests/support/api.ts';
import { getCustomer, searchCustomers } from '#contract/customers.ts';
import { setMyPresence } from '#contract/routing.ts';
import { DOMAIN } from '#server/app/demo/index.ts';
import { startServerProcess, waitFor } from '#tests/support/server-process.ts';
import { ensureBrowser } from './lib/browser.mjs';
import { livelyFloor } from './lib/lively-floor.ts';
import { withPalette } from './lib/png.ts';
import { inRoot } from './lib/project.mjs';
import { ensureSites } from './lib/sites.mjs';

const folder = inRoot('docs', 'images');
const size = { width: 1440, height: 900 };
const limit = 250_000;
const wanted = process.argv.slice(2);

ensureSites();
await mkdir(folder, { recursive: true });
const server = await startServerProcess({ demo: true });
const floor = await livelyFloor(server);
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  headless: true,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--force-color-profile=srgb'],
});

try {
  const chiara = await floor.bringAway('chiara', 'back_office');
  const subject = 'Bolletta di ottobre più alta del solito';
  const bill = await aLongerConversation(subject, chiara.as);
  await someMoreWork(chiara.as);

  const desk = await pageFor(chiara.as.session);
  await desk.goto(`${server.url}/inbox/${bill.id}`);
  for (const text of [/184,20 euro/, /calcolata su una lettura/]) await desk.getByText(text).first().click();
  const reply = desk.getByRole('textbox', { name: /^Risposta a/ });
  await reply.fill(
    'Gentile cliente, la lettura che ci ha mandato è giusta: le spediamo oggi la bolletta rettificata.',
  );
  await expect(desk.getByText('bozza salvata')).toBeVisible();
  await take(desk, 'desk');

  // Alone with a queue that waits, she is offered the next at once.
  await floor.call(setMyPresence, { body: { presence: 'available' } }, chiara.as);
  await expect(desk.getByRole('alertdialog')).toBeVisible({ timeout: 90_000 });
  await take(desk, 'offer');
  await floor.call(setMyPresence, { body: { presence: 'not_ready', reason: 'back_office' } }, chiara.as);

  await theChat(chiara.as.session);

  await floor.bringToWork('davide', 'luca', 'marta', 'paolo', 'irene', 'giulia');
  await floor.bringAway('samira', 'break');
  await floor.bringAway('stefano', 'training');
  await sleep(45_000);

  // Positions belong to services: who sees all services sees them all.
  const elena = await floor.enter('elena');
  const customer = await pageFor(elena.session);
  await customer.goto(`${server.url}/customers/${bill.customer}`);
  await take(customer, 'customer');

  const supervisor = await pageFor(elena.session, 'dark');
  await supervisor.goto(`${server.url}/supervisor`);
  // Without an agreement with the staff, people are counted by team.
  await expect(
    supervisor.getByRole('region', { name: 'Operatori' }).getByRole('listitem').first(),
  ).toBeVisible({ timeout: 30_000 });
  await take(supervisor, 'supervisor');

  const board = await pageFor(elena.session);
  await board.goto(`${server.url}/wallboard`);
  await expect(board.getByRole('table', { name: 'Code' })).toBeVisible({ timeout: 30_000 });
  await take(board, 'wallboard');
  await board.goto(`${server.url}/wall`);
  await expect(board.getByRole('table', { name: 'Code' })).toBeVisible({ timeout: 30_000 });
  await take(board, 'wall');

  const administrator = await pageFor((await floor.enter('roberto')).session);
  await administrator.goto(`${server.url}/admin/queues`);
  await administrator.getByText('Bollette e contratti').first().click();
  await take(administrator, 'administration');

  await theForm();
} finally {
  floor.stop();
  await browser.close();
  await server.stop();
}

/** A new browser window, of somebody signed in when a session is given. */
async function pageFor(
  session: string | null,
  colorScheme: 'light' | 'dark' = 'light',
  viewport = size,
): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    reducedMotion: 'reduce',
  });
  if (session !== null)
    await context.addCookies([{ name: 'filo_session', value: session, url: server.url, httpOnly: true }]);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** Writes what a page shows to docs/images. @throws Error when the file would be too big for a README */
async function take(page: Page, name: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  await page.waitForLoadState('networkidle');
  await sleep(800);
  const picture = withPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  if (picture.length > limit) throw new Error(`${name}.png has ${picture.length} bytes, more than ${limit}`);
  await writeFile(`${folder}/${name}.png`, picture);
  process.stdout.write(`${name}.png  ${Math.round(picture.length / 1000)} kB\n`);
}

/** Sends a mail as a customer would, and gives the contact that it became. */
async function mail(
  from: string,
  what: { subject: string; text: string; inReplyTo?: string },
): Promise<Contact> {
  const transport = createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true });
  await transport.sendMail({
    from,
    to: `info@${DOMAIN}`,
    ...what,
    ...(what.inReplyTo === undefined ? {} : { references: what.inReplyTo }),
  });
  transport.close();
  let found: Contact | undefined;
  await waitFor(
    async () => {
      const { items } = await floor.call(listContacts, {
        query: { search: what.subject.replace(/^Re: /, '') },
      });
      found = items[0];
      return found !== undefined;
    },
    60_000,
    `the contact of "${what.subject}"`,
  );
  return found!;
}

/** A known customer's mail, answered, asked about among colleagues, and written on: in the hands of Chiara. */
async function aLongerConversation(about: string, as: Caller): Promise<Contact> {
  const { items } = await floor.call(searchCustomers, {
    query: { state: 'known', search: 'mar', limit: 100 },
  });
  const people = items.filter(
    (one) => one.kind === 'person' && one.identities.some(({ type }) => type === 'email'),
  );
  let customer = people[0];
  for (const one of people) {
    const { positions } = await floor.call(getCustomer, { params: { id: one.id } });
    if (positions.length < 2) continue;
    customer = one;
    break;
  }
  if (customer === undefined) throw new Error('the demo has no customer with a mail address');
  const address = customer.identities.find(({ type }) => type === 'email')!.value;
  const from = `"${customer.name}" <${address}>`;
  const contact = await mail(from, {
    subject: about,
    text: `Buongiorno,\n\nla bolletta di ottobre è di 184,20 euro, il doppio di quella di un anno fa. In casa siamo sempre in tre e non abbiamo cambiato abitudini. Potete controllare se la lettura è giusta?\n\nGrazie\n${customer.name}`,
  });
  await floor.call(takeContact, { params: { id: contact.id } }, as);
  const conversation = { id: contact.conversation };
  await floor.call(
    sendMessage,
    {
      params: conversation,
      body: {
        kind: 'reply',
        text: 'Buongiorno,\n\nla bolletta di ottobre è calcolata su una lettura stimata. Se ci manda le cifre nere che legge oggi sul contatore, la rifacciamo sul consumo vero.',
      },
    },
    as,
  );
  await floor.call(
    sendMessage,
    {
      params: conversation,
      body: {
        kind: 'note',
        text: 'Il contatore è fra quelli da sostituire: stima doppia a settembre e ottobre.',
      },
    },
    await floor.enter('davide'),
  );
  const { items: messages } = await floor.call(listMessages, { params: conversation });
  const ours = messages.find((one) => one.direction === 'out')!;
  await mail(from, {
    subject: `Re: ${about}`,
    text: `Grazie della risposta. Oggi il contatore segna 01486, le mando anche la cifra rossa: 3.\n\n${customer.name}`,
    inReplyTo: ours.messageId!,
  });
  await waitFor(
    async () => {
      const { items: now } = await floor.call(listMessages, { params: conversation });
      return now.length >= 4 && now.every((one) => one.delivery?.state !== 'queued');
    },
    60_000,
    'the second mail, and that the answer has left',
  );
  return contact;
}

/** What else is on Chiara's list: two more mails. */
async function someMoreWork(as: Caller): Promise<void> {
  const mails = [
    [
      'Olga Pianforte <olga.pianforte@example.com>',
      'Voltura dopo un acquisto',
      'Buongiorno, abbiamo comprato casa in via dei Tigli. Che cosa serve per intestare a noi acqua e luce?',
    ],
    [
      'Remo Salvanotte <remo.salvanotte@example.net>',
      'Doppio addebito in banca',
      'Salve, la stessa bolletta mi risulta addebitata due volte, il 3 e il 4 novembre. Come posso avere il rimborso?',
    ],
  ] as const;
  for (const [from, subject, text] of mails) {
    const contact = await mail(from, { subject, text });
    await floor.call(takeContact, { params: { id: contact.id } }, as);
  }
}

/** A visitor on the demo site and, beside them, the agent who answers: two windows in one picture. */
async function theChat(session: string): Promise<void> {
  const [chat] = (await floor.call(listEntryPoints, { query: { channel: 'chat' } })).items;
  const visitor = await pageFor(null, 'light', { width: 520, height: 1125 });
  await visitor.goto(`${server.url}/chat/${chat!.id}`);
  await visitor.getByRole('button', { name: /Apri la chat/ }).click();
  const panel = visitor.getByRole('dialog');
  const question = 'Buongiorno, da stamattina in via delle Querce manca l’acqua. È un guasto?';
  await panel.getByLabel('Nome e cognome').fill('Ada Collinverdi');
  await panel.getByLabel('Come possiamo aiutarti?').fill(question);
  await panel.getByRole('button', { name: 'Inizia la chat' }).click();
  await expect(panel.getByText(/Inviato|Letto/).first()).toBeVisible();
  const contact = (await floor.call(listContacts, { query: { channel: 'chat', open: 'true' } })).items.find(
    (one) => one.customerName === 'Ada Collinverdi',
  )!;
  await floor.call(takeContact, { params: { id: contact.id } }, { session });
  const agent = await pageFor(session, 'light', { width: 1280, height: 1125 });
  await agent.goto(`${server.url}/inbox/${contact.id}`);
  const say = (text: string) =>
    floor.call(
      sendMessage,
      { params: { id: contact.conversation }, body: { kind: 'reply', text } },
      { session },
    );
  const write = async (text: string) => {
    await panel.getByRole('textbox', { name: 'Scrivi un messaggio' }).fill(text);
    await visitor.keyboard.press('Enter');
    await expect(agent.getByText(text).last()).toBeVisible();
  };
  await say('Buongiorno, sono Chiara. Sì: una condotta si è rotta all’incrocio con via dei Pini.');
  await write('E quando torna? Ho una persona anziana in casa.');
  await say(
    'La squadra è sul posto, l’acqua torna entro le 14. Intanto c’è un’autobotte in piazza del Mercato.',
  );
  await write('Grazie, gentilissima!');
  await agent.getByRole('textbox', { name: /^Risposta a/ }).pressSequentially('Di niente, ');
  await expect(panel.getByText(/sta scrivendo/)).toBeVisible();
  const shots = await Promise.all([visitor, agent].map((one) => one.screenshot({ animations: 'disabled' })));
  const [left, right] = shots.map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`);
  const both = await pageFor(null);
  await both.setContent(
    `<body style="margin:0;display:flex;height:900px;background:#8a94a0"><img src="${left}" height="900" style="margin-right:2px"><img src="${right}" height="900"></body>`,
  );
  await take(both, 'chat');
  await agent.context().close();
  await visitor.context().close();
}

/** The public form, as somebody fills it in. */
async function theForm(): Promise<void> {
  const [form] = (await floor.call(listEntryPoints, { query: { channel: 'form' } })).items;
  const page = await pageFor(null);
  await page.goto(`${server.url}/form/${form!.id}`);
  await page.getByLabel('Argomento').selectOption({ index: 1 });
  await page.getByLabel('Nome e cognome').fill('Ada Collinverdi');
  await page.getByLabel('E-mail').fill('ada.collinverdi@example.org');
  await page
    .getByLabel('Messaggio')
    .fill('Da ieri sera l’acqua del rubinetto è torbida, solo la mattina. Potete controllare?');
  await take(page, 'form');
}
