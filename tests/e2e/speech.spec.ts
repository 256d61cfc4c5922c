import type { Page } from '@playwright/test';
import { choosePromptVersion, getSpeech, listPrompts, removeProvider } from '#contract/speech.ts';
import { speechDouble, type SpeechDouble } from '#tests/support/speech-double.ts';
import { api, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// The browser has a microphone of its own making: it beeps.
test.use({
  permissions: ['microphone'],
  launchOptions: async ({ launchOptions }, give) => {
    await give({
      ...launchOptions,
      args: [
        ...(launchOptions.args ?? []),
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
      ],
    });
  },
});

const section = async (page: Page, name: string) => {
  await page.getByRole('link', { name: 'Amministrazione' }).click();
  await page
    .getByRole('navigation', { name: 'Amministrazione' })
    .getByRole('link', { name, exact: true })
    .click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
};
const promptOf = async (key: string) =>
  (await api(listPrompts, { query: { language: 'fr' } })).items.find((one) => one.key === key)!;
const asShipped = (key: string) =>
  api(choosePromptVersion, { params: { key, language: 'fr' }, body: { version: null } });

test.afterEach(() => asShipped('closed'));

test('the administrator records a prompt in the browser, listens, saves it, and goes back to the shipped one', async ({
  page,
}) => {
  const text = 'Nos bureaux sont actuellement fermés.';
  await signIn(page, people.administrator);
  await section(page, 'Messaggi vocali');
  await page.getByLabel('Lingua').selectOption('fr');
  const row = page.getByRole('row').filter({ hasText: text });
  await row.getByRole('button', { name: `Ascolta: ${text}` }).click();
  await expect(row.getByRole('button', { name: `Ferma: Ascolta: ${text}` })).toBeVisible();
  await row.getByRole('button', { name: text, exact: true }).click();
  const pane = page.getByRole('complementary', { name: text });
  for (const theme of ['dark', 'light'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, pane);
  }
  await pane.getByRole('button', { name: 'Registra', exact: true }).click();
  // Long enough for a beep.
  await expect(pane.getByRole('timer')).toHaveText('0:02');
  await pane.getByRole('button', { name: 'Ferma', exact: true }).click();
  await pane.getByRole('button', { name: 'Riascolta' }).click();
  await pane.getByLabel('Nota').fill('voce di prova');
  await expectAccessible(page, pane);
  await pane.getByRole('button', { name: 'Salva e usa' }).click();
  await expect(pane.getByText('in uso')).toBeVisible();
  await expect(pane.getByText(/registrato · .* · voce di prova/).first()).toBeVisible();
  await expect(row.getByText("dell'organizzazione")).toBeVisible();
  expect((await promptOf('closed')).from).toBe('organisation');
  await pane.getByRole('button', { name: 'Togli il suono proprio' }).click();
  await expect(row.getByText('di serie')).toBeVisible();
  expect((await promptOf('closed')).from).toBe('shipped');
  // Esc closes, the focus is where it was.
  await page.keyboard.press('Escape');
  await expect(pane).toBeHidden();
});

test('a file of any kind the browser reads replaces a prompt; one that is no sound is refused in words', async ({
  page,
}) => {
  const text = 'Veuillez réessayer.';
  await signIn(page, people.administrator);
  await section(page, 'Messaggi vocali');
  await page.getByLabel('Lingua').selectOption('fr');
  await page.getByLabel('Cerca nel testo').fill('reessayer');
  await page.getByRole('row').getByRole('button', { name: text, exact: true }).click();
  const pane = page.getByRole('complementary', { name: text });
  const choose = async (file: { name: string; mimeType: string; buffer: Buffer }) => {
    const chooser = page.waitForEvent('filechooser');
    await pane.getByRole('button', { name: 'Carica un file' }).click();
    await (await chooser).setFiles(file);
  };
  await choose({ name: 'nota.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('not a sound') });
  await expect(pane.getByRole('alert')).toHaveText('Il browser non sa leggere questo file come suono.');
  const double = await speechDouble();
  try {
    // A second of a tone at 24,000 samples a second.
    const said = await fetch(`${double.url}/audio/speech`, {
      method: 'POST',
      body: JSON.stringify({ input: 'un suono di prova' }),
    });
    await choose({
      name: 'voce.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.from(await said.arrayBuffer()),
    });
    await pane.getByRole('button', { name: 'Salva e usa' }).click();
    await expect(pane.getByText(/caricato · 0,/).first()).toBeVisible();
    expect(await promptOf('try-again')).toMatchObject({ from: 'organisation' });
  } finally {
    await asShipped('try-again');
    await double.stop();
  }
});

test.describe('a voice of a service', () => {
  let double: SpeechDouble;
  test.beforeEach(async () => {
    double = await speechDouble();
  });
  test.afterEach(async () => {
    for (const one of (await api(getSpeech)).providers)
      if (one.baseUrl === double.url) await api(removeProvider, { params: { id: one.id } });
    await double.stop();
  });

  test('is added, tried and put first; what is wrong with it is said in words', async ({ page }) => {
    await signIn(page, people.administrator);
    await section(page, 'Voci e trascrizione');
    await page.getByRole('button', { name: 'Aggiungi una voce' }).click();
    const dialog = page.getByRole('dialog', { name: 'Aggiungi una voce' });
    await dialog.getByLabel('Nome').fill('Voce di prova');
    await dialog.getByLabel('Indirizzo').fill(double.url);
    await dialog.getByLabel('Modello').fill('modello');
    await dialog.getByRole('button', { name: 'Salva' }).click();
    await expect(dialog.getByText('Una voce per almeno una lingua.')).toBeVisible();
    await dialog.getByLabel('italiano').fill('paola');
    await dialog.getByLabel('Chiave').fill('una-chiave-inventata');
    await expectAccessible(page, dialog);
    await dialog.getByRole('button', { name: 'Salva' }).click();
    await expect(dialog).toBeHidden();
    const row = page.getByRole('listitem').filter({ hasText: 'Voce di prova' });
    await expect(row).toContainText('mai provato');
    await row.getByRole('button', { name: 'Interpella prima Voce di prova' }).click();
    await expect(page.getByRole('list', { name: 'Voci' }).getByRole('listitem').first()).toContainText(
      'Voce di prova',
    );
    await row.getByRole('button', { name: 'Prova Voce di prova' }).click();
    const trial = page.getByRole('dialog', { name: 'Prova Voce di prova' });
    await trial.getByRole('button', { name: 'Fai parlare' }).click();
    await expect(trial.getByText(/in \d+ ms/)).toBeVisible();
    expect(double.asked.at(-1)?.authorization).toBe('Bearer una-chiave-inventata');
    double.fault = 'refuses the key';
    await trial.getByRole('button', { name: 'Fai parlare' }).click();
    await expect(trial.getByText(/answered 401: the key is not accepted/)).toBeVisible();
    await trial.getByRole('button', { name: 'Chiudi' }).last().click();
    await expect(row).toContainText('non risponde');
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, row);
    }
    // The key is not shown to whoever changes it.
    await row.getByRole('button', { name: 'Modifica Voce di prova' }).click();
    await expect(page.getByLabel('Chiave')).toHaveValue('');
  });
});
