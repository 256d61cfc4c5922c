import type { Page } from '@playwright/test';
import { cancelCallback, getCallback, listCallbacks } from '#contract/callbacks.ts';
import { listContacts } from '#contract/contacts.ts';
import { getCustomer } from '#contract/customers.ts';
import { begin, chatDesk, chatPage, panel } from './support/chat.ts';
import { declare, giveWorkBack, reply, stamp, take } from './support/desk.ts';
import {
  api,
  baseUrl,
  expect,
  expectAccessible,
  people,
  sendMail,
  showIn,
  signIn,
  test,
} from './support/story.ts';

const rules = {
  allowed: true,
  first: 'agent',
  maxAttempts: 3,
  retryMinutes: 30,
  expiresDays: 3,
  ringSeconds: 25,
  machine: 'reached',
  abroad: false,
} as const;

let desk: Awaited<ReturnType<typeof chatDesk>>;
test.beforeAll(async () => {
  desk = await chatDesk([people.colleague], rules);
});
test.afterAll(() => desk.restore());
test.afterEach(giveWorkBack);

const callPanel = (page: Page) => page.getByRole('region', { name: 'Telefonata' });
const entry = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
/** A landline that no other story has given, as people write it, as it is dialled, and as the desk shows it. */
const someNumber = () => {
  const digits = stamp().slice(-6);
  return { typed: `055 ${digits}`, dialled: `+39055${digits}`, shown: `+39 055${digits}` };
};
const theirs = async (dialled: string) => (await api(listCallbacks, { query: { number: dialled } })).items[0];

test.describe.serial('a customer who would rather be called back', () => {
  const name = `Ada Prova ${stamp()}`;
  const number = someNumber();

  test('who waits in a chat asks for it, sees what was promised, and is offered to who serves the queue', async ({
    page,
  }) => {
    const visitor = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
    await visitor.goto(desk.url);
    await begin(visitor, `Voltura ${stamp()}`, { name });
    const ask = async () => {
      await panel(visitor).getByRole('button', { name: 'Altre azioni' }).click();
      await panel(visitor).getByRole('button', { name: 'Richiamatemi', exact: true }).click();
      return panel(visitor).getByLabel('A quale numero ti chiamiamo?');
    };
    // A number that costs more is refused, in words, and the place is kept.
    await (await ask()).fill('899 123456');
    await expectAccessible(visitor, panel(visitor).getByLabel('A quale numero ti chiamiamo?'));
    await panel(visitor).getByRole('button', { name: 'Richiamatemi senza perdere il posto' }).click();
    // At the field, which has the focus; the form stays open.
    const box = panel(visitor).getByLabel('A quale numero ti chiamiamo?');
    await expect(box).toHaveAccessibleDescription(/numero italiano/);
    await expect(box).toBeFocused();
    await expect(panel(visitor).getByRole('alert')).toBeHidden();
    await box.fill(number.typed);
    await visitor.keyboard.press('Enter');
    await expect(
      panel(visitor).getByText(`Ti richiamiamo al numero ${number.dialled} appena tocca a te`),
    ).toBeVisible();
    await expectAccessible(visitor, panel(visitor).getByRole('log'));
    await expect(panel(visitor).getByRole('link', { name: /Vedi a che punto è/ })).toBeVisible();

    await signIn(page, people.colleague);
    await declare(page, 'Disponibile');
    const offer = page.getByRole('alertdialog', { name });
    await expect(offer.getByText('Cliente da richiamare')).toBeVisible();
    await page.keyboard.press('F2');
    await expect(callPanel(page).getByRole('link', { name: `Chiama ${number.shown}` })).toBeVisible();
    await expect(callPanel(page).getByText('Chiesta da chat', { exact: false })).toBeVisible();
    await expect(callPanel(page).getByText('tentativi 0 di 3')).toBeVisible();
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, callPanel(page));
    }

    // No answer, by its key: it waits for its next attempt, in nobody's hands.
    await page.keyboard.press('2');
    await expect(callPanel(page).getByText('tentativi 1 di 3')).toBeVisible();
    await expect(callPanel(page).getByText(/prossimo tentativo/)).toBeVisible();
    const after = (await theirs(number.dialled))!;
    expect(after).toMatchObject({ state: 'open', attempts: 1, lastResult: 'no_answer' });
    expect(after.contact).toMatchObject({ state: 'scheduled', agent: null });
  });

  test('a supervisor finds it among those with a time, gives it another one and cancels it, saying why', async ({
    page,
  }) => {
    await signIn(page, people.supervisor);
    await page.goto(`${baseUrl}/callbacks?view=scheduled`);
    const line = entry(page, name);
    await expect(line.getByText('1 di 3')).toBeVisible();
    await expect(line.getByText('Non risponde')).toBeVisible();
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, line);
    }

    const before = (await theirs(number.dialled))!;
    await line.getByRole('button', { name: `Azioni per ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Cambia orario' }).click();
    const other = page.getByRole('dialog', { name: `Altro orario per ${name}` });
    await other.getByLabel('Quando richiamare').selectOption({ index: 3 });
    // Nobody moves it without a reason.
    await other.getByRole('button', { name: 'Cambia orario' }).click();
    await expect(other.getByLabel('Perché')).toHaveAttribute('aria-invalid', 'true');
    await expectAccessible(page, other);
    await other.getByLabel('Perché').fill('lo ha chiesto al telefono');
    await other.getByRole('button', { name: 'Cambia orario' }).click();
    await expect(other).toBeHidden();
    const moved = (await theirs(number.dialled))!;
    expect(moved.dueAt).not.toBe(before.dueAt);
    expect(moved.contact.state).toBe('scheduled');

    await line.getByRole('button', { name: `Azioni per ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Annulla la richiamata' }).click();
    const cancel = page.getByRole('dialog', { name: `Annulla la richiamata a ${name}` });
    await cancel.getByLabel('Perché').fill('ha risolto da sé');
    await cancel.getByRole('button', { name: 'Annulla la richiamata' }).click();
    await expect(cancel).toBeHidden();
    await expect(line).toBeHidden();
    await page.getByRole('tab', { name: 'Concluse' }).click();
    await expect(entry(page, name).getByText('annullata', { exact: true })).toBeVisible();
    await expect(entry(page, name).getByText('ha risolto da sé')).toBeVisible();
    expect(await api(getCallback, { params: { id: moved.contact.id } })).toMatchObject({
      state: 'cancelled',
      reason: 'ha risolto da sé',
    });
  });
});

