import { listEntryPoints } from '#contract/entry-points.ts';
import { api, baseUrl, expect, expectAccessible, test } from './support/story.ts';

const pageOf = async (channel: 'portal' | 'kiosk'): Promise<string> => {
  const { items } = await api(listEntryPoints, { query: { channel } });
  return `${baseUrl}/self-service/${items[0]!.id}`;
};

test('somebody gets what they need on the page, by buttons and by words, and is heard in another language', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(await pageOf('portal'));
  const log = page.getByRole('list').first();
  await expect(log).toContainText('Che cosa le serve?');
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page, page.getByRole('button', { name: 'orari e sportelli' }));
  }
  // By the keyboard alone.
  await page.getByRole('button', { name: 'un guasto' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'un guasto senza pericolo' }).click();
  await page.getByRole('textbox').fill('via del mulino 12');
  await page.keyboard.press('Enter');
  await expect(log).toContainText('In Via del Mulino manca l’acqua');
  await page.getByRole('button', { name: 'Sì', exact: true }).click();
  await expect(page.getByText('Fatto. Arrivederci.')).toBeVisible();
  await page.getByLabel('Lingua').selectOption('ar');
  await expect(log).toContainText('بماذا نساعدك؟');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expectAccessible(page, page.getByRole('button', { name: 'الفاتورة' }));
});

test('who asks for a person on the page leaves a number, and hears when it cannot be called', async ({
  page,
}) => {
  await page.goto(await pageOf('portal'));
  await page.getByRole('button', { name: 'Parlare con una persona' }).click();
  const number = page.getByLabel('Il suo numero di telefono');
  await number.fill('12');
  await page.getByRole('button', { name: 'Chiamatemi' }).click();
  await expect(page.getByText('A questo numero non possiamo chiamarla')).toBeVisible();
  await expect(number).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, number);
});

test('a kiosk shows one turn at a time, and begins anew for the next one', async ({ page }) => {
  await page.clock.install();
  await page.goto(await pageOf('kiosk'));
  await page.getByRole('button', { name: 'la bolletta' }).click();
  await expect(page.getByText('Che cosa desidera della bolletta?')).toBeVisible();
  await expect(page.getByText('Che cosa le serve?')).toBeHidden();
  await expectAccessible(page, page.getByRole('button', { name: 'un duplicato' }));
  await page.clock.runFor(50_000);
  await expect(page.getByText('È ancora qui?')).toBeVisible();
  await page.getByRole('button', { name: 'Sono qui' }).click();
  await expect(page.getByText('È ancora qui?')).toBeHidden();
  await page.clock.runFor(61_000);
  await expect(page.getByText('Che cosa le serve?')).toBeVisible();
});

test('a page that is not there says so', async ({ page }) => {
  await page.goto(`${baseUrl}/self-service/00000000-0000-4000-8000-000000000000`);
  await expect(page.getByRole('heading', { name: 'Questa pagina non c’è' })).toBeVisible();
});
