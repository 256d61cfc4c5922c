import { baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

test('an article is found with a slip of the pen and read in the desk; the same stands on the help site, without script', async ({
  page,
  browser,
}) => {
  await signIn(page, people.agent);
  await page.goto(`${baseUrl}/knowledge`);
  await page.getByRole('searchbox', { name: 'Cerca nelle schede' }).fill('lacqua è toribda');
  await expect(page.getByText('Cercato anche: acqua, torbida.')).toBeVisible();
  // The best one is open beside the list.
  await expect(page.getByRole('heading', { name: /Acqua torbida/ })).toBeVisible();
  await expect(page.getByText('ruggine delle tubature')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, page.locator('#main'));
  }

  const plain = await (await browser.newContext({ javaScriptEnabled: false, locale: 'it-IT' })).newPage();
  await plain.goto(`${baseUrl}/help`);
  await plain.getByLabel('Che cosa ti serve?').fill('acqua gialla dal rubinetto');
  await plain.getByRole('button', { name: 'Cerca' }).click();
  await plain.getByRole('link', { name: /Acqua torbida/ }).click();
  await expect(plain.getByRole('heading', { level: 1, name: /Acqua torbida/ })).toBeVisible();
  const data = await plain.locator('script[type="application/ld+json"]').allTextContents();
  expect(data.map((text) => JSON.parse(text) as { '@type'?: string }).length).toBeGreaterThan(0);
  await plain.context().close();
});
