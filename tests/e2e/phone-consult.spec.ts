import { chromium, type Browser, type Page } from '@playwright/test';
import { listLegs } from '#contract/contacts.ts';
import { callOfContact } from '#contract/voice.ts';
import { declare, giveWorkBack, stamp } from './support/desk.ts';
import { callDesk, expectHeard, microphoneOf } from './support/phone.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

test.use({ launchOptions: microphoneOf('agent') });

let desk: Awaited<ReturnType<typeof callDesk>>;
let outside: Browser;
let other: Browser;
test.beforeAll(async () => {
  // Who has other work at hand is asked nothing on the telephone.
  await giveWorkBack();
  desk = await callDesk([people.colleague, people.teamMate]);
  outside = await chromium.launch(microphoneOf('caller'));
  other = await chromium.launch(microphoneOf('colleague'));
});
test.afterAll(async () => {
  await outside.close();
  await other.close();
  await desk.restore();
});
test.afterEach(async () => {
  for (const context of [...outside.contexts(), ...other.contexts()]) await context.close();
  await giveWorkBack();
});

const callPanel = (page: Page) => page.getByRole('region', { name: 'Telefonata' });
const together = (page: Page) => page.getByRole('group', { name: 'Chi è nella telefonata' });
async function phoneOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Telefono spento' }).click();
  await page.getByRole('menuitem', { name: 'Accendi il telefono' }).click();
  await expect(page.getByRole('button', { name: 'Telefono acceso' })).toBeVisible();
}

test('a call is consulted about, spoken by three, and handed over: each hears whom they should', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const name = `Ada Consulto ${stamp()}`;
  const caller = await (await outside.newContext({ locale: 'it-IT', baseURL: baseUrl })).newPage();
  await caller.goto(desk.path);
  const colleague = await (
    await other.newContext({ locale: 'it-IT', baseURL: baseUrl, viewport: { width: 1440, height: 900 } })
  ).newPage();
  await signIn(page, people.colleague);
  await phoneOn(page);
  await declare(page, 'Disponibile');
  await caller.getByLabel('Come ti chiami').fill(name);
  await caller.getByRole('button', { name: 'Chiama' }).click();
  await expect(page.getByRole('alertdialog', { name })).toBeVisible();
  await page.keyboard.press('F2');
  await expectHeard(caller, ['agent']);
  const contact = /inbox\/([0-9a-f-]{36})/.exec(page.url())![1]!;

  // Here no number outside can be called, and the dialog says so.
  await page.keyboard.press('t');
  await page.getByRole('tab', { name: 'Numero esterno' }).click();
  await expect(page.getByText("Qui non c'è una linea telefonica")).toBeVisible();
  await page.keyboard.press('Escape');

  await signIn(colleague, people.teamMate);
  await phoneOn(colleague);
  await declare(colleague, 'Disponibile');
  await page.keyboard.press('c');
  await page.getByRole('radio', { name: /^Davide/ }).check();
  await page.getByLabel('Che cosa chiedi').fill('Conosci questa pratica?');
  await page.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await expect(colleague.getByRole('alertdialog', { name })).toBeVisible();
  await colleague.keyboard.press('F2');

  await expect(together(page)).toContainText('Il cliente è in attesa con la musica e non vi sente.');
  await expect(together(colleague)).toContainText('Il cliente è in attesa con la musica');
  await expectHeard(page, ['colleague']);
  await expectHeard(caller, []);
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, callPanel(page));
  }

  await page.keyboard.press('h');
  await expect(together(page)).toContainText('aspetta con la musica');
  await expectHeard(caller, ['agent']);
  await page.keyboard.press('y');
  await expect(together(page)).toContainText('In tre');
  await expectHeard(caller, ['agent', 'colleague']);
  await expectHeard(page, ['caller', 'colleague']);
  await page.keyboard.press('h');
  await expect(together(page)).toContainText('Parli con Davide');
  await page.keyboard.press('v');
  await expectHeard(caller, ['colleague']);
  await expectHeard(colleague, ['caller']);
  await expect(together(page)).toBeHidden();
  await expect(callPanel(colleague).getByRole('button', { name: 'In attesa' })).toBeVisible();
  const legs = (await api(listLegs, { params: { id: contact } })).items;
  expect(legs.map(({ kind, result }) => `${kind} ${result}`)).toEqual(
    expect.arrayContaining(['consult transferred', 'handle transferred_out', 'handle null']),
  );
  await caller.getByRole('button', { name: 'Chiudi la chiamata' }).click();
  await expect
    .poll(async () => (await api(callOfContact, { params: { id: contact } })).call)
    .toMatchObject({ state: 'ended', endedBy: 'customer', parties: [] });
});