test('an agent promises a call from a mail by key, to the number that the customer has, at a time of the queue', async ({
  page,
}) => {
  const subject = `Preventivo ${stamp()}`;
  const number = someNumber();
  await sendMail({ to: 'info', subject, text: 'Mi potete chiamare domani?' });
  await signIn(page, people.colleague);
  await take(page, subject);
  await reply(page).press('Escape');
  const [contact] = (await api(listContacts, { query: { search: subject } })).items;
  const known = await api(getCustomer, { params: { id: contact!.customer } });
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: `Prometti una richiamata a ${known.name}` });
  const box = dialog.getByLabel('Numero da chiamare');
  await expect(box).toBeFocused();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, dialog);
  }
  // What is wrong with a number is said at the number.
  await box.fill('899 123456');
  await dialog.getByLabel('Coda').selectOption({ label: desk.queue.name });
  await dialog.getByRole('button', { name: 'Prometti la richiamata' }).click();
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await box.fill(number.typed);
  await dialog.getByLabel('Quando richiamare').selectOption({ index: 4 });
  await dialog.getByLabel('Di che cosa si tratta').fill('vuole un preventivo per il subentro');
  await dialog.getByRole('button', { name: 'Prometti la richiamata' }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByText(`Richiamata a ${number.shown} promessa per`, { exact: false }).first(),
  ).toBeVisible();
  const made = (await theirs(number.dialled))!;
  expect(made).toMatchObject({
    state: 'open',
    via: 'desk',
    note: 'vuole un preventivo per il subentro',
    contact: { state: 'scheduled', customer: contact!.customer, queueName: desk.queue.name },
  });
  expect(made.wantedAt).not.toBeNull();
  await api(cancelCallback, { params: { id: made.contact.id }, body: { why: 'fine della prova' } });
});

