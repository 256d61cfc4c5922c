import { listOutbox } from '#contract/email.ts';
import {
  another,
  declare,
  giveWorkBack,
  mailDesk,
  reply,
  stamp,
  take,
  thread,
  waitingRow,
  contactAbout,
} from './support/desk.ts';
import { api, expect, expectAccessible, people, sendMail, showIn, signIn, test } from './support/story.ts';

test.afterEach(giveWorkBack);

test('a mail reaches the desk, is taken, answered, undone, sent and wrapped up', async ({ page }) => {
  const subject = `Contatore fermo ${stamp()}`;
  await signIn(page, people.agent);
  await page.getByRole('tab', { name: /In coda/ }).click();
  await sendMail({
    to: 'info',
    subject,
    text: 'Buongiorno, il contatore è fermo da ieri. Potete controllare?',
  });
  // Live: nobody reloads anything.
  await (await waitingRow(page, subject)).click();
  await expect(thread(page).getByText('il contatore è fermo da ieri')).toBeVisible();
  await page.getByRole('button', { name: 'Prendi in carico' }).first().click();

  await reply(page).fill('Gentile cliente, mandiamo subito un tecnico a controllare il contatore.');
  await expect(page.getByText('bozza salvata')).toBeVisible();
  await page.reload();
  await expect(reply(page)).toContainText('mandiamo subito un tecnico');
  await reply(page).press('Control+Enter');
  await page.getByRole('button', { name: 'Annulla invio' }).click();
  await expect(reply(page)).toContainText('mandiamo subito un tecnico');
  await reply(page).press('Control+Enter');
  await expect(thread(page).getByText('inviato').first()).toBeVisible({ timeout: 30_000 });
  const sent = (await api(listOutbox, {})).items.filter((one) => one.subject.includes(subject));
  expect(sent).toHaveLength(1);

  await thread(page)
    .getByRole('button', { name: /^Chiudi/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Esito del contatto' })).toBeVisible();
  await expectAccessible(page, page.getByRole('heading', { name: 'Esito del contatto' }));
  await page.getByRole('group', { name: 'Esito' }).getByRole('button').first().click();
  await page.getByRole('combobox', { name: 'Classificazione' }).fill('contatore');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: "Salva l'esito" }).click();
  await expect.poll(async () => (await contactAbout(subject))?.state).toBe('closed');
  // The desk goes on to the next contact by itself.
  await expect(thread(page).getByText(subject)).toHaveCount(0);
});

test('files that arrive together are all attached', async ({ page }) => {
  const subject = `Moduli ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Mi mandate i moduli?' });
  await signIn(page, people.agent);
  await take(page, subject);
  const names = ['voltura.pdf', 'delega.pdf', 'privacy.pdf'];
  await page
    .getByLabel('Risposta', { exact: true })
    .locator('input[type=file]')
    .setInputFiles(
      names.map((name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') })),
    );
  for (const name of names) await expect(page.getByRole('button', { name: `Togli ${name}` })).toBeVisible();
});

test('an offer rings with its time, and F2 accepts it', async ({ page }) => {
  const restore = await mailDesk([people.colleague]);
  await signIn(page, people.colleague);
  await sendMail({ to: 'info', subject: `Autolettura ${stamp()}`, text: 'Vi comunico la lettura: 1234.' });
  await declare(page, 'Disponibile');
  const offer = page.getByRole('alertdialog');
  await expect(offer.getByRole('button', { name: /Rispondi/ })).toBeVisible();
  await expectAccessible(page, offer);
  await page.keyboard.press('F2');
  await expect(reply(page)).toBeVisible();
  await declare(page, 'Fuori servizio');
  await restore();
});

test("two agents in one conversation see each other and each other's notes at once", async ({ page }) => {
  const subject = `Perdita in strada ${stamp()}`;
  await sendMail({ to: 'info', subject, text: "C'è una perdita in via Roma." });
  await signIn(page, people.agent);
  await take(page, subject);
  const other = await another(page, people.colleague);
  await other.goto(page.url());
  await expect(thread(other).getByText('perdita in via Roma')).toBeVisible();
  await expect(page.getByText(/sta guardando/)).toBeVisible();
  await reply(page).pressSequentially('Mandiamo una squadra');
  await expect(other.getByText(/sta rispondendo/)).toBeVisible();
  await other
    .getByRole('button', { name: /Nota interna/ })
    .or(other.getByRole('tab', { name: /Nota interna/ }))
    .or(other.getByRole('radio', { name: /Nota interna/ }))
    .first()
    .click();
  await other.getByRole('textbox', { name: 'Nota interna' }).fill('La squadra è già partita.');
  await other.getByRole('button', { name: 'Salva nota interna' }).click();
  await expect(thread(page).getByText('La squadra è già partita.')).toBeVisible({ timeout: 3000 });
  await other.close();
});

test('a hostile mail acts on nobody: no script runs, no picture is fetched', async ({ page }) => {
  const subject = `Offerta ${stamp()}`;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await sendMail({
    to: 'info',
    subject,
    text: 'testo',
    html: '<p>Ciao <b>mondo</b><script>window.hacked = true</script><img src="https://tracker.example.org/x.gif" onerror="window.hacked = true"><a href="javascript:window.hacked=true">clic</a></p>',
  });
  await signIn(page, people.agent);
  await page.getByRole('tab', { name: /In coda/ }).click();
  await (await waitingRow(page, subject)).click();
  await expect(page.getByText(/non è stata caricata|non sono state caricate/)).toBeVisible();
  expect(await page.evaluate(() => (globalThis as { hacked?: boolean }).hacked)).toBeUndefined();
  expect(asked.filter((url) => url.includes('tracker'))).toEqual([]);
});

test('a case opened from a conversation tells the customer and stands in the list', async ({ page }) => {
  const subject = `Doppia fattura ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Ho pagato due volte la stessa bolletta.' });
  await signIn(page, people.agent);
  await take(page, subject);
  await page
    .getByRole('button', { name: /Pratica/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Pratica' });
  await dialog.getByLabel('Oggetto').fill(`Rimborso ${subject}`);
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Apri la pratica' }).click();
  await expect(page.getByText(/PR-\d{4}-\d{6}/).first()).toBeVisible();
  await page.getByRole('link', { name: /Pratiche/ }).click();
  await expect(page.getByText(`Rimborso ${subject}`).first()).toBeVisible();
});

test('the work screen is accessible in the light and in the dark, and its palette by keyboard', async ({
  page,
}) => {
  await signIn(page, people.agent);
  await page.getByRole('tab', { name: /In coda/ }).click();
  await page.getByRole('region', { name: /coda/ }).locator('[data-contact]').first().click();
  await expectAccessible(page, thread(page));
  await showIn(page, 'dark');
  await expectAccessible(page, thread(page));
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await expect(palette.getByRole('textbox').or(palette.getByRole('combobox')).first()).toBeFocused();
  await expectAccessible(page, palette);
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});
