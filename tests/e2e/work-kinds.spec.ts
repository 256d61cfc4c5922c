import { randomUUID } from 'node:crypto';
import { openCase } from '#contract/cases.ts';
import { searchCustomers } from '#contract/customers.ts';
import { listQueues } from '#contract/routing.ts';
import { listSteps } from '#contract/steps.ts';
import { declare, deskFor } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// Work that is no message from outside: a step of a case for the back office, and somebody at the desk.

const expert = 'giulia@acqueeluce.example.org';
const counter = 'samira@acqueeluce.example.org';
const reception = 'marta@acqueeluce.example.org';

test('a question about a case goes to an expert, who has the case before them and answers; whoever asked is told', async ({
  browser,
  page,
}) => {
  const mark = randomUUID().slice(0, 8);
  const { items } = await api(searchCustomers, { query: { search: 'rossi', limit: 1 } });
  const { items: queues } = await api(listQueues);
  const office = queues.find(({ code }) => code === 'ufficio')!;
  const kase = await api(openCase, {
    body: {
      type: 'complaint',
      subject: `Doppio addebito ${mark}`,
      description: 'Due fatture per lo stesso periodo.',
      customer: items[0]!.id,
      service: office.serviceId,
      tellCustomer: false,
    },
  });

  await signIn(page, people.supervisor);
  await page.goto(`${baseUrl}/cases/${kase.id}`);
  await page.getByRole('button', { name: 'Chiedi a un ufficio' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('A chi')).toContainText('Giulia Torrebianchi');
  const options = await dialog.getByLabel('A chi').locator('option').allTextContents();
  const label = options.find((one) => one.startsWith('Giulia Torrebianchi'))!;
  await dialog.getByLabel('A chi').selectOption({ label });
  await dialog.getByLabel('Che cosa serve').fill(`La seconda fattura ${mark} va stornata?`);
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await expect(dialog).toBeHidden();
  const steps = page.getByRole('region', { name: /^Passi/ });
  await expect(steps.getByText(`La seconda fattura ${mark} va stornata?`)).toBeVisible();
  await expect(page.getByText('ha chiesto a Giulia Torrebianchi')).toBeVisible();

  // Other stories leave mails that would be offered before it.
  const restore = await deskFor([expert], 'case', office.id);
  const other = await browser.newContext();
  const desk = await other.newPage();
  await signIn(desk, expert);
  await declare(desk, 'Disponibile');
  const offer = desk.getByRole('alertdialog');
  await expect(offer.getByText('Passo di pratica per te')).toBeVisible({ timeout: 30_000 });
  // Others may have come before it: the one that was asked here is taken by hand.
  const [asked] = (await api(listSteps, { query: { case: kase.id } })).items;
  await desk.goto(`${baseUrl}/inbox/${asked!.id}`);
  await desk.getByRole('main').getByRole('button', { name: 'Prendi in carico' }).click();
  await expect(desk.getByText('Due fatture per lo stesso periodo.')).toBeVisible();
  await expect(desk.getByText('Elena Pratodolci chiede')).toBeVisible();
  await desk
    .getByRole('textbox', { name: 'Risposta per Elena Pratodolci' })
    .fill(`Sì, storno ${mark} emesso.`);
  for (const theme of ['light', 'dark'] as const) {
    await showIn(desk, theme);
    await expectAccessible(desk, desk.getByRole('main'));
  }
  await desk.getByRole('button', { name: /Rispondi e chiudi/ }).click();

  await expect(page.getByText(`Sì, storno ${mark} emesso.`).first()).toBeVisible();
  await expect(page.getByText('Risposto', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Menzioni.*, \d+ da leggere/ })).toBeVisible();

  // All that Elena has asked stands in one place, over all cases: what waits, and on wish what came back.
  await page.goto(`${baseUrl}/cases?view=asked`);
  await expect(page.getByRole('tab', { name: 'Chiesti da me', selected: true })).toBeVisible();
  await page.getByLabel('Quali').selectOption({ label: 'Conclusi' });
  const line = page.getByRole('row').filter({ hasText: mark });
  await expect(line.getByText('Risposto', { exact: true })).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, line);
  }
  await line.getByText(`La seconda fattura ${mark} va stornata?`).click();
  await expect(page).toHaveURL(new RegExp(`/cases/${kase.id}`));
  await other.close();
  await restore();
});

test('somebody comes to the desk, gets a ticket, is called to the counter and served', async ({
  browser,
  page,
}) => {
  const mark = randomUUID().slice(0, 8);
  // Mails and chats that other stories left would be offered before the visit.
  const { id: queue } = (await api(listQueues)).items.find(({ code }) => code === 'sportello')!;
  const restore = await deskFor([counter], 'desk', queue);
  await signIn(page, reception);
  await page.getByRole('link', { name: 'Accoglienza' }).click();
  await page.getByRole('button', { name: 'Registra un arrivo' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Chi è').fill(`Gino Passante ${mark}`);
  await dialog.getByLabel('Per che cosa').fill(`Voltura ${mark}`);
  await dialog.getByLabel('Precedenza').selectOption({ label: 'Precedenza di legge' });
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Dai il biglietto' }).click();
  const ticket = (await dialog.locator('.visit-number').textContent())!;
  expect(ticket).toMatch(/^[A-Z]+\d{3}$/);
  await dialog.getByRole('button', { name: 'Chiudi' }).last().click();
  const row = page.getByRole('row').filter({ hasText: `Voltura ${mark}` });
  await expect(row).toContainText(ticket);

  const other = await browser.newContext();
  const desk = await other.newPage();
  await signIn(desk, counter);
  await declare(desk, 'Disponibile');
  await expect(desk.getByRole('alertdialog').getByText('Persona allo sportello')).toBeVisible({
    timeout: 30_000,
  });
  await desk
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Chiama/ })
    .click();
  const bar = desk.getByRole('region', { name: 'Biglietto' });
  await expect(bar).toContainText(ticket);
  await bar.getByLabel('Il mio sportello').fill('Sportello 3');
  await bar.getByRole('button', { name: 'Chiama di nuovo' }).click();
  await expect(row).toContainText('Sportello 3');
  await expect(row).toContainText('Allo sportello');
  for (const theme of ['light', 'dark'] as const) {
    await showIn(desk, theme);
    await expectAccessible(desk, desk.getByRole('main'));
    await showIn(page, theme);
    await expectAccessible(page, page.getByRole('main'));
  }
  await bar.getByRole('button', { name: 'Non si è presentato' }).click();
  // Back in their place; who is free may be calling them again already.
  await expect(row).toContainText(/In attesa|Fra poco/);
  await other.close();
  await restore();
});
