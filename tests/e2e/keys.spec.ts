import type { Page } from '@playwright/test';
import { begin, chatDesk, panel } from './support/chat.ts';
import {
  contactAbout,
  declare,
  giveWorkBack,
  mailDesk,
  reply,
  stamp,
  take,
  thread,
  wrapUp,
} from './support/desk.ts';
import { baseUrl, expect, people, sendMail, signIn, test } from './support/story.ts';

test.afterEach(giveWorkBack);

const focused = (page: Page) => page.locator(':focus');
const log = (page: Page) => page.getByRole('log', { name: 'Messaggi' });

test('an accepted mail has the focus in its answer, and a screen reader is told whose it is', async ({
  page,
}) => {
  const restore = await mailDesk([people.colleague]);
  await signIn(page, people.colleague);
  await sendMail({ to: 'info', subject: `Autolettura ${stamp()}`, text: 'La lettura è 1234.' });
  await declare(page, 'Disponibile');
  const offer = page.getByRole('alertdialog');
  const name = await offer.getByRole('heading').innerText();
  await page.keyboard.press('F2');
  await expect(reply(page)).toBeFocused();
  await expect(page.getByText(`${name}: contatto preso in carico, puoi rispondere.`)).toBeAttached();
  await page.keyboard.type('Grazie della lettura.');
  await expect(reply(page)).toContainText('Grazie della lettura.');
  await declare(page, 'Fuori servizio');
  await restore();
});