test('who finds the chat closed asks to be called back at a time of the queue, and reads when it will be', async ({
  page,
}) => {
  const number = someNumber();
  const name = `Ada Chiusa ${stamp()}`;
  // Open for one minute a week, on a day that is not today in Rome or anywhere near.
  const far = ((new Date().getUTCDay() + 2) % 7) + 1;
  const address = await chatPage([{ weekday: far, opens: '03:00', closes: '03:01' }], desk.queue.id);
  await page.goto(address);
  await page.getByRole('button', { name: /Apri la chat/ }).click();
  await panel(page).getByRole('button', { name: 'Preferisci essere richiamato?' }).click();
  await expect(panel(page).getByLabel('Nome e cognome')).toBeFocused();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, panel(page).getByLabel('A quale numero ti chiamiamo?'));
  }
  await panel(page).getByLabel('Nome e cognome').fill(name);
  await panel(page).getByLabel('A quale numero ti chiamiamo?').fill('899 123456');
  await panel(page).getByLabel('Quando ti chiamiamo?').selectOption({ index: 3 });
  await panel(page).getByRole('button', { name: 'Richiamatemi' }).click();
  await expect(panel(page).getByLabel('A quale numero ti chiamiamo?')).toHaveAccessibleDescription(
    /numero italiano/,
  );
  await expect(panel(page).getByRole('alert')).toBeHidden();
  await panel(page).getByLabel('A quale numero ti chiamiamo?').fill(number.typed);
  await panel(page).getByRole('button', { name: 'Richiamatemi' }).click();
  await expect(panel(page).getByText(`Ti richiamiamo al numero ${number.dialled}:`)).toBeVisible();
  const made = (await theirs(number.dialled))!;
  expect(made).toMatchObject({
    via: 'chat',
    contact: { state: 'scheduled', customerName: name, queueName: desk.queue.name },
  });
  expect(made.wantedAt).not.toBeNull();

  // Their own page: another time, chosen from the list, then no call at all.
  const opened = page.context().waitForEvent('page');
  await panel(page)
    .getByRole('link', { name: /Vedi a che punto è/ })
    .click();
  const own = await opened;
  const faults: string[] = [];
  own.on('pageerror', (error) => faults.push(error.message));
  await expect(own.getByRole('heading', { level: 1, name: 'La tua richiamata' })).toBeVisible();
  await expect(own.getByText(`al numero che finisce con ${number.dialled.slice(-3)}.`)).toBeVisible();
  await expect(own.getByText(number.dialled)).toBeHidden();
  for (const colorScheme of ['light', 'dark'] as const) {
    await own.emulateMedia({ colorScheme });
    await expectAccessible(own, own.getByRole('button', { name: 'Annulla la richiamata' }));
  }
  // Nothing chosen is said at the list.
  await own.getByRole('button', { name: 'Cambia momento' }).click();
  await expect(own.getByLabel('Quando ti chiamiamo?')).toHaveAccessibleDescription(/Scegli un momento/);
  await expect(own.getByLabel('Quando ti chiamiamo?')).toBeFocused();
  await own.getByLabel('Quando ti chiamiamo?').selectOption({ index: 5 });
  await own.getByRole('button', { name: 'Cambia momento' }).click();
  await expect(own.getByText('Fatto. Il nuovo momento è qui sopra.')).toBeVisible();
  const moved = (await theirs(number.dialled))!;
  expect(moved.dueAt).not.toBe(made.dueAt);
  // In Arabic it reads from the right; the page keeps where it is.
  await own.getByLabel('Lingua').selectOption('ar');
  await expect(own.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(own.getByRole('heading', { level: 1, name: 'معاودة الاتصال بك' })).toBeVisible();
  await expectAccessible(own, own.getByRole('combobox').first());
  await own.getByRole('combobox').first().selectOption('it');
  await own.getByRole('button', { name: 'Annulla la richiamata' }).focus();
  await own.keyboard.press('Enter');
  await expect(own.getByRole('button', { name: 'No, resta così' })).toBeFocused();
  await own.keyboard.press('Tab');
  await own.keyboard.press('Enter');
  await expect(own.getByText('La richiamata è annullata: non ti chiamiamo.')).toBeVisible();
  await expect(own.getByRole('button')).toHaveCount(0);
  expect(await theirs(number.dialled)).toMatchObject({ state: 'cancelled', reason: 'customer' });
  // Old, and wrong: words, no fault of the page.
  await own.reload();
  await expect(own.getByText('La richiamata è annullata: non ti chiamiamo.')).toBeVisible();
  await own.goto(`${baseUrl}/callback?lang=it#${'0'.repeat(64)}`);
  await expect(own.getByRole('heading', { level: 1, name: 'Questo link non apre niente' })).toBeVisible();
  await expectAccessible(own, own.getByRole('heading', { level: 1 }));
  expect(faults).toEqual([]);
  await own.close();
});
