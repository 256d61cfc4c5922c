import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getOutboxItem, listOutbox } from '#contract/email.ts';
import { another, giveWorkBack, note, reply, row, stamp, take, thread } from './support/desk.ts';
import { api, baseUrl, expect, people, sendMail, signIn, test } from './support/story.ts';

test.afterEach(giveWorkBack);

const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('pictures of other sites come only when asked for; files go out with the answer and stand in the outbox', async ({
  page,
}) => {
  const subject = `Foto del guasto ${stamp()}`;
  const asked: (string | undefined)[] = [];
  const site = createServer((request, response) => {
    asked.push(request.headers['user-agent']);
    response.end(dot);
  });
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve);
  });
  const { port } = site.address() as AddressInfo;
  await sendMail({
    to: 'info',
    subject,
    text: 'In allegato la foto.',
    html: `<p>In allegato la <b>foto</b>.</p><img alt="guasto" src="http://127.0.0.1:${port}/guasto.png">`,
    attachments: [{ filename: 'relazione.txt', content: Buffer.from('tubo rotto') }],
  });
  await signIn(page, people.agent);
  await take(page, subject);
  await expect(thread(page).getByText(/immagine da un altro sito non è stata caricata/)).toBeVisible();
  expect(asked).toEqual([]);
  await thread(page).getByRole('button', { name: 'Mostra le immagini' }).click();
  const picture = thread(page).frameLocator('.mail-frame').getByAltText('guasto');
  await expect
    .poll(() => picture.evaluate((img: unknown) => (img as { naturalWidth: number }).naturalWidth))
    .toBe(1);
  // Fetched by the server: the site learns nothing about the agent's browser.
  expect(asked).toEqual(['Mozilla/5.0']);
  site.close();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    thread(page).getByRole('link', { name: 'Scarica relazione.txt' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('relazione.txt');

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'preventivo.txt', mimeType: 'text/plain', buffer: Buffer.from('120 euro') });
  await expect(page.getByRole('button', { name: 'Togli preventivo.txt' })).toBeVisible();
  await reply(page).fill('In allegato il preventivo.');
  await page.getByRole('button', { name: /^Invia a/ }).click();
  await expect(thread(page).getByText('inviato').first()).toBeVisible({ timeout: 30_000 });
  expect((await api(listOutbox)).items.some((one) => one.subject.includes(subject))).toBe(true);

  const administrator = await another(page, people.administrator);
  await administrator.getByRole('link', { name: 'Amministrazione' }).click();
  await administrator.getByRole('link', { name: 'Posta in uscita locale' }).click();
  await administrator.getByRole('table').getByRole('row').filter({ hasText: subject }).first().click();
  const mail = administrator.getByRole('complementary', { name: 'E-mail' });
  await expect(mail.getByText('In allegato il preventivo.').first()).toBeVisible();
  await expect(mail.getByText('preventivo.txt')).toBeVisible();
});

test('a colleague named in a note is told at once and finds the note', async ({ page }) => {
  const subject = `Consiglio ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Che cosa mi consigliate?' });
  const colleague = await another(page, people.colleague);
  await signIn(page, people.agent);
  await take(page, subject);
  const said = `che ne pensi? ${stamp()}`;
  await note(page, async (box) => {
    await box.pressSequentially('@Chiara');
    await page
      .getByRole('option', { name: /Chiara/ })
      .first()
      .click();
    await box.pressSequentially(said);
  });
  await colleague.getByRole('button', { name: /^Menzioni.*, \d+ da leggere/ }).click();
  await colleague.getByText(said).first().click();
  await expect(thread(colleague).getByText(said)).toBeVisible();
});

test('the desk speaks English and names its sections to who wants it, and keeps to it', async ({ page }) => {
  await signIn(page, people.agent);
  await page.getByRole('button', { name: /menu personale/ }).click();
  await page.getByRole('menuitem', { name: 'Profilo e preferenze' }).click();
  await page.getByLabel('Lingua').selectOption({ label: 'English' });
  try {
    await expect(page.getByRole('link', { name: 'Customers' })).toBeVisible();
    await page.getByRole('link', { name: /^Inbox|^Mail/ }).click();
    await page.reload();
    await expect(page.getByRole('tab', { name: /^Mine/ })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const name = page.getByRole('navigation', { name: 'Sections' }).getByText('Customers');
    await expect(name).toBeHidden();
    await page.getByRole('button', { name: 'Names of sections' }).click();
    await expect(name).toBeVisible();
    await page.reload();
    await expect(name).toBeVisible();
    await page.getByRole('button', { name: 'Names of sections', pressed: true }).click();
    await expect(name).toBeHidden();
  } finally {
    await page.goto(`${baseUrl}/profile`);
    await page.getByLabel('Language').selectOption({ label: 'Italiano' });
    await expect(page.getByRole('link', { name: 'Clienti' })).toBeVisible();
  }
});

test('a customer is found and all they wrote is on one page; a case closed tells them', async ({ page }) => {
  const subject = `Allaccio ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Quanto costa un allaccio?' });
  await signIn(page, people.agent);
  await take(page, subject);
  await page
    .getByRole('button', { name: /^Pratica/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Pratica' });
  await dialog.getByLabel('Oggetto').fill(`Preventivo ${subject}`);
  await dialog.getByRole('button', { name: 'Apri la pratica' }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole('link', { name: 'Clienti' }).click();
  await page.getByRole('searchbox').first().fill('prova.viaggiante@example.com');
  await page.getByRole('table').getByRole('row').filter({ hasText: 'Prova Viaggiante' }).first().click();
  await expect(page.getByRole('heading', { name: 'Prova Viaggiante' }).first()).toBeVisible();
  await expect(
    row(page, subject)
      .or(page.getByRole('link', { name: subject }))
      .first(),
  ).toBeVisible();
  await page
    .getByRole('link', { name: `Preventivo ${subject}` })
    .first()
    .click();
  await page.getByRole('button', { name: 'Chiudi la pratica' }).first().click();
  const closing = page.getByRole('dialog', { name: 'Chiudi la pratica' });
  await closing.getByRole('textbox').first().fill(`Un allaccio costa 120 euro, ${subject}.`);
  await closing.getByRole('button', { name: 'Chiudi la pratica' }).click();
  await expect(closing).toBeHidden();
  // It waits some minutes, for who has closed the wrong one; nobody needs to.
  const news = page.getByRole('region', { name: /^Avvisi al cliente/ });
  await news.getByRole('button', { name: 'Invia adesso' }).click();
  await expect(news.getByRole('button', { name: 'Invia adesso' })).toBeHidden();
  await expect
    .poll(async () => {
      const ids = (await api(listOutbox)).items.slice(0, 10).map(({ id }) => id);
      const mails = await Promise.all(ids.map((id) => api(getOutboxItem, { params: { id } })));
      return mails.some((one) => one.text.includes(`Un allaccio costa 120 euro, ${subject}.`));
    })
    .toBe(true);
});