test('an accepted chat has the focus in its answer at once, also from the middle of another one', async ({
  page,
}) => {
  const subject = `Prima ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Una domanda.' });
  const { url, restore } = await chatDesk([people.colleague]);
  try {
    await signIn(page, people.colleague);
    await take(page, subject);
    await expect(reply(page)).toBeFocused();
    await page.keyboard.type('Metà di una risp');
    await expect(page.getByText('bozza salvata')).toBeVisible();
    const visitor = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
    await visitor.goto(url);
    await begin(visitor, 'Siete aperti oggi?');
    await declare(page, 'Disponibile');
    await expect(page.getByRole('alertdialog')).toContainText('Ada Prova');
    await page.keyboard.press('F2');
    await expect(thread(page).getByRole('article').getByText('Siete aperti oggi?')).toBeVisible();
    await expect(reply(page)).toBeFocused();
    await page.keyboard.type('Sì, fino alle 18.');
    await page.keyboard.press('Control+Enter');
    await expect(panel(visitor).getByText('Sì, fino alle 18.')).toBeVisible();
    // What was half written elsewhere is still there, and comes next.
    await wrapUp(page);
    await expect(thread(page).getByRole('heading', { name: subject })).toBeVisible();
    await expect(reply(page)).toContainText('Metà di una risp');
    await visitor.close();
  } finally {
    await restore();
  }
});

test('every key of the sheet does what the sheet says', async ({ page }) => {
  const subject = `Tasti ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Una domanda sui tasti.' });
  await signIn(page, people.agent);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Scorciatoie da tastiera' });
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await take(page, subject);
  await expect(reply(page)).toBeFocused();
  // Single keys are letters while one writes; Esc leaves the box.
  await page.keyboard.type('jkre?');
  await expect(reply(page)).toContainText('jkre?');
  await page.keyboard.press('Escape');
  await expect(log(page)).toBeFocused();

  await page.keyboard.press('r');
  await expect(reply(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  const note = page.getByRole('textbox', { name: 'Nota interna' });
  await expect(note).toBeFocused();
  await page.keyboard.type('Da sapere');
  await page.keyboard.press('Control+Enter');
  await expect(thread(page).getByText('Da sapere')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(reply(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(log(page)).toBeFocused();

  await page.keyboard.press('/');
  await expect(page.getByRole('listbox')).toBeVisible();
  // The first Esc is the menu's, the second the box's.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
  await expect(reply(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(log(page)).toBeFocused();

  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('a')]);
  expect(chooser.isMultiple()).toBe(true);
  for (const [key, dialog] of [
    ['t', 'Trasferisci il contatto'],
    ['p', 'Pratica'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: dialog })).toBeHidden();
  }
  await page.keyboard.press('.');
  await expect(page.getByRole('menuitem', { name: 'Copia il numero' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitem', { name: 'Copia il numero' })).toBeHidden();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /Cerca/ })).toBeFocused();
  await page.keyboard.press('Escape');

  for (const [keys, path] of [
    ['go', '/contacts'],
    ['gp', '/cases'],
    ['gc', '/customers'],
    ['gi', '/inbox'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForURL(`${baseUrl}${path}`);
    if (path !== '/customers') continue;
    // That page is a search and has the focus in it: letters are letters there, and Esc leaves it.
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('searchbox')).not.toBeFocused();
  }

  await page.getByRole('tab', { name: /In coda/ }).click();
  const list = page.getByRole('region', { name: /coda/ });
  await expect(list.locator('[data-contact]').first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(focused(page)).toHaveAttribute('data-contact', /.+/);
  const second = await focused(page).getAttribute('data-contact');
  await page.keyboard.press('k');
  await expect(list.locator(`[data-contact="${second}"]`)).not.toBeFocused();
  await page.keyboard.press('j');
  await expect(list.locator(`[data-contact="${second}"]`)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${baseUrl}/inbox/${second}`);

  // Ending by the keyboard alone: E, a number for the outcome, and the keys of the form.
  const mine = (await contactAbout(subject))!;
  await page.goto(`${baseUrl}/inbox/${mine.id}`);
  await expect(log(page)).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { name: 'Esito del contatto' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('group', { name: 'Esito' }).getByRole('button').first()).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  // The classification comes next; while its box is empty, a number still chooses the outcome.
  const box = page.getByRole('combobox', { name: 'Classificazione' });
  await expect(box).toBeFocused();
  await page.keyboard.press('2');
  await expect(page.getByRole('group', { name: 'Esito' }).getByRole('button').nth(1)).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.type('contatore');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(focused(page)).toHaveText(/^Classificazione: /);
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await contactAbout(subject))?.state).toBe('closed');
});

test('the key that declines asks why, and what was declined waits for somebody else', async ({ page }) => {
  const restore = await mailDesk([people.colleague]);
  await signIn(page, people.colleague);
  await sendMail({ to: 'info', subject: `Da rifiutare ${stamp()}`, text: 'Una domanda.' });
  await declare(page, 'Disponibile');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Shift+F2');
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await declare(page, 'Fuori servizio');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await restore();
});

test('R takes whoever waits, and the answer is ready to be written', async ({ page }) => {
  const subject = `Da prendere ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Una domanda.' });
  const find = async () => (await contactAbout(subject))?.id;
  await expect.poll(find).toBeDefined();
  await signIn(page, people.agent);
  await page.goto(`${baseUrl}/inbox/${await find()}`);
  await expect(page.getByRole('button', { name: 'Prendi in carico' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(reply(page)).toBeFocused();
});

test('the palette offers only what can be done, and looks further where nothing is found', async ({
  page,
}) => {
  await signIn(page, people.agent);
  await page.goto(`${baseUrl}/cases`);
  await expect(page.getByRole('heading', { name: 'Pratiche' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: /Cerca/ });
  const option = (name: string | RegExp) => page.getByRole('dialog').getByRole('option', { name });
  await expect(option(/^Posta/)).toBeVisible();
  await expect(option('Formazione')).toBeVisible();
  await expect(option('Trasferisci')).toHaveCount(0);
  await expect(option('Amministrazione')).toHaveCount(0);
  await box.fill('qwxzj');
  await expect(page.getByText('Nessun risultato.')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/contacts\?search=%?.*qwxzj/);
});

test('a menu that arrives while its button is held down opens, as one that is there', async ({ page }) => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(/account-menu-/, async (route) => {
    await held;
    await route.continue();
  });
  await signIn(page, people.agent);
  const button = page.getByRole('button', { name: /menu personale/ });
  await button.hover();
  await page.mouse.down();
  const arrived = page.waitForResponse(/account-menu-/);
  letGo();
  await (await arrived).finished();
  await page.mouse.up();
  await expect(page.getByRole('menuitem', { name: 'Profilo e preferenze' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
});
