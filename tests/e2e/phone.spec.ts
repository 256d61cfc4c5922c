import { chromium, type Browser, type Page } from '@playwright/test';
import { callOfContact } from '#contract/voice.ts';
import { declare, giveWorkBack, stamp } from './support/desk.ts';
import { answeredBy, callDesk, expectHeard, heardIn, microphoneOf } from './support/phone.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

test.use({ launchOptions: microphoneOf('agent') });

let desk: Awaited<ReturnType<typeof callDesk>>;
let outside: Browser;
test.beforeAll(async () => {
  // Who has work of the demo in hand is offered no call beside it.
  await giveWorkBack();
  desk = await callDesk([people.colleague]);
  outside = await chromium.launch(microphoneOf('caller'));
});
test.afterAll(async () => {
  await outside.close();
  await desk.restore();
});
test.afterEach(async () => {
  for (const context of outside.contexts()) await context.close();
  await giveWorkBack();
});

/** The page of a caller, in a browser of their own. */
async function callPage(language = 'it-IT'): Promise<Page> {
  const context = await outside.newContext({ locale: language, baseURL: baseUrl });
  const page = await context.newPage();
  await page.goto(desk.path);
  return page;
}
const callPanel = (page: Page) => page.getByRole('region', { name: 'Telefonata' });

async function phoneOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Telefono spento' }).click();
  await page.getByRole('menuitem', { name: 'Accendi il telefono' }).click();
  await expect(page.getByRole('button', { name: 'Telefono acceso' })).toBeVisible();
}

test('a call from the browser waits, is answered with the telephone in the desk, held, muted, and ended by either side', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const name = `Ada Voce ${stamp()}`;
  const caller = await callPage();
  await expect(caller.getByRole('heading', { name: desk.name })).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await caller.emulateMedia({ colorScheme: scheme });
    await expectAccessible(caller, caller.getByRole('button', { name: 'Chiama' }));
  }
  await signIn(page, people.colleague);
  await phoneOn(page);
  await caller.getByLabel('Come ti chiami').fill(name);
  await caller.getByRole('button', { name: 'Chiama' }).click();
  await expect(caller.getByText(/^Sei in attesa/)).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await caller.emulateMedia({ colorScheme: scheme });
    await expectAccessible(caller, caller.getByRole('button', { name: 'Chiudi la chiamata' }));
  }
  // The own voice is seen; nobody hears it yet.
  await expect
    .poll(() =>
      caller
        .getByLabel('Volume della tua voce')
        .evaluate((one) => (one as unknown as { value: number }).value),
    )
    .toBeGreaterThan(0.2);
  expect(await heardIn(page)).toEqual([]);

  await declare(page, 'Disponibile');
  await expect(page.getByRole('alertdialog', { name })).toBeVisible();
  await page.keyboard.press('F2');
  await expect(caller.getByText('Stai parlando con noi')).toBeVisible();
  await expectHeard(page, ['caller']);
  await expectHeard(caller, ['agent']);
  await expect(callPanel(page)).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, callPanel(page));
  }

  await callPanel(page).getByRole('button', { name: 'In attesa' }).click();
  await expect(caller.getByText('Ti abbiamo messo in attesa un momento')).toBeVisible();
  await expectHeard(page, []);
  await expectHeard(caller, []);
  await callPanel(page).getByRole('button', { name: 'Riprendi' }).click();
  await expectHeard(caller, ['agent']);

  await page.getByRole('button', { name: 'Spegni il microfono' }).click();
  await expectHeard(caller, []);
  await expectHeard(page, ['caller']);
  await page.getByRole('button', { name: 'Riaccendi il microfono' }).click();
  await caller.getByRole('button', { name: 'Spegni il microfono' }).click();
  await expect(caller.getByText('Il tuo microfono è spento')).toBeVisible();
  await expectHeard(page, []);
  await caller.getByRole('button', { name: 'Riaccendi il microfono' }).click();
  await expectHeard(page, ['caller']);

  // By a key of the keyboard, and by the pad.
  await caller.getByRole('button', { name: 'Tastiera' }).click();
  await caller.getByRole('button', { name: 'Tasto 5' }).click();
  await expectAccessible(caller, caller.getByRole('group', { name: 'Tastiera' }));
  await caller.getByRole('button', { name: 'Chiudi la chiamata' }).click();
  await expect(caller.getByText('Hai chiuso la chiamata.')).toBeVisible();
  const contact = /inbox\/([0-9a-f-]{36})/.exec(page.url())![1]!;
  await expect
    .poll(async () => (await api(callOfContact, { params: { id: contact } })).call)
    .toMatchObject({ state: 'ended', endedBy: 'customer', cause: 'hung_up' });
  // The line stays up for the next call.
  await expect(page.getByRole('button', { name: 'Telefono acceso' })).toBeVisible();
});

