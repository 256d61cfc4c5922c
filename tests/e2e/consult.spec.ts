import type { Page } from '@playwright/test';
import { begin, chatDesk, panel, visitorBox } from './support/chat.ts';
import { another, declare, giveWorkBack, reply, stamp, thread, wrapUp } from './support/desk.ts';
import { expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

const strip = (page: Page) => page.getByRole('region', { name: /^Consulto con/ });
const privateLine = (page: Page) => strip(page).getByRole('textbox', { name: /^Scrivi a/ });
const said = (page: Page, text: string) => thread(page).getByRole('article').getByText(text);

let desk: Awaited<ReturnType<typeof chatDesk>>;
test.beforeAll(async () => {
  desk = await chatDesk([people.colleague, people.teamMate]);
});
test.afterAll(() => desk.restore());
test.afterEach(giveWorkBack);

/** Chiara has a chat, Davide is there. */
async function begun(page: Page) {
  await signIn(page, people.colleague);
  await declare(page, 'Disponibile');
  const visitor = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
  const question = `Voltura dell’utenza ${stamp()}`;
  await visitor.goto(desk.url);
  await begin(visitor, question);
  await expect(page.getByRole('alertdialog', { name: 'Ada Prova' })).toBeVisible();
  await page.keyboard.press('F2');
  await expect(reply(page)).toBeVisible();
  const other = await another(page, people.teamMate);
  await declare(other, 'Disponibile');
  return { visitor, other, question };
}

/** Chiara asks Davide, by the key. */
async function ask(page: Page, question: string): Promise<void> {
  await page.bringToFront();
  await reply(page).press('Escape');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Chiedi un consulto' });
  await dialog.getByRole('radio', { name: /Davide Collebruni/ }).check();
  await dialog.getByLabel('Che cosa chiedi').fill(question);
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('a colleague is consulted on a private line while the chat goes on, writes when let, and is given the contact', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const { visitor, other, question } = await begun(page);
  await ask(page, 'Serve il modulo o basta la chat?');
  await expect(strip(page).getByText('Serve il modulo o basta la chat?')).toBeVisible();
  // What stands on the private line does not stand in the thread as well.
  await expect(said(page, 'Serve il modulo o basta la chat?')).toBeHidden();

  await other.bringToFront();
  const offer = other.getByRole('alertdialog', { name: 'Ada Prova' });
  await expect(offer.getByText(/Chiara .* ti chiede un consulto/)).toBeVisible();
  await expect(offer.getByText('Serve il modulo o basta la chat?')).toBeVisible();
  await other.keyboard.press('F2');

  // The consulted agent reads everything and answers on the private line only.
  await expect(strip(other).getByText(/Leggi soltanto/)).toBeVisible();
  await expect(said(other, question)).toBeVisible();
  await expect(reply(other)).toBeHidden();
  await expect(other.getByRole('heading', { name: 'Consulti per te' })).toBeVisible();
  await privateLine(other).fill('Basta la chat, con il codice cliente.');
  await privateLine(other).press('Enter');
  await expect(strip(page).getByText('Basta la chat, con il codice cliente.')).toBeVisible();
  await expect(strip(page).getByText(/risponde da/)).toBeVisible();
  // Wherever Chiara is, her list says that an answer has come.
  const mine = page.getByRole('button', { name: new RegExp(question) });
  await expect(mine.getByText('ha risposto Davide Collebruni')).toBeVisible();

  // The customer meanwhile.
  await reply(page).fill('Un momento, mi informo.');
  await reply(page).press('Control+Enter');
  await expect(panel(visitor).getByText('Un momento, mi informo.')).toBeVisible();
  await visitorBox(visitor).fill('Va bene, aspetto.');
  await visitor.keyboard.press('Enter');
  await expect(said(other, 'Va bene, aspetto.')).toBeVisible();

  await expectAccessible(page, strip(page));
  await showIn(page, 'dark');
  await expectAccessible(page, strip(page));
  await showIn(page, 'light');
  await expectAccessible(other, strip(other));

  // Let to write, both speak to the customer.
  await strip(page)
    .getByRole('checkbox', { name: /può scrivere al cliente/ })
    .check();
  await expect(reply(other)).toBeVisible();
  await reply(other).fill('Buongiorno, seguo anch’io la sua pratica.');
  await reply(other).press('Control+Enter');
  await expect(panel(visitor).getByText('Buongiorno, seguo anch’io la sua pratica.')).toBeVisible();
  await expect(panel(visitor).getByText('Basta la chat, con il codice cliente.')).toHaveCount(0);
  await expect(panel(visitor).getByText('Serve il modulo o basta la chat?')).toHaveCount(0);

  // The contact passes, with everything said on the private line as notes.
  await page.bringToFront();
  await reply(page).press('Escape');
  await page.keyboard.press('v');
  await expect(strip(page)).toBeHidden();
  await expect(reply(page)).toBeHidden();
  await expect(panel(visitor).getByText('Ti risponde Davide C.')).toBeVisible();
  await other.bringToFront();
  await expect(strip(other)).toBeHidden();
  await expect(said(other, 'Basta la chat, con il codice cliente.')).toBeVisible();
  await reply(other).fill('La faccio io.');
  await reply(other).press('Control+Enter');
  await expect(panel(visitor).getByText('La faccio io.')).toBeVisible();
  await wrapUp(other);
});

test('a consult is ended by a key, and the asker is told when the colleague will not answer', async ({
  page,
}) => {
  test.setTimeout(150_000);
  const { other } = await begun(page);
  await ask(page, 'Puoi guardare?');
  await other.bringToFront();
  await expect(other.getByRole('alertdialog', { name: 'Ada Prova' })).toBeVisible();
  await other.keyboard.press('Shift+F2');
  await other
    .getByRole('menuitem', { name: 'Sto finendo un’altra cosa' })
    .or(other.getByRole('menuitem'))
    .first()
    .click();
  await page.bringToFront();
  await expect(strip(page).getByText('Davide Collebruni non può rispondere.')).toBeVisible();
  await expectAccessible(page, strip(page));

  await strip(page).getByRole('button', { name: 'Chiedi di nuovo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Chiedi un consulto' });
  await dialog.getByRole('radio', { name: /Davide Collebruni/ }).check();
  await dialog.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await other.bringToFront();
  await expect(other.getByRole('alertdialog', { name: 'Ada Prova' })).toBeVisible();
  await other.keyboard.press('F2');
  await expect(strip(other)).toBeVisible();

  // C goes to the private line, Esc leaves it, X ends the consult: the contact stays.
  await page.bringToFront();
  await reply(page).press('Escape');
  await page.keyboard.press('c');
  await expect(privateLine(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('x');
  await expect(strip(page).getByText(/è finito/)).toBeVisible();
  await strip(page).getByRole('button', { name: 'Chiudi questo avviso' }).click();
  await expect(strip(page)).toBeHidden();
  await expect(reply(page)).toBeVisible();
  await expect(strip(other)).toBeHidden();
  await wrapUp(page);
});
