import { randomUUID } from 'node:crypto';
import { openCase } from '#contract/cases.ts';
import { searchCustomers } from '#contract/customers.ts';
import { getOutboxItem, listOutbox } from '#contract/email.ts';
import { createCentre, listCentres, updateCentre } from '#contract/escalations.ts';
import { listQueues } from '#contract/routing.ts';
import {
  api,
  baseUrl,
  expect,
  expectAccessible,
  people,
  sendMail,
  showIn,
  signIn,
  test,
} from './support/story.ts';

test('a question goes by e-mail to somebody who never signs in; the reply is on the case, becomes an opinion, and is proposed to the next', async ({
  page,
}) => {
  const mark = `zx${randomUUID().slice(0, 8)}`;
  const expert = `tecnico-${mark}@example.org`;
  const { items } = await api(searchCustomers, { query: { search: 'rossi', limit: 1 } });
  const office = (await api(listQueues)).items.find(({ code }) => code === 'ufficio')!;
  const centre = await api(createCentre, {
    body: { name: `Centro ${mark}`, promiseMinutes: 480, addresses: [expert] },
  });
  const kase = await api(openCase, {
    body: {
      type: 'information',
      subject: `Perdita ${mark}`,
      customer: items[0]!.id,
      service: office.serviceId,
      tellCustomer: false,
    },
  });
  const question = `Chi ripara la condotta ${mark} del cortile?`;

  await signIn(page, people.supervisor);
  await page.goto(`${baseUrl}/cases/${kase.id}`);
  await page.getByRole('button', { name: 'Chiedi un parere' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Centro', { exact: true }).selectOption({ label: centre.name });
  await dialog.getByRole('textbox', { name: 'Quesito' }).fill(question);
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Invia il quesito' }).click();
  await expect(dialog).toBeHidden();
  const panel = page.getByRole('region', { name: /^Quesiti ai centri/ });
  await expect(panel.getByText(question)).toBeVisible();

  const find = async () => (await api(listOutbox, { query: { to: expert } })).items[0] ?? null;
  await expect.poll(find, { timeout: 30_000 }).not.toBeNull();
  const letter = await api(getOutboxItem, { params: { id: (await find())!.id } });
  await sendMail({
    from: `Ugo Tubi <${expert}>`,
    to: letter.from,
    subject: `R: ${letter.subject}`,
    text: `Il condominio ${mark}.`,
  });
  await expect(panel.getByText(`Il condominio ${mark}.`)).toBeVisible({ timeout: 30_000 });
  await expect(panel.getByText(`Ugo Tubi, per e-mail da ${expert}`)).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, panel);
  }

  await panel.getByRole('button', { name: 'Fanne un parere' }).click();
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Salva' }).click();
  await expect(panel.getByRole('link', { name: 'Parere' })).toBeVisible();

  await panel.getByRole('button', { name: 'Chiedi di nuovo' }).click();
  await dialog.getByRole('textbox', { name: 'Quesito' }).fill(`Condotta ${mark}: la ripara il condominio?`);
  const proposed = dialog.getByRole('region', { name: /^Stesso quesito/ });
  await proposed.getByText(question).click();
  await expectAccessible(page, dialog);
  await proposed.getByRole('button', { name: 'Usa sulla pratica' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`ha usato un parere di ${centre.name}`)).toBeVisible();

  await page.goto(`${baseUrl}/opinions?search=${mark}`);
  await expect(page.getByRole('row').filter({ hasText: mark })).toBeVisible();
  const made = (await api(listCentres)).items.find(({ id }) => id === centre.id)!;
  const { id, ...rest } = made;
  await api(updateCentre, { params: { id }, body: { ...rest, active: false } });
});