test('a flow answers: the caller reads what is said, presses a key, and the agent who takes over has the story', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const end = await answeredBy(desk.queue);
  try {
    const caller = await callPage();
    await caller.getByLabel('Come ti chiami').fill(`Ada Menu ${stamp()}`);
    await caller.getByRole('button', { name: 'Chiama' }).click();
    await expect(caller.getByText('Ti risponde il servizio automatico')).toBeVisible();
    const said = caller.getByRole('log', { name: 'Che cosa ti diciamo' });
    await expect(said).toContainText('Che cosa le serve?');
    await expect(said).toContainText('un guasto');
    // Who is asked for a key has the keys before them.
    await expect(caller.getByRole('group', { name: 'Tastiera' })).toBeVisible();
    for (const scheme of ['light', 'dark'] as const) {
      await caller.emulateMedia({ colorScheme: scheme });
      await expectAccessible(caller, said);
    }
    await caller.getByRole('button', { name: 'Tasto 2' }).click();
    await expect(caller.getByText(/^Sei in attesa/)).toBeVisible();
    await signIn(page, people.colleague);
    await phoneOn(page);
    await declare(page, 'Disponibile');
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await page.keyboard.press('F2');
    await expect(caller.getByText('Stai parlando con noi')).toBeVisible();
    await expectHeard(caller, ['agent']);
    const story = page.getByRole('region', { name: 'Prima di lei: il percorso automatico' });
    await expect(story).toContainText('un guasto');
    // What was said stays to be read.
    await expect(said).toContainText('Che cosa le serve?');
    await caller.getByRole('button', { name: 'Chiudi la chiamata' }).click();
    await expect(caller.getByText('Hai chiuso la chiamata.')).toBeVisible();
  } finally {
    await end();
  }
});

test('the agent ends a call, and its caller reads so', async ({ page }) => {
  const name = `Ada Fine ${stamp()}`;
  await signIn(page, people.colleague);
  await phoneOn(page);
  await declare(page, 'Disponibile');
  const caller = await callPage('en-GB');
  await caller.getByLabel('Your name').fill(name);
  await caller.getByRole('button', { name: 'Call' }).click();
  await expect(page.getByRole('alertdialog', { name })).toBeVisible();
  await page.keyboard.press('F2');
  await expectHeard(caller, ['agent']);
  await page
    .getByRole('main', { name: 'Conversazione' })
    .getByRole('button', { name: /^Chiudi/ })
    .click();
  await expect(caller.getByText('The person who answered you has ended the call.')).toBeVisible();
  await expect(caller.getByRole('button', { name: 'Call again' })).toBeVisible();
});

test('a desk that is closed in mid-call gives the caller their place back', async ({ page }) => {
  const name = `Ada Persa ${stamp()}`;
  await signIn(page, people.colleague);
  await phoneOn(page);
  await declare(page, 'Disponibile');
  const caller = await callPage();
  await caller.getByLabel('Come ti chiami').fill(name);
  await caller.getByRole('button', { name: 'Chiama' }).click();
  await expect(page.getByRole('alertdialog', { name })).toBeVisible();
  await page.keyboard.press('F2');
  await expectHeard(caller, ['agent']);
  await page.close();
  await expect(caller.getByText(/^Sei in attesa/)).toBeVisible({ timeout: 30_000 });
  await caller.getByRole('button', { name: 'Chiudi la chiamata' }).click();
});

test('a browser that gives no microphone is told why, in words', async () => {
  const refusing = await outside.newContext({ locale: 'it-IT', baseURL: baseUrl });
  await refusing.addInitScript(
    `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))`,
  );
  const page = await refusing.newPage();
  await page.goto(desk.path);
  await page.getByRole('button', { name: 'Chiama' }).click();
  await expect(page.getByRole('alert')).toHaveText(/non ci dà il microfono/);
  await page.goto('/call/00000000-0000-4000-8000-000000000000');
  await expect(page.getByRole('heading', { name: 'Questo indirizzo non chiama nessuno' })).toBeVisible();
});

test('the telephone of the desk is tried, remembers its devices, and says what is not there', async ({
  page,
}) => {
  await signIn(page, people.colleague);
  const open = async () => {
    await page.getByRole('button', { name: /^Telefono/ }).click();
    await page.getByRole('menuitem', { name: 'Impostazioni del telefono' }).click();
    const dialog = page.getByRole('dialog', { name: 'Impostazioni del telefono' });
    await expect(dialog).toBeVisible();
    return dialog;
  };
  let dialog = await open();
  const level = dialog.getByRole('meter');
  await expect.poll(async () => Number(await level.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, dialog);
  }
  await dialog.getByRole('button', { name: 'Registra e riascolta' }).click();
  await expect(dialog.getByText('Fatto. Se ti sei sentito bene, il microfono va.')).toBeVisible();
  const microphone = dialog.getByLabel('Si parla in');
  const [, first] = await microphone.locator('option').allTextContents();
  await microphone.selectOption({ label: first! });
  await dialog.getByLabel("Togli l'eco dell'altoparlante").uncheck();
  await dialog.getByRole('button', { name: 'Chiudi' }).last().click();

  // Remembered by the browser, also one that is not plugged in any more.
  await page.evaluate(`localStorage.setItem('filo.phone', JSON.stringify({
    ...JSON.parse(localStorage.getItem('filo.phone')), speaker: { id: 'gone', name: 'Cuffie di ieri' },
  }))`);
  await page.reload();
  dialog = await open();
  await expect(dialog.getByLabel('Si parla in').locator('option:checked')).toHaveText(first!);
  await expect(dialog.getByLabel("Togli l'eco dell'altoparlante")).not.toBeChecked();
  await expect(dialog.getByText('«Cuffie di ieri» non è collegato')).toBeVisible();
  await dialog.getByRole('button', { name: 'Chiudi' }).last().click();

  // Each reason for which there is no microphone has its own words.
  for (const [name, words] of [
    ['NotAllowedError', /non ci dà il microfono/],
    ['NotFoundError', /Non c'è nessun microfono/],
    ['NotReadableError', /usato da un altro programma/],
  ] as const) {
    await page.evaluate(
      `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '${name}'))`,
    );
    dialog = await open();
    await expect(dialog.getByText(words)).toBeVisible();
    await dialog.getByRole('button', { name: 'Chiudi' }).last().click();
  }
});
