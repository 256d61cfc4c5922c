import type { Page } from '@playwright/test';
import { getContact, listContacts } from '#contract/contacts.ts';
import { createEntryPoint, listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import { endQueue, ownQueue, serving } from './support/calls.ts';
import { another, declare, giveWorkBack, reply, stamp, thread, wrapUp } from './support/desk.ts';
import { api, expect, expectAccessible, people, sendMail, showIn, signIn, test } from './support/story.ts';

const strip = (page: Page) => page.getByRole('region', { name: /^Consulto/ });
const mailbox = `esperti${stamp()}`;
let letters: Awaited<ReturnType<typeof ownQueue>>;
let experts: Awaited<ReturnType<typeof ownQueue>>;
// What was set up is taken back in turn, the last first, whatever went wrong meanwhile.
const undo: (() => Promise<void>)[] = [];

test.beforeAll(async () => {
  letters = await ownQueue('Lettere');
  undo.push(() => endQueue(letters));
  experts = await ownQueue('Consulti');
  undo.push(() => endQueue(experts));
  undo.push(await serving('email', { [people.colleague]: [letters], [people.teamMate]: [experts] }));
  const points = (await api(listEntryPoints, { query: { channel: 'email' } })).items;
  const like = points.find(({ serviceId }) => serviceId === letters.serviceId)!;
  const { id: _id, url: _url, ...input } = like;
  const address = `${mailbox}@${like.address.split('@')[1]}`;
  const body = { ...input, name: `Lettere ${mailbox}`, address, queueId: letters.id };
  const { id } = await api(createEntryPoint, { body });
  undo.push(async () => {
    await api(updateEntryPoint, { params: { id }, body: { ...body, active: false } });
  });
});
test.afterAll(async () => {
  for (const back of undo.toReversed()) await back();
});
test.afterEach(giveWorkBack);

test('a queue is asked about a mail: whoever serves it answers, the asker’s list says so, and the mail goes to them', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const subject = `Subentro ${stamp()}`;
  await signIn(page, people.colleague);
  await declare(page, 'Disponibile');
  await sendMail({ to: mailbox, subject, text: 'Posso subentrare senza cambiare contatore?' });
  await expect(page.getByRole('alertdialog').getByText(subject)).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('F2');
  await expect(reply(page)).toBeVisible();
  const [contact] = (await api(listContacts, { query: { search: subject } })).items;

  await reply(page).press('Escape');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Chiedi un consulto' });
  await dialog.getByRole('tab', { name: 'Coda' }).click();
  await dialog.getByRole('radio', { name: new RegExp(experts.name) }).check();
  await dialog.getByLabel('Che cosa chiedi').fill('Il contatore resta lo stesso?');
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('button', { name: new RegExp(subject) });
  await expect(row.getByText('consulto chiesto')).toBeVisible();
  // The mail goes on meanwhile: it can be answered, and is nobody else's.
  await expect(reply(page)).toBeVisible();

  const other = await another(page, people.teamMate);
  await declare(other, 'Disponibile');
  await expect(other.getByRole('alertdialog').getByText('Il contatore resta lo stesso?')).toBeVisible();
  await other.keyboard.press('F2');
  await expect(strip(other)).toBeVisible();
  await page.bringToFront();
  await expect(row.getByText('consulto con Davide Collebruni')).toBeVisible();
  await other.bringToFront();
  await strip(other)
    .getByRole('textbox', { name: /^Scrivi a/ })
    .fill('Sì, cambia solo l’intestatario.');
  await other.keyboard.press('Enter');
  await page.bringToFront();
  await expect(row.getByText('ha risposto Davide Collebruni')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, row);
  }
  await expect(strip(page).getByText('Sì, cambia solo l’intestatario.')).toBeVisible();

  // Given away after all: it is of the queue that was asked from now on.
  await reply(page).press('Escape');
  await page.keyboard.press('v');
  await expect(strip(page)).toBeHidden();
  await expect(row).toBeHidden();
  await other.bringToFront();
  await expect(reply(other)).toBeVisible();
  await expect(thread(other).getByRole('article').getByText('Sì, cambia solo l’intestatario.')).toBeVisible();
  expect(await api(getContact, { params: { id: contact!.id } })).toMatchObject({
    queueName: experts.name,
    agentName: 'Davide Collebruni',
    state: 'active',
  });
  await wrapUp(other);
});
