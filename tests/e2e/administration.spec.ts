import type { Page } from '@playwright/test';
import { acceptRaw, listQuarantine } from '#contract/email.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { getOrganisation, updateOrganisation } from '#contract/organisation.ts';
import { listQueues } from '#contract/routing.ts';
import { another, giveWorkBack, stamp } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, people, signIn, test, token } from './support/story.ts';

const section = async (page: Page, name: string) => {
  await page.getByRole('link', { name: 'Amministrazione' }).click();
  await page
    .getByRole('navigation', { name: 'Amministrazione' })
    .getByRole('link', { name, exact: true })
    .click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
};
const save = (page: Page) => page.getByRole('complementary').getByRole('button', { name: /^Salva/ });
const entry = (page: Page, text: string) =>
  page.getByRole('table').getByRole('row').filter({ hasText: text }).first();

test.afterEach(giveWorkBack);

test('the administrator adds a person: faults are said at their fields, and the person signs in', async ({
  page,
}) => {
  const name = `Vera Provana ${stamp()}`;
  const email = `vera.${stamp()}@acqueeluce.example.org`;
  await signIn(page, people.administrator);
  await section(page, 'Personale');
  await page.getByRole('button', { name: 'Nuova persona' }).click();
  const pane = page.getByRole('complementary', { name: 'Nuova persona' });
  await pane.getByLabel('Nome e cognome').fill(name);
  await pane.getByLabel('Nome pubblico').fill('Vera P.');
  await pane.getByLabel('E-mail').fill('non è un indirizzo');
  await pane.getByLabel('Password').fill('corta');
  await save(page).click();
  await expect(pane.getByLabel('E-mail')).toHaveAccessibleDescription(/Non è un indirizzo e-mail/);
  await expect(pane.getByLabel('Password')).toHaveAccessibleDescription(/Almeno 10 caratteri/);
  await expectAccessible(page, pane);
  await pane.getByLabel('E-mail').fill(people.agent);
  await pane.getByLabel('Password').fill('vera-prova-2026');
  await save(page).click();
  await expect(pane.getByLabel('E-mail')).toHaveAccessibleDescription(/È già in uso/);
  await pane.getByLabel('E-mail').fill(email);
  await pane.getByRole('button', { name: 'Aggiungi ruolo' }).click();
  await pane.getByLabel('Ruolo 1', { exact: true }).selectOption({ label: 'Operatore' });
  await save(page).click();
  await expect(entry(page, name)).toBeVisible();

  const vera = await another(page, email, 'vera-prova-2026');
  await expect(vera.getByRole('link', { name: 'Posta' })).toBeVisible();
});

test('the administrator changes how long a queue offers, within what is sensible', async ({ page }) => {
  await signIn(page, people.administrator);
  await section(page, 'Code');
  await entry(page, 'Luce e gas').getByRole('button').click();
  const pane = page.getByRole('complementary', { name: 'Luce e gas' });
  await pane.getByRole('tab', { name: 'Proposte' }).click();
  const seconds = pane.getByLabel('Proposta, Chat');
  const before = await seconds.inputValue();
  await seconds.fill('2');
  await save(page).click();
  await expect(seconds).toHaveAttribute('aria-invalid', 'true');
  await seconds.fill(before === '40' ? '41' : '40');
  await save(page).click();
  await expect(pane.getByText('Salvato')).toBeVisible();
  const after = (await api(listQueues)).items.find(({ name }) => name === 'Luce e gas')!;
  expect(after.offerSeconds['chat']).toBe(before === '40' ? 41 : 40);
  await seconds.fill(before);
  await save(page).click();
  await expect(pane.getByText('Salvato')).toBeVisible();
});

