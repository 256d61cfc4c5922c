import type { Page } from '@playwright/test';
import { caseReport } from '#contract/case-report.ts';
import { listEscalations } from '#contract/escalations.ts';
import { getTellingSettings, putTellingSettings } from '#contract/telling.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// Screens about many cases: they are read, printed and drilled into, and leave nothing behind.

const bothThemes = async (page: Page, shown: ReturnType<Page['locator']>) => {
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, shown);
  }
};

test('the report of cases opens the cases behind a figure, is printed without the desk around it, and can be taken as CSV', async ({
  page,
}) => {
  // The month before: nothing that other stories do is in it.
  const now = new Date();
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 10)).toISOString().slice(0, 10);
  const { totals } = await api(caseReport, { query: { period: 'month', day, type: 'complaint' } });
  expect(totals.now.closed).toBeGreaterThan(0);
  await signIn(page, people.supervisor);
  await page.goto(`${baseUrl}/cases/report?period=month&day=${day}`);
  const table = page.getByRole('table', { name: 'Rapporto delle pratiche' });
  const look = table.getByRole('button', { name: /Chiuse, Totale/ });
  await expect(look).toContainText(String(totals.now.closed));
  await bothThemes(page, table);

  await look.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(`${totals.now.closed} pratiche`)).toBeVisible();
  await expectAccessible(page, dialog);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByText(/^Stampato il/)).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Scarica CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
});

test('what was asked of centres is listed and reported on a small screen in the dark', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  const open = (await api(listEscalations, { query: { open: 'true' } })).items;
  expect(open.length).toBeGreaterThan(0);
  await signIn(page, people.supervisor);
  await showIn(page, 'dark');
  await page.goto(`${baseUrl}/escalations`);
  await expectAccessible(page, page.getByRole('main').getByRole('table'));
  await page.goto(`${baseUrl}/escalations/report`);
  await expectAccessible(page, page.getByRole('main').getByRole('table').first());
});

test('when customers are told is changed by an administrator', async ({ page }) => {
  const before = await api(getTellingSettings);
  try {
    await signIn(page, people.administrator);
    await page.goto(`${baseUrl}/admin/telling`);
    const save = page.getByRole('button', { name: 'Salva' });
    await expect(save).toBeVisible();
    await bothThemes(page, save);
    const minutes = page.getByLabel('Minuti di attesa');
    await minutes.fill(String(before.waitMinutes + 1));
    await save.click();
    await expect.poll(async () => (await api(getTellingSettings)).waitMinutes).toBe(before.waitMinutes + 1);
  } finally {
    await api(putTellingSettings, { body: before });
  }
});
