import type { Page } from '@playwright/test';
import { listAudit } from '#contract/access.ts';
import { listContacts, listLegs } from '#contract/contacts.ts';
import { endAgreement, recordAgreement, setStaffProtection, staffProtection } from '#contract/figures.ts';
import { begin, chatDesk, panel, visitorBox } from './support/chat.ts';
import { another, declare, giveWorkBack, reply, stamp, thread, wrapUp } from './support/desk.ts';
import { api, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// In the demo no agreement with the staff is in force: the stories make one, and end it.
const agree = () =>
  api(recordAgreement, {
    body: {
      covers: ['listening'],
      reference: `Accordo di prova ${stamp()}`,
      signedOn: '2026-01-15',
      sites: 'sede di prova',
      purposes: 'prova del programma con dati inventati',
      retentionDays: 30,
    },
  });
async function disagree(): Promise<void> {
  for (const { id, inForce } of (await api(staffProtection)).agreements)
    if (inForce) await api(endAgreement, { params: { id }, body: { why: 'fine della prova' } });
}
const ask = (listeningAsks: boolean) =>
  api(setStaffProtection, { body: { groupSize: 5, retentionDays: 90, listeningAsks } });

let desk: Awaited<ReturnType<typeof chatDesk>>;
test.beforeAll(async () => {
  desk = await chatDesk([people.colleague, people.supervisor]);
});
test.afterAll(() => desk.restore());
test.afterEach(async () => {
  await disagree();
  await ask(false);
  await giveWorkBack();
});

const followed = (page: Page) => page.getByRole('main', { name: 'Conversazione seguita' });
const onlyFor = (page: Page, name: string) => page.getByRole('textbox', { name: `Solo per ${name}` });

/** A chat between a visitor and the colleague. */
async function talking(
  page: Page,
  name = 'Ada Prova',
): Promise<{ agent: Page; visitor: Page; question: string }> {
  const agent = await another(page, people.colleague);
  await declare(agent, 'Disponibile');
  const visitor = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
  const question = `Lettura del contatore ${stamp()}`;
  await visitor.goto(desk.url);
  await begin(visitor, question, { name });
  await expect(agent.getByRole('alertdialog', { name })).toBeVisible();
  await agent.keyboard.press('F2');
  await expect(reply(agent)).toBeVisible();
  return { agent, visitor, question };
}
/** Opens the chat in the list of the supervisor and says why. */
async function follow(page: Page, why: string, button = 'Segui la chat'): Promise<void> {
  await page
    .getByRole('region', { name: 'In corso' })
    .getByRole('button', { name: /Chiara Fontemarini/ })
    .click();
  await page.getByLabel('Perché').fill(why);
  await page.getByRole('button', { name: button }).click();
}

test('a supervisor reads along, whispers, steps in and out and takes over; the agent knows, the customer reads what is theirs', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const { agent, visitor, question } = await talking(page);
  await signIn(page, people.supervisor);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page.getByRole('heading', { name: 'Dal vivo', exact: true })).toBeVisible();
  const list = page.getByRole('region', { name: 'In corso' });
  const row = list.getByRole('button', { name: /Chiara Fontemarini/ });

  // Without an agreement nothing is followed, and no times of a single agent are shown.
  await expect(page.getByText("non c'è in vigore un accordo")).toBeVisible();
  await expect(page.getByRole('link', { name: 'Come si attiva' })).toBeVisible();
  await expect(row).toContainText(question);
  await expect(row.getByText(/aspetta/)).toHaveCount(0);
  await expectAccessible(page, row);
  await agree();
  await expect(row.getByText(/aspetta \d/)).toBeVisible();

  const why = `primo giorno da sola ${stamp()}`;
  await follow(page, why);
  await expect(followed(page).getByText(question)).toBeVisible();
  const notice = agent.getByText('Elena Pratodolci segue la tua chat con Ada Prova');
  await expect(notice).toBeVisible();
  await expect(thread(agent).getByText(`«${why}»`)).toBeVisible();
  // What is typed and not sent is nobody else's to read; that somebody types is told.
  await reply(agent).pressSequentially('Un attimo che');
  await expect(followed(page).getByText('Chiara Fontemarini sta rispondendo')).toBeVisible();
  await expect(followed(page).getByText('Un attimo che')).toHaveCount(0);
  await reply(agent).fill('Guardo subito.');
  await reply(agent).press('Control+Enter');
  await expect(followed(page).getByText('Guardo subito.')).toBeVisible();

  // Whispers, both ways, in their own colour and with words.
  await page.getByRole('log', { name: 'Messaggi' }).focus();
  await page.keyboard.press('w');
  await expect(onlyFor(page, 'Chiara Fontemarini')).toBeFocused();
  await page.keyboard.type('Chiedile il codice cliente.');
  await page.keyboard.press('Enter');
  const whisper = agent.getByRole('article', { name: 'Elena Pratodolci, solo per te' });
  await expect(whisper).toContainText('Chiedile il codice cliente.');
  await onlyFor(agent, 'Elena Pratodolci').fill('Va bene.');
  await onlyFor(agent, 'Elena Pratodolci').press('Enter');
  await expect(page.getByRole('article', { name: 'Chiara Fontemarini, solo per te' })).toContainText(
    'Va bene.',
  );
  for (const [who, shown] of [
    [page, followed(page).getByText('Guardo subito.')],
    [agent, whisper],
  ] as const) {
    await expectAccessible(who, shown);
    await showIn(who, 'dark');
    await expectAccessible(who, shown);
    await showIn(who, 'light');
  }

  // Steps in: the customer is told by the public name and reads both.
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await expect(panel(visitor).getByText("Ora c'è anche Elena P. con noi.")).toBeVisible();
  await expect(panel(visitor).getByText('Ti risponde Chiara F., con Elena P.')).toBeVisible();
  await expect(reply(page)).toBeFocused();
  await page.keyboard.type('Buongiorno, ');
  await expect(panel(visitor).getByText('Elena P. sta scrivendo')).toBeVisible();
  await page.keyboard.type('sono Elena.');
  await page.keyboard.press('Control+Enter');
  await expect(panel(visitor).getByText('Buongiorno, sono Elena.')).toBeVisible();
  await expect(thread(agent).getByText('Buongiorno, sono Elena.')).toBeVisible();
  await expect(agent.getByText('è nella tua chat con Ada Prova e scrive anche al cliente')).toBeVisible();
  await visitorBox(visitor).fill('Grazie a tutte e due.');
  await visitor.keyboard.press('Enter');
  await expect(followed(page).getByText('Grazie a tutte e due.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await expect(panel(visitor).getByText('Elena P. ha lasciato la conversazione.')).toBeVisible();
  await expect(reply(page)).toHaveCount(0);
  for (const secret of ['Chiedile il codice cliente.', 'Va bene.'])
    await expect(panel(visitor).getByText(secret)).toHaveCount(0);

  // Elsewhere both still know; the agent may look up who followed them.
  await agent.getByRole('link', { name: 'Clienti' }).click();
  await expect(agent.getByText('Elena Pratodolci segue la tua chat con Ada Prova')).toBeVisible();
  await agent.getByRole('button', { name: 'Apri la chat' }).click();
  await page.getByRole('link', { name: 'Supervisione' }).click();
  await page.getByRole('button', { name: 'Torna alla chat' }).click();

  // Takes it over: a transfer, with the same why.
  await page.getByRole('log', { name: 'Messaggi' }).focus();
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog', { name: 'Prendere la chat di Chiara Fontemarini?' });
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Prendi la chat' }).click();
  await expect(page.getByRole('button', { name: /^Invia a/ })).toBeVisible();
  await expect(panel(visitor).getByText('Ti risponde Elena P.')).toBeVisible();
  await expect(notice).toHaveCount(0);
  const [contact] = (await api(listContacts, { query: { search: question } })).items;
  expect(contact!.agentName).toBe('Elena Pratodolci');
  const legs = (await api(listLegs, { params: { id: contact!.id } })).items;
  expect(
    legs.filter(({ kind }) => kind === 'handle').map(({ agentName, result }) => [agentName, result]),
  ).toEqual([
    ['Chiara Fontemarini', 'transferred_out'],
    ['Elena Pratodolci', null],
  ]);
  const audited = (await api(listAudit, { query: { objectId: contact!.id } })).items;
  expect(audited.filter(({ reason }) => reason === why).map(({ action }) => action)).toEqual([
    'contact.pulled',
    'listening.ended',
    'listening.stepped-out',
    'listening.stepped-in',
    'listening.whispered',
    'listening.whispered',
    'listening.started',
  ]);

  await wrapUp(page);

  await agent.getByRole('button', { name: 'Chiara Fontemarini, menu personale' }).click();
  await agent.getByRole('menuitem', { name: 'Profilo e preferenze' }).click();
  const history = agent.getByRole('listitem').filter({ hasText: why });
  await expect(history).toContainText('ha scritto anche al cliente');
  await expectAccessible(agent, history);
});

test('an agent who is asked first says no, then yes; the end of the agreement ends it and says so', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await agree();
  await ask(true);
  const { agent, visitor, question } = await talking(page, 'Bice Prova');
  await signIn(page, people.supervisor);
  await page.goto(new URL('/listening', page.url()).href);
  await follow(page, 'prova della richiesta', 'Chiedi di seguirla');
  await expect(followed(page).getByText('Chiara Fontemarini non ha ancora risposto.')).toBeVisible();
  await expect(followed(page).getByText(question)).toHaveCount(0);
  await expectAccessible(page, followed(page));
  const asked = agent.getByText('Elena Pratodolci chiede di seguire la tua chat');
  await expect(asked).toBeVisible();
  await expectAccessible(agent, asked);
  await agent.getByRole('button', { name: 'Preferisco di no' }).click();
  await expect(followed(page).getByText('Chiara Fontemarini ha preferito di no.')).toBeVisible();
  await expect(asked).toHaveCount(0);

  await page.getByLabel('Perché').fill('seconda richiesta');
  await page.getByRole('button', { name: 'Chiedi di seguirla' }).click();
  await agent.getByRole('button', { name: 'Va bene' }).click();
  await expect(followed(page).getByText(question)).toBeVisible();
  await page.getByRole('button', { name: 'Entra nella chat' }).click();
  await expect(panel(visitor).getByText("Ora c'è anche Elena P. con noi.")).toBeVisible();

  await disagree();
  await expect(followed(page).getByText("L'accordo con il personale non è più in vigore")).toBeVisible();
  await expect(page.getByText("non c'è in vigore un accordo").first()).toBeVisible();
  await expect(panel(visitor).getByText('Elena P. ha lasciato la conversazione.')).toBeVisible();
  await expect(agent.getByText('Elena Pratodolci segue la tua chat')).toHaveCount(0);
});
