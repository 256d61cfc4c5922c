import type { Page } from '@playwright/test';
import { getCaseLink } from '#contract/case-page.ts';
import { openCase } from '#contract/cases.ts';
import { createCustomer } from '#contract/customers.ts';
import { listQueues } from '#contract/routing.ts';
import { getCustomerNews } from '#contract/telling.ts';
import { dropNoticeText, listNoticeTexts, listNoticeTextVersions } from '#contract/telling-texts.ts';
import { another, giveWorkBack, stamp } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

test.afterEach(giveWorkBack);

/** A page that has to be moved sideways on a telephone is none. */
const widerThanPhone = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test('a customer reads on their own page what is asked of them, sends paper, words and wish from a phone, and the desk has it all', async ({
  page,
}) => {
  test.slow();
  const mark = stamp();
  const subject = `Voltura ${mark}`;
  const office = (await api(listQueues)).items.find(({ code }) => code === 'clienti')!;
  const customer = await api(createCustomer, {
    body: {
      name: `Ada Prova ${mark}`,
      identities: [
        { type: 'email', value: `ada.${mark}@example.org` },
        { type: 'phone', value: `+39333${mark}` },
      ],
    },
  });
  const kase = await api(openCase, {
    body: {
      type: 'holder_change',
      subject,
      customer: customer.id,
      service: office.serviceId,
      fields: {
        new_holder: 'Ada Prova',
        fiscal_code: 'PRVDAA80A41H501X',
        why: 'sale',
        from_on: '2026-12-01',
      },
    },
  });
  const { url } = await api(getCaseLink, { params: { id: kase.id } });
  const key = url!.split('#')[1]!;

  await page.setViewportSize({ width: 360, height: 740 });
  const served = await page.goto(`${baseUrl}/case#${key}`);
  expect(served!.headers()).toMatchObject({ 'x-robots-tag': 'noindex', 'referrer-policy': 'no-referrer' });
  await expect(page.getByRole('heading', { name: subject, level: 1 })).toBeVisible();
  await expect(page.getByText('Tocca a te', { exact: false })).toBeVisible();
  await expectAccessible(page, page.getByRole('main'));

  // From right to left, and back: nothing has to be moved sideways.
  await page.getByLabel('Lingua').selectOption('ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expectAccessible(page, page.getByRole('main'));
  expect(await widerThanPhone(page)).toBe(0);
  await page.getByRole('combobox').first().selectOption('it');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
  expect(await widerThanPhone(page)).toBe(0);

  const paper = page.getByLabel('Documento d’identità', { exact: true });
  await paper.setInputFiles({
    name: 'documento.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(`Documento di prova ${mark}`),
  });
  await page.getByRole('button', { name: 'Invia: Documento d’identità' }).click();
  await expect(page.getByText(/^Ricevuto/)).toBeVisible();
  await expect(paper).toBeHidden();

  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await expect(page.getByLabel('Il tuo messaggio')).toHaveAccessibleDescription(
    'Scrivi qualcosa o allega un file.',
  );
  await page.getByLabel('Il tuo messaggio').fill(`Il titolo arriva lunedì ${mark}.`);
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: `arriva lunedì ${mark}` })).toBeVisible();

  // A short message wants a yes, and says so.
  await page.getByLabel('Canale').selectOption('sms');
  await page.getByRole('button', { name: 'Salva' }).click();
  const agreed = page.getByRole('checkbox');
  await expect(agreed).toHaveAccessibleDescription(/spunta la casella/);
  await agreed.check();
  await page.getByRole('button', { name: 'Salva' }).click();
  await expect(page.getByText('Salvato.')).toBeVisible();
  const news = await api(getCustomerNews, { params: { id: customer.id } });
  expect(news.consents).toMatchObject([{ channel: 'sms', given: true, how: 'page' }]);

  await page.goto(`${baseUrl}/case#${key.slice(0, -1)}0`);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Questo link non apre niente' })).toBeVisible();

  const desk = await another(page, people.supervisor);
  await desk.setViewportSize({ width: 1440, height: 900 });
  await desk.goto(`${baseUrl}/cases/${kase.id}`);
  const told = desk.getByRole('region', { name: /^Avvisi al cliente/ });
  // The first screen of a desk that has just been opened takes its time.
  await expect(told.getByText(`Arrivano per SMS a +39333${mark}`)).toBeVisible({ timeout: 60_000 });
  await expect(told.getByText('Apertura')).toBeVisible();
  await expect(told.getByText(/^Pagina del cliente/)).toBeVisible();
  await expect(desk.getByText('documento.txt').first()).toBeVisible();
  await expect(desk.getByText(`Il titolo arriva lunedì ${mark}.`).first()).toBeVisible();
  await showIn(desk, 'dark');
  await expectAccessible(desk, told);
});

test('a text of the organisation is told once somebody else than its author approves it, and never with a placeholder that is none', async ({
  page,
}) => {
  const mark = stamp();
  const place = { type: 'meter_reading', language: 'ro', channel: 'chat' } as const;
  const ours = async () => (await api(listNoticeTexts, { query: place })).items;
  const start = (await ours()).length;
  await signIn(page, people.administrator);
  await page.goto(
    `${baseUrl}/admin/telling?view=texts&text=new&type=${place.type}&language=ro&channel=chat&notice=closed`,
  );
  const text = page.getByLabel('Testo', { exact: true });
  await text.fill(`Dosarul {{case.number}} este închis ${mark}.`);
  await expect(page.getByText('{{case.number}} non esiste: nessuno lo riempie.')).toBeVisible();
  await page.getByRole('button', { name: 'Salva la bozza' }).click();
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  expect(await ours()).toHaveLength(start);
  await text.fill(`Dosarul {number} este închis ${mark}.`);
  await expect(page.getByText('non esiste: nessuno lo riempie.', { exact: false })).toBeHidden();
  await page.getByRole('button', { name: 'Salva la bozza' }).click();
  await expect(page.getByText("Questa bozza l'hai scritta tu: la approva un'altra persona.")).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approva' })).toBeHidden();
  await showIn(page, 'dark');
  await expectAccessible(page, page.getByRole('main'));

  const [draft] = (await ours()).filter(
    ({ state, text: words }) => state === 'draft' && words.includes(mark),
  );
  const approver = await another(page, people.supervisor);
  await approver.goto(`${baseUrl}/admin/telling?view=texts&text=${draft!.id}`);
  await approver.getByRole('button', { name: 'Approva' }).click();
  const dialog = approver.getByRole('dialog', { name: 'Approvare questo testo?' });
  await expectAccessible(approver, dialog);
  await dialog.getByRole('button', { name: 'Approva' }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () => (await ours()).find(({ text: words }) => words.includes(mark))?.inForce)
    .toBe(true);

  // Nothing is left to be told in it.
  await page.reload();
  await page.getByRole('button', { name: 'Ritira' }).click();
  const end = page.getByRole('dialog', { name: /^Ritirare la versione/ });
  await end.getByLabel('Perché').fill('fine della prova');
  await end.getByRole('button', { name: 'Ritira' }).click();
  await expect(end).toBeHidden();
  const { items } = await api(listNoticeTextVersions, { params: { id: draft!.id } });
  expect(items.find(({ id }) => id === draft!.id)).toMatchObject({
    inForce: false,
    approvedBy: expect.stringContaining('Elena') as unknown as string,
    withdrawnWhy: 'fine della prova',
  });
  for (const one of items.filter(({ state }) => state === 'draft'))
    await api(dropNoticeText, { params: { id: one.id } });
});
