import type { Page } from '@playwright/test';
import { getContact, listLegs } from '#contract/contacts.ts';
import { listAgents } from '#contract/routing.ts';
import { endQueue, ownQueue, serving, telephone } from './support/calls.ts';
import { another, declare, giveWorkBack, stamp } from './support/desk.ts';
import { api, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

// Calls through the API of voice gateways: a gateway without any voice says what happens on the line, and hears what is
// wanted of it. Nothing is put in place of the system itself.

let front: Awaited<ReturnType<typeof ownQueue>>;
let back: Awaited<ReturnType<typeof ownQueue>>;
let line: Awaited<ReturnType<typeof telephone>>;
// What was set up is taken back in turn, the last first, whatever went wrong meanwhile.
const undo: (() => Promise<void>)[] = [];
test.beforeAll(async () => {
  front = await ownQueue('Telefono');
  undo.push(() => endQueue(front));
  back = await ownQueue('Esperti al telefono');
  undo.push(() => endQueue(back));
  undo.push(await serving('phone', { [people.colleague]: [front], [people.teamMate]: [back] }));
  line = await telephone(front);
  undo.push(() => line.hangUp());
});
test.afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});
test.afterEach(giveWorkBack);

const panel = (page: Page) => page.getByRole('region', { name: 'Telefonata' });
const stateOf = async (contact: string) => (await api(getContact, { params: { id: contact } })).state;
const patiently = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000 });
const idOf = async (name: RegExp) => (await api(listAgents)).items.find((one) => name.test(one.name))!.id;

test('a call waits, is offered, answered with F2, held, helped by a colleague, handed on and wrapped up', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const { double, own } = line;
  const digits = stamp().slice(-6);
  const shown = `+39 055${digits}`;
  const { body: call } = await double.call(`+39055${digits}`, own);
  const { contact } = call;
  // Nobody is there: the caller hears the queue.
  expect(call).toMatchObject({ state: 'waiting', wanted: 'wait', refused: null });
  await patiently(() => stateOf(contact)).toBe('queued');

  await signIn(page, people.colleague);
  await declare(page, 'Disponibile');
  await expect(page.getByRole('alertdialog').getByText('Chiamata in arrivo')).toBeVisible();
  await page.keyboard.press('F2');
  await expect(panel(page).getByText(shown)).toBeVisible();
  await expect(panel(page).getByText('il cliente aspetta')).toBeVisible();
  expect(await double.wanted(contact, 'talk')).toMatchObject({ agent: await idOf(/^Chiara/) });
  await double.tell(call.id, 'connected');
  await expect(panel(page).getByText('in linea', { exact: true })).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, panel(page));
  }

  // On hold and back, by one key.
  await page.keyboard.press('h');
  await expect(panel(page).getByRole('button', { name: 'Riprendi' })).toBeVisible();
  await double.wanted(contact, 'hold');
  await page.keyboard.press('h');
  await expect(panel(page).getByRole('button', { name: 'In attesa' })).toBeVisible();
  await double.wanted(contact, 'talk');

  // A colleague is asked: the customer hears music as long as the two talk about them.
  const other = await another(page, people.teamMate);
  await declare(other, 'Disponibile');
  await page.bringToFront();
  await page.keyboard.press('c');
  const question = page.getByRole('dialog', { name: 'Chiedi un consulto' });
  await question.getByRole('radio', { name: /Davide Collebruni/ }).check();
  await question.getByLabel('Che cosa chiedi').fill('Il contatore è da sostituire?');
  await question.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await expect(question).toBeHidden();
  await other.bringToFront();
  await expect(other.getByRole('alertdialog').getByText(/ti chiede un consulto/)).toBeVisible();
  await other.keyboard.press('F2');
  await double.wanted(contact, 'hold');
  const lineOf = (one: Page) => one.getByRole('region', { name: /^Consulto con/ });
  await lineOf(other)
    .getByRole('textbox', { name: /^Scrivi a/ })
    .fill('Sì, entro la settimana.');
  await other.keyboard.press('Enter');
  await expect(lineOf(page).getByText('Sì, entro la settimana.')).toBeVisible();
  await page.bringToFront();
  await lineOf(page)
    .getByRole('button', { name: /^Termina/ })
    .click();
  await double.wanted(contact, 'talk');
  await expect(lineOf(other)).toBeHidden();

  // Handed on without a word to a queue: the caller waits there, in the place that they had.
  await page.keyboard.press('t');
  const handOn = page.getByRole('dialog', { name: 'Trasferisci il contatto' });
  await handOn.getByRole('radio', { name: new RegExp(back.name) }).check();
  await handOn.getByRole('button', { name: 'Trasferisci', exact: true }).click();
  await expect(handOn).toBeHidden();
  await other.bringToFront();
  await expect(other.getByRole('alertdialog').getByText('Chiamata in arrivo')).toBeVisible();
  await other.keyboard.press('F2');
  await patiently(async () => (await double.open()).find((one) => one.contact === contact)).toMatchObject({
    wanted: 'talk',
    agent: await idOf(/^Davide/),
  });
  await double.tell(call.id, 'connected');

  // The customer hangs up: what is left is the wrap-up.
  await double.tell(call.id, 'ended', { by: 'customer', cause: 'hung_up' });
  await expect(panel(other).getByText('ha riattaccato il cliente')).toBeVisible();
  await patiently(() => stateOf(contact)).toBe('wrap_up');
  await other.getByRole('group', { name: 'Esito' }).getByRole('button').first().click();
  await other.getByRole('combobox', { name: 'Classificazione' }).fill('contatore');
  await other.getByRole('option').first().click();
  await other.getByRole('button', { name: "Salva l'esito" }).click();
  await patiently(() => stateOf(contact)).toBe('closed');
  const legs = (await api(listLegs, { params: { id: contact } })).items.map(({ kind }) => kind);
  for (const kind of ['queue', 'handle', 'hold', 'consult', 'wrap_up']) expect(legs).toContain(kind);
  expect(legs.filter((kind) => kind === 'queue')).toHaveLength(2);
  expect(legs.filter((kind) => kind === 'handle')).toHaveLength(2);
});

test('who hangs up while waiting has abandoned: the offer goes, and nobody can take the call any more', async ({
  page,
}) => {
  const { double, own } = line;
  await signIn(page, people.colleague);
  await declare(page, 'Disponibile');
  const { body: call } = await double.call(`+39055${stamp().slice(-6)}`, own);
  const offer = page.getByRole('alertdialog').getByText('Chiamata in arrivo');
  await expect(offer).toBeVisible();
  await double.tell(call.id, 'ended', { by: 'customer', cause: 'hung_up' });
  await expect(offer).toBeHidden();
  await patiently(() => stateOf(call.contact)).toBe('abandoned');
  expect((await double.open()).filter((one) => one.contact === call.contact)).toEqual([]);
  const legs = (await api(listLegs, { params: { id: call.contact } })).items;
  expect(legs.find(({ kind }) => kind === 'queue')).toMatchObject({ result: 'abandoned' });
});
