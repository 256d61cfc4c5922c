import type { Page } from '@playwright/test';
import { listContacts } from '#contract/contacts.ts';
import { begin, chatDesk, panel, visitorBox } from './support/chat.ts';
import {
  another,
  context,
  declare,
  giveWorkBack,
  note,
  reply,
  stamp,
  thread,
  wrapUp,
} from './support/desk.ts';
import { api, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const said = (page: Page, text: string | RegExp) => thread(page).getByRole('article').getByText(text);

let desk: Awaited<ReturnType<typeof chatDesk>>;
test.beforeAll(async () => {
  desk = await chatDesk([people.colleague, people.teamMate]);
});
test.afterAll(() => desk.restore());
test.afterEach(giveWorkBack);

test('a chat is offered, accepted with F2, spoken both ways, handed on with everything said, and ended', async ({
  page,
}) => {
  test.setTimeout(150_000);
  await signIn(page, people.colleague);
  await declare(page, 'Disponibile');

  const visitor = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
  const question = `Importo della bolletta ${stamp()}`;
  await visitor.goto(desk.url);
  await begin(visitor, question, { name: 'Ada Prova', email: 'ada.prova@example.org' });

  // The offer comes by itself and names who it is.
  const offer = page.getByRole('alertdialog', { name: 'Ada Prova' });
  await expect(offer.getByText('Chat in arrivo')).toBeVisible();
  await page.keyboard.press('F2');
  await expect(reply(page)).toBeVisible();
  await expect(said(page, question)).toBeVisible();
  await expect(panel(visitor).getByText('Ti risponde Chiara F.')).toBeVisible();

  // What the customer is looking at and what they filled in.
  await expect(context(page).getByText('Acque e Luce del Colle: acqua e luce sul colle')).toBeVisible();
  await expect(context(page).getByText('qui adesso')).toBeVisible();
  await expect(context(page).getByText('ada.prova@example.org')).toBeVisible();
  await visitor.getByRole('link', { name: 'Leggere la bolletta' }).click();
  await expect(context(page).getByText('Leggere la bolletta: Acque e Luce del Colle')).toBeVisible();

  // Both ways, with typing signs and marks.
  await visitorBox(visitor).pressSequentially('È il doppio ');
  await expect(thread(page).getByText('Ada Prova sta scrivendo…')).toBeVisible();
  await visitorBox(visitor).pressSequentially('del solito');
  await visitor.keyboard.press('Enter');
  await expect(said(page, 'È il doppio del solito')).toBeVisible();
  await expect(thread(page).getByText('Ada Prova sta scrivendo…')).toBeHidden();
  await expect(panel(visitor).getByText(/Letto/)).toBeVisible();

  await reply(page).pressSequentially('Guardo subito.');
  await expect(panel(visitor).getByText('Chiara F. sta scrivendo')).toBeVisible();
  await reply(page).press('Control+Enter');
  await expect(panel(visitor).getByText('Guardo subito.')).toBeVisible();
  await expect(thread(page).getByRole('article').last().getByText('letto')).toBeVisible();
  // With the widget shut it is delivered, and read when the widget opens again.
  await panel(visitor).getByRole('button', { name: 'Chiudi la chat' }).click();
  await reply(page).fill('Ho trovato un conguaglio.');
  await reply(page).press('Control+Enter');
  await expect(thread(page).getByRole('article').last().getByText('consegnato')).toBeVisible();
  await visitor.getByRole('button', { name: /1 messaggio da leggere/ }).click();
  await expect(panel(visitor).getByText('Ho trovato un conguaglio.')).toBeVisible();
  await expect(thread(page).getByRole('article').last().getByText('letto')).toBeVisible();

  // Files both ways.
  await visitor
    .locator('filo-chat input[type=file]')
    .setInputFiles({ name: 'contatore.png', mimeType: 'image/png', buffer: png });
  await expect(panel(visitor).getByText(/contatore\.png, .*pronto/)).toBeVisible();
  await panel(visitor).getByRole('button', { name: 'Invia', exact: true }).click();
  await expect(said(page, 'contatore.png')).toBeVisible();
  await thread(page).getByRole('button', { name: 'Apri contatore.png' }).click();
  await expect(page.getByRole('dialog').getByRole('img', { name: 'contatore.png' })).toBeVisible();
  await page.keyboard.press('Escape');
  const [fromVisitor] = await Promise.all([
    page.waitForEvent('download'),
    thread(page).getByRole('link', { name: 'Scarica contatore.png' }).click(),
  ]);
  expect(fromVisitor.suggestedFilename()).toBe('contatore.png');

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'bolletta.txt', mimeType: 'text/plain', buffer: Buffer.from('106,77 euro') });
  await expect(page.getByRole('button', { name: 'Togli bolletta.txt' })).toBeVisible();
  await page.getByRole('button', { name: /^Invia a/ }).click();
  const theirs = panel(visitor).getByRole('link', { name: /Apri bolletta\.txt/ });
  await expect(theirs).toBeVisible();
  const file = await visitor.request.get((await theirs.getAttribute('href'))!);
  expect(await file.text()).toBe('106,77 euro');

  // A note is for colleagues only.
  await note(page, (box) => box.fill('Attenzione: pratica di rimborso in corso.'));
  await expect(said(page, 'Attenzione: pratica di rimborso in corso.')).toBeVisible();
  await expectAccessible(page, said(page, 'Guardo subito.'));
  await showIn(page, 'dark');
  await expectAccessible(page, said(page, 'Guardo subito.'));
  await showIn(page, 'light');

  // Handed on: the colleague has everything that was said, and why.
  const other = await another(page, people.teamMate);
  await declare(other, 'Disponibile');
  await page.getByRole('button', { name: 'Trasferisci' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trasferisci il contatto' });
  await dialog.getByRole('tab', { name: 'Collega' }).click();
  await dialog.getByRole('radio', { name: /Davide Collebruni/ }).check();
  await dialog.getByLabel('Nota per chi riceve').fill('Vuole la rettifica, non il rimborso.');
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Trasferisci' }).click();
  await expect(dialog).toBeHidden();
  await other.bringToFront();
  await expect(other.getByRole('alertdialog', { name: 'Ada Prova' })).toBeVisible();
  await other.keyboard.press('F2');
  await expect(reply(other)).toBeVisible();
  await expect(context(other).getByText('Vuole la rettifica, non il rimborso.')).toBeVisible();
  for (const text of [
    question,
    'È il doppio del solito',
    'Guardo subito.',
    'Attenzione: pratica di rimborso',
  ])
    await expect(said(other, text)).toBeVisible();
  await expect(reply(page)).toBeHidden();
  await expect(panel(visitor).getByText('Ti risponde Davide C.')).toBeVisible();
  await reply(other).fill('La rettifico io.');
  await reply(other).press('Control+Enter');
  await expect(panel(visitor).getByText('La rettifico io.')).toBeVisible();
  await expect(panel(visitor).getByText('Attenzione: pratica')).toHaveCount(0);
  await expect(panel(visitor).getByText('Vuole la rettifica')).toHaveCount(0);

  // Ended: the visitor sees it; one more line is a new contact.
  await wrapUp(other);
  await expect(panel(visitor).getByText(/La conversazione è finita/)).toBeVisible();
  await declare(page, 'Fuori servizio');
  await declare(other, 'Fuori servizio');
  await visitorBox(visitor).fill(`Ancora una cosa su ${question}`);
  await visitor.keyboard.press('Enter');
  await expect(panel(visitor).getByText(/in coda|prossimo/)).toBeVisible();
  const contacts = (await api(listContacts, { query: { channel: 'chat', search: question } })).items;
  expect(contacts.map(({ state }) => state).toSorted()).toEqual(['closed', 'queued']);
  await panel(visitor).getByRole('button', { name: 'Altre azioni' }).click();
  await panel(visitor).getByRole('button', { name: 'Termina la conversazione' }).click();
  await panel(visitor).getByRole('button', { name: 'Sì, termina' }).click();
  await expect(panel(visitor).getByText(/La conversazione è finita/)).toBeVisible();
});