test('a mail that cannot be filed stands in the quarantine with its reason and its text, and is tried again', async ({
  page,
}) => {
  const [point] = (await api(listEntryPoints, { query: { channel: 'email' } })).items;
  const held = (await api(listQuarantine)).items.length;
  const rubbish = `questa non è una mail ${stamp()}`;
  const answer = await fetch(`${baseUrl}${acceptRaw.path}?entryPoint=${point!.id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'message/rfc822' },
    body: rubbish,
  });
  expect(answer.status).toBe(202);
  await expect.poll(async () => (await api(listQuarantine)).items.length).toBe(held + 1);
  await signIn(page, people.administrator);
  await section(page, 'Quarantena');
  await page.getByRole('table').getByRole('row').nth(1).getByRole('button').click();
  const pane = page.getByRole('complementary', { name: 'E-mail in quarantena' });
  await expect(pane.getByLabel('Testo originale')).toContainText(rubbish);
  await expect(pane.getByText(/senza (intestazioni|mittente)/).first()).toBeVisible();
  await expectAccessible(page, pane);
  await pane.getByRole('button', { name: 'Riprova' }).click();
  await expect(page.getByText(/Ancora in quarantena/)).toBeVisible();
  await expect(pane.getByText('Tentativi').locator('xpath=following::dd[1]')).toHaveText('2');
});

test('the administrator makes a plan by keyboard, reads it in words, and gives it to a queue', async ({
  page,
}) => {
  const name = `Piano ${stamp()}`;
  await signIn(page, people.administrator);
  await section(page, 'Piani di smistamento');
  await page.getByRole('button', { name: 'Nuovo piano' }).click();
  const pane = page.getByRole('complementary', { name: 'Nuovo piano' });
  await pane.getByLabel('Nome').fill(name);
  const step = (number: number) => pane.getByRole('listitem').nth(number - 1);
  await step(1).getByLabel('Durata, secondi').fill('45');
  await pane.getByRole('button', { name: 'Aggiungi passo' }).press('Enter');
  await step(2).getByLabel('Quale, condizione 1').selectOption({ label: 'Inglese' });
  await step(2).getByLabel('Livello minimo, condizione 1').selectOption('4');
  await step(2).getByRole('button', { name: 'oppure…' }).press('Enter');
  await step(2).getByLabel('Di che si tratta, condizione 2').selectOption({ label: 'squadra' });
  await step(2).getByLabel('Quale, condizione 2').selectOption({ label: 'Squadra Acqua' });
  await expect(step(2)).toContainText(
    'Poi per 30 s: chi ha Inglese almeno a livello 4 oppure squadra Squadra Acqua',
  );
  // Moved by keyboard, the focus stays with the step; at the top the other arrow has it.
  await pane.getByRole('button', { name: 'Sposta prima il passo 2' }).press('Enter');
  await expect(pane.getByRole('button', { name: 'Sposta dopo il passo 1' })).toBeFocused();
  await expect(step(1)).toContainText('Per i primi 30 s: chi ha Inglese');
  await expectAccessible(page, pane);
  await save(page).click();
  await expect(entry(page, name)).toBeVisible();

  await section(page, 'Code');
  await entry(page, 'Luce e gas').getByRole('button').click();
  const queue = page.getByRole('complementary', { name: 'Luce e gas' });
  await queue.getByRole('tab', { name: 'Piano' }).click();
  await queue.getByLabel('Piano di smistamento').selectOption({ label: name });
  await expect(queue.getByText('Poi per 45 s: tutti gli operatori della coda.')).toBeVisible();
  // A fault in another part opens it.
  await queue.getByRole('tab', { name: 'Piena e chiusa' }).click();
  await queue.getByLabel('Chi arriva').first().selectOption({ label: 'si congeda con un messaggio' });
  await queue.getByRole('tab', { name: 'Generale' }).click();
  await save(page).click();
  await expect(queue.getByLabel('Messaggio in italiano')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, queue);
  await queue.getByLabel('Chi arriva').first().selectOption({ label: "come d'uso del canale" });
  for (const part of ['Generale', 'Proposte', 'Piano', 'Aiuto e travaso', 'Servizio']) {
    await queue.getByRole('tab', { name: part }).click();
    await expectAccessible(page, queue);
  }
  await save(page).click();
  await expect(queue.getByText('Salvato')).toBeVisible();
  await queue.getByRole('tab', { name: 'Piano' }).click();
  await queue.getByLabel('Piano di smistamento').selectOption('');
  await save(page).click();
  await expect(queue.getByText('Salvato')).toBeVisible();
});

test('the auditor reads every setting and changes none; an agent finds no administration', async ({
  page,
}) => {
  await signIn(page, people.auditor);
  await section(page, 'Code');
  await expect(page.getByRole('button', { name: 'Nuova coda' })).toHaveCount(0);
  await entry(page, 'Luce e gas').getByRole('button').click();
  const pane = page.getByRole('complementary', { name: 'Luce e gas' });
  await expect(pane.getByLabel('Nome', { exact: true })).toBeDisabled();
  await expect(save(page)).toHaveCount(0);
  for (const [name, button] of [
    ['Personale', 'Nuova persona'],
    ['Testi standard', 'Nuovo testo'],
    ['Orari', 'Nuovo orario'],
    ['Token API', 'Nuovo token'],
  ] as const) {
    await page
      .getByRole('navigation', { name: 'Amministrazione' })
      .getByRole('link', { name, exact: true })
      .click();
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    await expect(page.getByRole('button', { name: button })).toHaveCount(0);
  }

  const agent = await another(page, people.agent);
  await expect(agent.getByRole('link', { name: 'Posta' })).toBeVisible();
  await expect(agent.getByRole('link', { name: 'Amministrazione' })).toHaveCount(0);
  await expect(agent.getByRole('link', { name: 'Supervisione' })).toHaveCount(0);
  await agent.goto(`${baseUrl}/admin/staff`);
  await expect(agent.getByText(/non è fra quelle che puoi vedere/)).toBeVisible();
});

test('who stays with what is not saved, or shuts a record, finds the focus where it was', async ({
  page,
}) => {
  await signIn(page, people.administrator);
  await section(page, 'Squadre');
  const first = page.getByRole('table').getByRole('button').first();
  await first.focus();
  await page.keyboard.press('Enter');
  const name = page.getByRole('complementary').getByLabel('Nome', { exact: true });
  await expect(name).toBeFocused();
  await page.keyboard.type('x');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(name).toBeFocused();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await expect(first).toBeFocused();
});

test('the organisation has a name and a time zone, each with what is wrong at its field', async ({
  page,
}) => {
  await signIn(page, people.administrator);
  await section(page, 'Organizzazione');
  const before = await api(getOrganisation);
  const name = page.getByLabel("Nome dell'organizzazione");
  await name.fill('A');
  const form = page.getByRole('main').getByRole('button', { name: 'Salva' });
  await form.click();
  await expect(page.getByText('Almeno 2 caratteri.')).toBeVisible();
  await expect(name).toBeFocused();
  await expectAccessible(page, name);
  await name.fill(`${before.name} (prova)`);
  await page.getByLabel('Fuso orario').selectOption('Europe/Lisbon');
  await form.click();
  await expect.poll(() => api(getOrganisation)).toMatchObject({ timeZone: 'Europe/Lisbon' });
  await api(updateOrganisation, { body: { name: before.name, timeZone: before.timeZone } });
  // Told live: the form shows what another has changed.
  await expect(name).toHaveValue(before.name);
});

test('who looks after the telephone sees what carries calls, and what to do for telephone numbers', async ({
  page,
}) => {
  await signIn(page, people.administrator);
  await section(page, 'Gateway vocali');
  const here = page.getByRole('table').getByRole('row').filter({ hasText: 'presente' }).first();
  await expect(here).toBeVisible({ timeout: 20_000 });
  await here.click();
  const pane = page.getByRole('complementary', { name: 'Gateway vocale' });
  await expect(pane.getByText('telefonate dal browser', { exact: true })).toBeVisible();
  await expect(pane).toContainText('FILO_ASTERISK_URL');
  await expectAccessible(page, pane);
});
