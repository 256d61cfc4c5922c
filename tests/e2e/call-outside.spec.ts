import type { Page } from '@playwright/test';
import { getContact, listLegs } from '#contract/contacts.ts';
import { endQueue, ownQueue, serving, telephone } from './support/calls.ts';
import { declare, giveWorkBack, stamp } from './support/desk.ts';
import { api, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// A call that its agent takes to a number outside. A gateway without any voice dials, and says what happens there.

let line: Awaited<ReturnType<typeof telephone>>;
const undo: (() => Promise<unknown>)[] = [];
test.beforeAll(async () => {
  const queue = await ownQueue('Passate fuori');
  undo.push(() => endQueue(queue));
  undo.push(await serving('phone', { [people.colleague]: [queue] }));
  line = await telephone(queue, { dials: true });
  undo.push(() => line.hangUp());
});
test.afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});
test.afterEach(giveWorkBack);

const panel = (page: Page) => page.getByRole('region', { name: 'Telefonata' });
const together = (page: Page) => page.getByRole('group', { name: 'Chi è nella telefonata' });

test('a number outside is asked, busy it says so, spoken with by three it gets the customer', async ({
  page,
}) => {
  const { double, own } = line;
  const from = `+39333${stamp()}`;
  await signIn(page, people.colleague);
  await declare(page, 'Disponibile');
  const call = (await double.call(from, own)).body;
  const contact = call.contact!;
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('F2');
  await double.wanted(contact, 'talk');
  await double.tell(call.id, 'connected');
  await expect(panel(page).getByText('in linea', { exact: true })).toBeVisible();
  const outside = async () => (await double.open()).find(({ id }) => id === call.id)?.outside;

  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Chiedi un consulto' });
  await dialog.getByRole('tab', { name: 'Numero esterno' }).click();
  const field = dialog.getByRole('textbox', { name: 'Numero esterno' });
  // What may not be dialled is told at the field.
  await field.fill('112');
  await dialog.getByRole('button', { name: 'Chiama' }).click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, dialog);
  }
  await field.fill('0577 284111');
  await dialog.getByRole('button', { name: 'Chiama' }).click();
  await expect(together(page)).toContainText('Si chiama');
  await expect.poll(outside).toMatchObject({ number: '+390577284111', state: 'dialling' });
  await double.tellOutside(call.id, (await outside())!.id, 'ringing');
  await expect(together(page)).toContainText('squilla');
  await double.tellOutside(call.id, (await outside())!.id, 'ended', 'busy');
  await expect(together(page)).toContainText('è occupato. Il cliente è di nuovo con te.');
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, panel(page));
  }

  await together(page).getByRole('button', { name: 'Riprova' }).click();
  await expect.poll(outside).toMatchObject({ state: 'dialling' });
  await double.tellOutside(call.id, (await outside())!.id, 'answered');
  await expect(together(page)).toContainText('Il cliente è in attesa con la musica e non vi sente.');
  await double.wanted(contact, 'hold');
  await page.keyboard.press('y');
  await expect(together(page)).toContainText('vi sentite tutti');
  expect((await double.wanted(contact, 'talk')).outside).toMatchObject({ together: true });
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, panel(page));
  }
  await page.keyboard.press('v');
  await double.wanted(contact, 'outside');
  await expect(panel(page).getByText(/^in linea con/)).toBeVisible();
  await expect.poll(async () => (await api(getContact, { params: { id: contact } })).agent).not.toBeNull();
  const legs = (await api(listLegs, { params: { id: contact } })).items;
  expect(legs.map(({ kind, result }) => `${kind} ${result}`)).toEqual(
    expect.arrayContaining(['outside busy', 'outside transferred_out', 'handle transferred_out']),
  );
  await double.tell(call.id, 'ended', { by: 'customer', cause: 'hung_up' });
});
