import { listContacts } from '#contract/contacts.ts';
import { sendMessage } from '#contract/conversations.ts';
import { listCases } from '#contract/cases.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { always, begin, chatPage, panel, visitorBox as composer } from './support/chat.ts';
import { api, baseUrl, expect, expectAccessible, test } from './support/story.ts';

async function answer(subject: string, text: string): Promise<void> {
  const { items } = await api(listContacts, { query: { channel: 'chat', search: subject } });
  const contact = items.find((one) => one.subject === subject);
  await api(sendMessage, {
    params: { id: contact!.conversation },
    body: { kind: 'reply', text },
  });
}

test('a visitor chats by keyboard alone, goes to another page, loses the network, and loses no line', async ({
  page,
  context,
}) => {
  await page.goto(await chatPage(always));
  const launcher = page.getByRole('button', { name: /Apri la chat/ });
  await launcher.focus();
  await page.keyboard.press('Enter');
  await expect(panel(page).getByLabel('Nome e cognome')).toBeFocused();
  await expectAccessible(page, panel(page));
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(launcher).toBeFocused();

  const question = `Bolletta alta ${Date.now()}`;
  await begin(page, question);
  await expect(composer(page)).toBeFocused();
  await expect(panel(page).getByText(/in coda|prossimo|risponde/)).toBeVisible();
  await expectAccessible(page, panel(page).getByRole('log'));

  await page.getByRole('link', { name: 'Leggere la bolletta' }).click();
  await expect(panel(page).getByText(question)).toBeVisible();

  await context.setOffline(true);
  await expect(panel(page).getByText(/Collegamento perso/)).toBeVisible();
  await composer(page).fill('scritto senza rete');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByText('Parte appena torna il collegamento')).toBeVisible();
  await answer(question, 'risposta mentre non c’eri');
  await context.setOffline(false);
  await expect(panel(page).getByText('risposta mentre non c’eri')).toHaveCount(1);
  await expect(panel(page).getByText('scritto senza rete')).toHaveCount(1);
  await expect(panel(page).getByText(/Collegamento perso/)).toBeHidden();
  await page.reload();
  await expect(panel(page).getByText('scritto senza rete')).toHaveCount(1);
  await expect(panel(page).getByText(question)).toHaveCount(1);
});

test('a visitor sends a picture, is told why a program is refused, and sees unread answers on the button', async ({
  page,
}) => {
  await page.goto(await chatPage(always));
  const question = `Lettura del contatore ${Date.now()}`;
  await begin(page, question);
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await page.locator('filo-chat input[type=file]').setInputFiles([
    { name: 'contatore.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') },
    { name: 'programma.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`MZ${'\0'.repeat(500)}`) },
  ]);
  await expect(panel(page).getByText(/contatore\.png, .*pronto/)).toBeVisible();
  await expect(panel(page).getByText('programma.pdf: questo tipo di file non è accettato.')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Togli programma.pdf' }).click();
  await panel(page).getByRole('button', { name: 'Invia', exact: true }).click();
  await expect(panel(page).getByRole('link', { name: /contatore\.png/ })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Chiudi la chat' }).click();
  await answer(question, 'Grazie, ricevuta');
  await expect(page.getByRole('button', { name: /1 messaggio da leggere/ })).toBeVisible();
  await page.getByRole('button', { name: /Apri la chat/ }).click();
  await expect(panel(page).getByText('Grazie, ricevuta')).toBeVisible();
});

test('outside hours the widget takes a message and gives its number', async ({ page }) => {
  // Open for one minute a week, on a day that is not today in Rome or anywhere near.
  const far = ((new Date().getUTCDay() + 2) % 7) + 1;
  await page.goto(await chatPage([{ weekday: far, opens: '03:00', closes: '03:01' }]));
  await page.getByRole('button', { name: /Apri la chat/ }).click();
  await expect(panel(page).getByText(/la chat è chiusa. Riapre/)).toBeVisible();
  await panel(page).getByLabel('Nome e cognome').fill('Ada Prova');
  await panel(page).getByRole('button', { name: 'Invia il messaggio' }).click();
  await expect(panel(page).getByLabel('E-mail')).toBeFocused();
  await panel(page).getByLabel('E-mail').fill('ada.prova@example.org');
  await panel(page).getByLabel('Argomento').selectOption({ index: 1 });
  await panel(page).getByLabel('Messaggio').fill('Vi scrivo di notte');
  await panel(page).getByRole('checkbox').check();
  await panel(page).getByRole('button', { name: 'Invia il messaggio' }).click();
  await expect(panel(page).getByText(/Il numero della tua richiesta è C-/)).toBeVisible();
});

test('the widget fills a telephone and keeps the focus inside', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await page.goto(await chatPage(always));
  await page.getByRole('button', { name: /Apri la chat/ }).click();
  await expect(panel(page).getByLabel('Nome e cognome')).toBeFocused();
  const box = (await panel(page).boundingBox())!;
  expect([box.x, box.y, box.width, box.height]).toEqual([0, 0, 390, 780]);
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.localName')).toBe('filo-chat');
  }
  await expectAccessible(page, panel(page));
});

