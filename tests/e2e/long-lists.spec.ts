import { countContacts } from '#contract/contacts.ts';
import { listMessages, sendMessage } from '#contract/conversations.ts';
import { contactAbout, giveWorkBack, stamp, take, thread } from './support/desk.ts';
import { api, expect, expectAccessible, people, sendMail, signIn, test } from './support/story.ts';

test.afterEach(giveWorkBack);

test('a list of any length comes page by page, and only what is near the screen exists', async ({ page }) => {
  await signIn(page, people.agent);
  await page.getByRole('tab', { name: 'Tutti' }).click();
  await page.getByRole('combobox', { name: 'Stato' }).selectOption({ label: 'Chiusi' });
  const list = page.getByRole('region', { name: /contatti/i });
  const rows = list.locator('[data-contact]');
  await expect(rows.first()).toBeVisible();
  // With the mouse in it, where what is new waits: further pages are not "new".
  await rows.first().hover();
  await expect
    .poll(
      async () => {
        await list.evaluate((box) => box.scrollTo({ top: box.scrollHeight }));
        return Number(await list.getByRole('listitem').last().getAttribute('aria-posinset'));
      },
      { timeout: 40_000 },
    )
    .toBeGreaterThan(400);
  await expect(page.getByRole('button', { name: /^\d+ nuov[ai]/ })).toHaveCount(0);
  expect(await rows.count()).toBeLessThan(60);
  await expectAccessible(page, list);

  // On with the keys, over the end of what is here.
  await rows.last().focus();
  const before = Number(await list.getByRole('listitem').last().getAttribute('aria-posinset'));
  for (let step = 0; step < 70; step += 1) await page.keyboard.press('j');
  await expect
    .poll(async () =>
      Number(
        await page
          .locator(':focus')
          .locator('xpath=ancestor::*[@role="listitem"]')
          .getAttribute('aria-posinset'),
      ),
    )
    .toBeGreaterThan(before);
  const { count } = await api(countContacts, { query: { open: 'false' } });
  expect(count).toBeGreaterThan(400);
  // Every row is another contact.
  const ids = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('data-contact')));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a conversation of hundreds of messages opens at its end, goes back to its first, and follows what is new', async ({
  page,
}) => {
  // Three hundred messages are written first.
  test.setTimeout(180_000);
  const subject = `Lunga ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'La prima riga di tutte.' });
  await signIn(page, people.agent);
  await take(page, subject);
  const contact = (await contactAbout(subject))!;
  const write = (text: string) =>
    api(sendMessage, {
      params: { id: contact.conversation },
      body: { kind: 'note', text, attachments: [], mentions: [], cc: [], standardTexts: [] } as never,
    });
  for (let start = 0; start < 300; start += 20)
    for (let index = start; index < start + 20; index += 1)
      await write(`Nota numero ${index}${index % 7 === 0 ? ', con\npiù\nrighe' : ''}.`);
  expect(
    (await api(listMessages, { params: { id: contact.conversation }, query: { limit: 200 } })).items.length,
  ).toBe(200);
  await page.reload();
  const log = thread(page).getByRole('log');
  await expect(log.getByText('Nota numero 299.')).toBeInViewport();

  // Back to the beginning: what one reads stays in its place while older pages come in above.
  await expect
    .poll(
      async () => {
        await log.evaluate((box) => box.scrollTo({ top: 0 }));
        return log.getByText('La prima riga di tutte.').count();
      },
      { timeout: 40_000 },
    )
    .toBeGreaterThan(0);
  await expect(log.getByText('La prima riga di tutte.').first()).toBeInViewport();
  expect(await log.getByRole('article').count()).toBeLessThan(90);
  await expect(log).toHaveAttribute('aria-live', 'off');

  // Something new at the foot does not pull the reader down; a button says so.
  await write('Appena arrivata.');
  const below = page.getByRole('button', { name: /1 nuovo messaggio/ });
  await expect(below).toBeVisible();
  await expect(log.getByText('La prima riga di tutte.').first()).toBeInViewport();
  await below.click();
  await expect(log.getByText('Appena arrivata.')).toBeInViewport();
  await write('E ancora una.');
  await expect(log.getByText('E ancora una.')).toBeInViewport();
});
