import { createTransport } from 'nodemailer';
import { startServerProcess, type ServerProcess } from '#tests/support/server-process.ts';
import { row, stamp, thread } from './support/desk.ts';
import { expect, expectAccessible, test } from './support/story.ts';

let server: ServerProcess;
test.beforeAll(async () => {
  server = await startServerProcess({ args: ['--empty'], env: { FILO_BOOTSTRAP_TOKEN: '' } });
});
test.afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

test('an empty installation asks for its administrator and first mailbox, and takes mail from then on', async ({
  page,
}) => {
  await page.goto(`${server.url}/`);
  await expect(page.getByRole('heading', { name: 'Prima configurazione' })).toBeVisible();
  await expectAccessible(page, page.getByRole('button', { name: 'Crea e comincia' }));
  await page.getByRole('button', { name: 'Crea e comincia' }).click();
  await expect(page.getByRole('alert')).toContainText('Alcuni campi non vanno bene');
  await page.getByLabel("Nome dell'organizzazione").fill('Comune di Prova');
  await page.getByLabel('Nome e cognome').fill('Ida Fondatrice');
  await page.getByLabel('E-mail').fill('ida@comune.example.org');
  await page.getByLabel('Password').fill('corta');
  await page.getByLabel('Prima casella di posta').fill('urp@comune.example.org');
  await page.getByRole('button', { name: 'Crea e comincia' }).click();
  // What the field wants and what is wrong with it are one sentence, said once.
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Almeno 10 caratteri.');
  await page.getByLabel('Password').fill('prima-prova-2026');
  await page.getByRole('button', { name: 'Crea e comincia' }).click();
  await expect(page.getByRole('link', { name: 'Amministrazione' })).toBeVisible();

  await page.goto(`${server.url}/inbox`);
  await page
    .getByRole('tab', { name: /In coda|Tutti/ })
    .first()
    .click();
  const subject = `Prima domanda ${stamp()}`;
  const transport = createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true });
  await transport.sendMail({
    from: 'Prova Viaggiante <prova.viaggiante@example.com>',
    to: 'urp@comune.example.org',
    subject,
    text: 'Quando aprite?',
  });
  transport.close();
  await row(page, new RegExp(subject)).click();
  await expect(thread(page).getByText('Quando aprite?')).toBeVisible();
});