test('the snippet puts the form into another page, as high as what is in it', async ({ page }) => {
  const [form] = (await api(listEntryPoints, { query: { channel: 'form' } })).items;
  await page.route('**/host-page', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><title>Host</title><script src="${baseUrl}/form.js" data-entry-point="${form!.id}"></script></html>`,
    }),
  );
  await page.goto(`${baseUrl}/host-page`);
  const frame = page.frameLocator('iframe[title="Contact form"]');
  await expect(frame.getByRole('button', { name: 'Send the request' })).toBeVisible();
  const inside = () => frame.locator('main').evaluate((main) => main.scrollHeight);
  await expect
    .poll(async () => (await page.locator('iframe').boundingBox())!.height - (await inside()))
    .toBeGreaterThanOrEqual(0);
});

test('a web form says what is missing, where, and gives a number when it is sent', async ({ page }) => {
  const form = (await api(listEntryPoints, { query: { channel: 'form' } })).items.find(
    ({ settings }) => typeof settings['opens'] !== 'string',
  );
  const loaded = await page.goto(`${baseUrl}/form/${form!.id}?lang=en`);
  const policy = (await loaded!.allHeaders())['content-security-policy'];
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain('frame-ancestors');
  const send = page.getByRole('button', { name: 'Send the request' });
  await expectAccessible(page, send);
  await send.click();
  await expect(page.getByRole('alert')).toContainText('5 fields to put right');
  await expect(page.getByLabel('Subject')).toBeFocused();
  await expectAccessible(page, page.getByRole('alert'));
  await page.getByLabel('Language').selectOption({ label: 'Italiano' });
  await page.getByLabel('Argomento').selectOption({ index: 1 });
  await page.getByLabel('Nome e cognome').fill('Ada Prova');
  // What is mended says so at once, and the rest still waits.
  await expect(page.locator('#name-error')).toHaveCount(0);
  await expect(page.locator('#email-error')).toBeVisible();
  await page.getByLabel('E-mail').fill('ada.prova@example.org');
  await page.getByLabel('Messaggio').fill('Da ieri manca l’acqua');
  await page
    .getByLabel('Allegati')
    .setInputFiles([
      { name: 'programma.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`MZ${'\0'.repeat(500)}`) },
    ]);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Invia la richiesta' }).click();
  await expect(page.locator('#files-error')).toContainText('programma.pdf');
  await page.getByRole('button', { name: 'Togli programma.pdf' }).click();
  await page.getByRole('button', { name: 'Invia la richiesta' }).click();
  await expect(page.getByRole('heading', { name: 'Richiesta ricevuta' })).toBeFocused();
  await expect(page.getByText(/^C-\d/)).toBeVisible();
});

test('a complaint sent by its form is a case at once, and its receipt can be taken away', async ({
  page,
}) => {
  const form = (await api(listEntryPoints, { query: { channel: 'form' } })).items.find(
    ({ settings }) => settings['opens'] === 'complaint',
  );
  await page.goto(`${baseUrl}/form/${form!.id}?lang=it`);
  await expect(page.getByRole('heading', { name: 'Reclamo', level: 1 })).toBeVisible();
  await page.getByLabel('Argomento').selectOption({ index: 1 });
  await page.getByLabel('Quando è successo').fill('2026-11-02');
  await page.getByLabel('Di che cosa si lamenta').selectOption({ index: 1 });
  await page.getByLabel('Che cosa chiede').fill('Una risposta.');
  await page.getByLabel('Nome e cognome').fill('Ada Prova');
  await page.getByLabel('E-mail').fill('ada.reclamo@example.org');
  await page.getByLabel('Messaggio').fill('Ho scritto due volte e nessuno risponde.');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Invia la richiesta' }).click();
  await expect(page.getByRole('heading', { name: 'Richiesta ricevuta' })).toBeFocused();
  const number = await page.getByText(/^PR-\d/).textContent();
  await expectAccessible(page, page.getByRole('heading', { name: 'Richiesta ricevuta' }));
  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Scarica la ricevuta (PDF)' }).click();
  expect((await loading).suggestedFilename()).toMatch(/\.pdf$/);
  const [opened] = (await api(listCases, { query: { search: number! } })).items;
  expect(opened).toMatchObject({
    type: 'complaint',
    fields: { happened_on: '2026-11-02', wish: 'Una risposta.' },
  });
});

test('who follows a wrong address of a form or a chat reads what to do, in words', async ({ page }) => {
  for (const [path, title] of [
    ['/form/x', "Questo modulo non c'è"],
    ['/form/00000000-0000-4000-8000-000000000000', "Questo modulo non c'è"],
    ['/chat/x', "Questa chat non c'è"],
  ] as const) {
    const answer = await page.goto(`${baseUrl}${path}`);
    expect(answer?.status()).toBe(404);
    await expectAccessible(page, page.getByRole('heading', { name: title }));
    await expect(page).toHaveTitle(title);
  }
});

test('the widget is dark where the reader’s system is, unless its tag says otherwise', async ({ page }) => {
  const address = await chatPage(always);
  const light = 'rgb(255, 255, 255)';
  const ground = async () => {
    await page.getByRole('button', { name: /Apri la chat/ }).click();
    await expectAccessible(page, panel(page));
    return panel(page).evaluate(
      (one) => one.ownerDocument.defaultView!.getComputedStyle(one).backgroundColor,
    );
  };
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(address);
  expect(await ground()).not.toBe(light);
  await page.route(address, async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replace('data-entry-point', 'data-theme="light" data-entry-point');
    await route.fulfill({ response: answer, body: html });
  });
  await page.goto(address);
  await expect(panel(page)).toBeVisible();
  expect(
    await panel(page).evaluate((one) => one.ownerDocument.defaultView!.getComputedStyle(one).backgroundColor),
  ).toBe(light);
});
