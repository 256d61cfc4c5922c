import { baseUrl, expect, people, signIn, test } from './support/story.ts';

test('no screen of the desk scrolls sideways at 1024 pixels, and the staff stand whole in their list', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await signIn(page, people.administrator);
  for (const [path, shown] of [
    ['/inbox', page.getByRole('heading', { name: 'Posta' })],
    ['/supervisor', page.getByRole('table', { name: 'Code' })],
    ['/wallboard', page.getByRole('table', { name: 'Code' })],
    ['/customers', page.getByRole('heading', { name: 'Clienti' })],
    ['/admin/staff', page.getByRole('table', { name: 'Personale' })],
  ] as const) {
    await page.goto(`${baseUrl}${path}`);
    await expect(shown).toBeVisible();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1024);
  }
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  const list = page.locator('.records-list');
  expect(await list.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
});
