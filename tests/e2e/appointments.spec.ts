import { listAppointments } from '#contract/appointments.ts';
import { stamp } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, showIn, signIn, test } from './support/story.ts';

const reception = 'marta@acqueeluce.example.org';

test('the desk books a time for who has no record, finds it by its number, moves it and cancels it', async ({
  page,
}) => {
  const mark = stamp();
  const name = `Gino Prova ${mark}`;
  await signIn(page, reception);
  await page.goto(`${baseUrl}/appointments`);
  await page.getByRole('button', { name: 'Prenota', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Chi è').fill(name);
  // The last free time of the last day that is shown: nobody else wants it.
  const times = () => dialog.getByRole('radiogroup').last().getByRole('radio');
  await dialog.getByRole('radiogroup', { name: 'Giorno' }).getByRole('radio').last().check({ force: true });
  await times().last().check({ force: true });
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, dialog);
  }
  // Somebody without a record has to be reached somehow.
  await dialog.getByRole('button', { name: 'Prenota' }).click();
  await expect(dialog.getByText('serve un numero di telefono o un indirizzo e-mail')).toBeVisible();
  await dialog.getByLabel('E-mail', { exact: true }).fill(`gino-${mark}@example.org`);
  await dialog.getByRole('button', { name: 'Prenota' }).click();
  const told = page.getByText(/^Prenotato: .*, numero [\d ]+/);
  await expect(told).toBeVisible();
  await expect(dialog).toBeHidden();

  // Whoever calls says their number.
  const number = /numero ([\d ]+)/.exec(await told.innerText())![1]!.replaceAll(' ', '');
  await page.getByRole('searchbox', { name: 'Cerca per numero' }).fill(number);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toBeVisible();
  const find = async () => (await api(listAppointments, { query: { number } })).items[0]!;
  const first = await find();

  await row.getByRole('button', { name: `Sposta: ${name}` }).click();
  await times().first().check({ force: true });
  await dialog.getByRole('button', { name: 'Sposta' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await find()).start).not.toBe(first.start);
  await expectAccessible(page, row);

  await row.getByRole('button', { name: `Annulla appuntamento: ${name}` }).click();
  await expectAccessible(page, dialog);
  await dialog.getByRole('textbox').fill('Prova');
  await dialog.getByRole('button', { name: 'Annulla appuntamento' }).click();
  await expect(dialog).toBeHidden();
  await expect(row.getByText('Annullato')).toBeVisible();
});
