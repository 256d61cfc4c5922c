import type { Page } from '@playwright/test';
import { getContact, listLegs } from '#contract/contacts.ts';
import { searchCustomers } from '#contract/customers.ts';
import { listOutbound, updateOutbound } from '#contract/outbound.ts';
import { endQueue, ownQueue, serving, telephone } from './support/calls.ts';
import { giveWorkBack, stamp } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// Calls that agents place. A gateway without any voice dials, and says what happens at the other end.

let line: Awaited<ReturnType<typeof telephone>>;
let service: string;
const undo: (() => Promise<unknown>)[] = [];
test.beforeAll(async () => {
  const queue = await ownQueue('Chiamate nostre');
  undo.push(() => endQueue(queue));
  undo.push(await serving('phone', { [people.colleague]: [queue] }));
  line = await telephone(queue, { dials: true });
  undo.push(() => line.hangUp());
  service = queue.serviceId;
  const before = (await api(listOutbound)).items.find(({ id }) => id === service)!;
  const { id: _id, serviceName: _name, number: _number, ...body } = before;
  undo.push(() => api(updateOutbound, { params: { id: service }, body }));
  await api(updateOutbound, {
    params: { id: service },
    body: { ...body, entryPoint: line.entryPoint, emergency: false },
  });
});
test.afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});
test.afterEach(giveWorkBack);

const panel = (page: Page) => page.getByRole('region', { name: 'Telefonata' });
/** The call to a number, once somebody is to dial it. */
async function called(to: string) {
  const find = async () => (await line.double.open()).find(({ customerNumber }) => customerNumber === to);
  await expect.poll(find, { timeout: 30_000 }).toBeDefined();
  const call = (await find())!;
  return { ...call, contact: call.contact! };
}
const wrapUp = async (page: Page) => {
  await page.getByRole('combobox', { name: 'Classificazione' }).fill('contatore');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: "Salva l'esito" }).click();
};
const stateOf = async (contact: string) => (await api(getContact, { params: { id: contact } })).state;

test('a number is called from the record, talked on and hung up; another from the palette is busy', async ({
  page,
}) => {
  const { double, own } = line;
  const { items } = await api(searchCustomers, { query: { state: 'known' } });
  const customer = items.find(({ identities }) => identities.some(({ type }) => type === 'phone'))!;
  const number = customer.identities.find(({ type }) => type === 'phone')!.value;
  await signIn(page, people.colleague);
  await page.goto(`${baseUrl}/customers/${customer.id}`);
  await page.getByRole('button', { name: /^Chiama \+39/ }).click();
  const dialog = page.getByRole('dialog', { name: `Chiama ${customer.name}` });
  await dialog.getByLabel('A nome di').selectOption(service);
  await expect(dialog.getByText(new RegExp(`vede .*${own.slice(-4)}`))).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, dialog);
  }
  // What may not be dialled is told at the field.
  const field = dialog.getByLabel('Numero da chiamare');
  const known = await field.inputValue();
  await field.fill('112');
  await dialog.getByRole('button', { name: 'Chiama', exact: true }).click();
  await expect(dialog.getByText('È un numero di emergenza')).toBeVisible();
  await field.fill(known);
  await dialog.getByRole('button', { name: 'Chiama', exact: true }).click();

  await expect(panel(page).getByText('si compone il numero')).toBeVisible();
  const first = await called(number);
  expect(first).toMatchObject({ direction: 'out', wanted: 'dial', ownNumber: own });
  await double.tell(first.id, 'ringing');
  await expect(panel(page).getByText('squilla', { exact: true })).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'In attesa' })).toBeHidden();
  await double.tell(first.id, 'answered');
  await double.wanted(first.contact, 'talk');
  await double.tell(first.id, 'connected');
  await expect(panel(page).getByText('in linea', { exact: true })).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, panel(page));
  }
  await page.keyboard.press('u');
  await double.wanted(first.contact, 'end');
  await double.tell(first.id, 'ended', { by: 'agent', cause: 'hung_up' });
  await expect.poll(() => stateOf(first.contact)).toBe('wrap_up');
  const outcomes = page.getByRole('group', { name: 'Esito' });
  await expect(outcomes.getByRole('button', { pressed: true })).toHaveCount(0);
  await outcomes.getByRole('button').first().click();
  await wrapUp(page);
  await expect.poll(() => stateOf(first.contact)).toBe('closed');

  // From anywhere, by the keyboard alone.
  const digits = `055${stamp().slice(-6)}`;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Cerca/ }).fill(digits);
  await page.getByRole('option', { name: `Chiama ${digits}` }).click();
  const again = page.getByRole('dialog', { name: 'Chiama un numero' });
  await expect(again.getByLabel('A nome di')).toHaveValue(service);
  await again.getByLabel('Numero da chiamare').press('Enter');
  const second = await called(`+39${digits}`);
  await double.tell(second.id, 'ended', { by: 'gateway', cause: 'busy' });
  await expect(panel(page).getByText('occupato', { exact: true })).toBeVisible();
  await expect(outcomes.getByRole('button', { pressed: true })).toHaveText(/Occupato/);
  await wrapUp(page);
  await expect.poll(() => stateOf(second.contact)).toBe('closed');
  const legs = (await api(listLegs, { params: { id: second.contact } })).items;
  expect(legs.map(({ kind, result }) => `${kind} ${result}`)).toEqual([
    'handle unreached',
    'wrap_up completed',
  ]);
});
