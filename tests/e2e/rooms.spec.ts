import { another, stamp } from './support/desk.ts';
import { baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

test('two colleagues talk in a room: one names the other, who sees it at the top, and answers in the thread', async ({
  page,
}) => {
  const name = `Contatori ${stamp()}`;
  await signIn(page, people.supervisor);
  await page.goto(`${baseUrl}/rooms`);
  await page.getByRole('button', { name: 'Nuova stanza' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nome').fill(name);
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Crea stanza' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();

  const box = page.getByRole('textbox', { name: `Scrivi in ${name}` });
  await box.fill('Chi conosce il modello nuovo? @chi');
  await page.getByRole('option', { name: /Chiara/ }).click();
  await expect(box).toHaveValue(/@Chiara \S+ $/);
  await box.press('Enter');
  const said = page.getByRole('log');
  await expect(said.getByText('Chi conosce il modello nuovo?')).toBeVisible();
  await expect(box).toHaveValue('');

  const chiara = await another(page, people.colleague);
  await chiara.getByRole('button', { name: /menzion/i }).click();
  await chiara.getByRole('menuitem', { name: new RegExp(name) }).click();
  const log = chiara.getByRole('log');
  await expect(log.getByText('Chi conosce il modello nuovo?')).toBeVisible();
  await log.getByRole('button', { name: 'Rispondi' }).click();
  const answer = chiara.getByRole('textbox', { name: /^Rispondi a/ });
  await answer.fill('Io: legge da solo ogni notte.');
  await answer.press('Enter');
  await expect(log.getByText('Io: legge da solo ogni notte.')).toBeVisible();

  await said.getByRole('button', { name: '1 risposta' }).click();
  await expect(said.getByText('Io: legge da solo ogni notte.')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, page.locator('#main'));
  }
});
