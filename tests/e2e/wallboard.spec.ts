import type { Page } from '@playwright/test';
import { createThreshold, deleteThreshold } from '#contract/figures.ts';
import { createQueue, listQueues, updateQueue } from '#contract/routing.ts';
import { wallboard } from '#contract/wallboard.ts';
import { another, giveWorkBack, stamp } from './support/desk.ts';
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

test.afterEach(giveWorkBack);

const table = (page: Page, name = 'Code') => page.getByRole('table', { name, exact: true });
const rowOf = (page: Page, name: string) => table(page).getByRole('row').filter({ hasText: name });
const open = async (page: Page) => {
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { name: 'Tabellone' })).toBeVisible();
  await expect(table(page)).toBeVisible();
};
/** What the first cell after the name says: how many wait. */
const waiting = (page: Page, name: string) => rowOf(page, name).getByRole('cell').first();
const figuresOf = async (name: string) => {
  const { rows } = await api(wallboard, { query: { by: 'queue' } });
  return rows.find((one) => one.name === name)!;
};
const bills = 'Bollette e contratti';

test('a supervisor sees figures move as things happen, sorts them, opens a row and groups them otherwise', async ({
  page,
}) => {
  await signIn(page, people.supervisor);
  await open(page);
  await expectAccessible(page, table(page));
  await showIn(page, 'dark');
  await expectAccessible(page, table(page));
  await showIn(page, 'light');
  await expect(page.getByText(/in diretta, \d+ s fa/)).toBeVisible();

  const before = await figuresOf(bills);
  await expect(waiting(page, bills)).toContainText(String(before.waiting));
  await sendMail({ to: 'info', subject: `Tabellone ${stamp()}`, text: 'Una domanda sulla bolletta.' });
  await expect.poll(async () => (await figuresOf(bills)).waiting).toBe(before.waiting + 1);
  await expect(waiting(page, bills)).toContainText(String(before.waiting + 1));

  // The highest first, the lowest first, then the gravest first again.
  const head = (name: string) => table(page).getByRole('columnheader', { name });
  await head('Offerti').getByRole('button').click();
  await expect(head('Offerti')).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=-offered/);
  const offered = async () =>
    (await table(page).locator('tbody tr').all()).map((one) => one.locator('td').nth(4).innerText());
  const numbers = async () =>
    (await Promise.all(await offered())).map((text) => Number(text.replace('.', '')));
  expect(await numbers()).toEqual((await numbers()).toSorted((one, other) => other - one));
  await head('Offerti').getByRole('button').click();
  await expect(head('Offerti')).toHaveAttribute('aria-sort', 'ascending');
  expect(await numbers()).toEqual((await numbers()).toSorted((one, other) => one - other));
  await head('Offerti').getByRole('button').click();
  await expect(page).not.toHaveURL(/sort=/);

  // By keys alone: down the names, into a row, and back to where one was.
  const names = table(page).locator('.row-open');
  await names.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(names.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(names.first()).toBeFocused();
  const name = await names.first().innerText();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name });
  await expect(dialog.getByText(/Abbandoni contro, versione 1/)).toBeVisible();
  await expect(dialog.getByText(/Termini: .*Chat/)).toBeVisible();
  await expect(dialog.getByRole('img', { name: /contatti/ })).toBeVisible();
  await expect(dialog.getByRole('link', { name: /Apri la pagina della coda/ })).toHaveAttribute(
    'href',
    /^\/supervisor\/queues\/[\w-]{36}$/,
  );
  await expectAccessible(page, dialog);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(names.first()).toBeFocused();

  await page.getByRole('tab', { name: 'Canali' }).click();
  await expect(table(page, 'Canali').getByRole('button', { name: 'E-mail' })).toBeVisible();
  await page.getByRole('tab', { name: 'Fornitori' }).click();
  const suppliers = table(page, 'Fornitori');
  await expect(suppliers.getByRole('button', { name: 'Voci del Colle' })).toBeVisible();
  await expect(suppliers.getByRole('button', { name: 'Personale proprio' })).toBeVisible();
  // Three people are no group: a lock, and the reason below.
  await expect(suppliers.getByText('Gruppo piccolo: si mostra da 5 persone in su').first()).toBeAttached();
  await expect(page.getByText(/gruppi di almeno 5 persone.*art\. 4/)).toBeVisible();
  await page.getByRole('button', { name: 'Come tabella' }).click();
  await expect(
    page
      .getByRole('region', { name: /Arrivi ogni mezz/ })
      .getByRole('row')
      .nth(1),
  ).toBeVisible();
  await expectAccessible(page, suppliers);

  // A day that is over has no "now".
  await page.getByRole('tab', { name: 'Code' }).click();
  const yesterday = new Date(Date.now() - 86_400_000).toLocaleDateString('sv-SE', {
    timeZone: 'Europe/Rome',
  });
  await page.getByLabel('Giorno').fill(yesterday);
  await expect(page.getByText(/ancora in coda a fine giornata/)).toBeVisible();
  await expect(page.getByText(/in diretta/)).toHaveCount(0);
  await expectAccessible(page, table(page));
  await page.getByRole('button', { name: 'Torna a oggi' }).click();
  await expect(page.getByText('In coda adesso')).toBeVisible();
});

test('figures that are not read again are called late, then still, and live again when the line is back', async ({
  page,
}) => {
  await signIn(page, people.supervisor);
  await page.clock.install();
  await page.goto(`${baseUrl}/wallboard`);
  await expect(page.getByText(/in diretta/)).toBeVisible();
  // For a while only the story moves the clock: on a slow machine the seconds between two looks would count, too.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  await page.context().setOffline(true);
  await page.clock.fastForward(12_000);
  await expect(page.getByText(/in ritardo, \d+ s fa/)).toBeVisible();
  await page.clock.fastForward(20_000);
  await expect(page.getByText(/dati fermi alle \d\d:\d\d/)).toBeVisible();
  await page.clock.resume();
  await expectAccessible(page, table(page));
  await page.context().setOffline(false);
  // What was asked for before the line was back has to fail first: it is asked again in its time.
  await expect(async () => {
    await page.clock.fastForward(3000);
    await expect(page.getByText(/in diretta/)).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 45_000 });
});

test('the board hangs on a wall: in pages that go on, turn and hold by keys, and Esc leads back', async ({
  page,
}) => {
  const { id: _id, open: _open, ...like } = (await api(listQueues)).items[0]!;
  const mark = stamp();
  const more = [];
  for (const number of [1, 2, 3, 4])
    more.push(
      await api(createQueue, {
        body: { ...like, code: `parete-${mark}-${number}`, name: `Parete ${number} (${mark})` },
      }),
    );
  try {
    await signIn(page, people.supervisor);
    await open(page);
    await page.getByRole('button', { name: 'A parete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tabellone a parete' });
    await dialog.getByLabel('Le pagine cambiano ogni').selectOption({ label: '60 secondi' });
    await expectAccessible(page, dialog);
    const [wall] = await Promise.all([
      page.context().waitForEvent('page'),
      dialog.getByRole('link', { name: 'Apri' }).click(),
    ]);
    await expect(wall).toHaveURL(/\/wall\?seconds=60$/);
    await expect(wall.getByRole('heading', { name: /Tabellone\s+tutte le code/ })).toBeVisible();
    await expect(wall.getByRole('navigation')).toHaveCount(0);
    await expect(wall.getByText('In coda adesso')).toBeVisible();
    await expect(wall.getByText(/pagina \d+ di \d+/)).toBeVisible();
    await expectAccessible(wall, table(wall));

    // A page that somebody turned to or held does not go on under their eyes.
    await wall.keyboard.press('Space');
    await expect(wall.getByText(/pagina \d+ di \d+ · ferma/)).toBeVisible();
    const shown = async () => (await wall.getByText(/pagina \d+ di \d+/).innerText()).slice(0, 8);
    const first = await shown();
    const rows = await table(wall).getByRole('rowheader').allInnerTexts();
    await wall.keyboard.press('ArrowRight');
    await expect.poll(shown).not.toBe(first);
    expect(await table(wall).getByRole('rowheader').allInnerTexts()).not.toEqual(rows);
    await wall.keyboard.press('ArrowLeft');
    await expect.poll(shown).toBe(first);
    await wall.keyboard.press('Space');
    await expect(wall.getByText(/ferma/)).toHaveCount(0);

    // What a wall may show is in its address.
    await wall.goto(`${baseUrl}/wall?rows=${more[0]!.id},${more[2]!.id}&look=light`);
    await expect(table(wall).getByRole('rowheader')).toHaveCount(2);
    await expect(wall.getByText('In coda adesso')).toHaveCount(0);
    await expectAccessible(wall, table(wall));
    await wall.keyboard.press('Escape');
    await wall.waitForURL(`${baseUrl}/wallboard`);
    await expect(wall.getByRole('navigation').first()).toBeVisible();
  } finally {
    for (const { id, ...queue } of more)
      await api(updateQueue, { params: { id }, body: { ...queue, active: false } });
  }
});

test('an alert opens on the screens, is taken on by one and seen by the other, and is ended by hand', async ({
  page,
}) => {
  await sendMail({ to: 'info', subject: `Avviso ${stamp()}`, text: 'Una domanda sulla bolletta.' });
  const queue = (await api(listQueues)).items.find((one) => one.name === bills)!;
  await expect.poll(async () => (await figuresOf(bills)).waiting).toBeGreaterThan(0);
  await signIn(page, people.supervisor);
  await open(page);
  const other = await another(page, people.administrator);
  const limit = await api(createThreshold, {
    body: { queueId: queue.id, measure: 'waiting', warn: 0, critical: null, holdSeconds: 0 },
  });
  try {
    const passed = { hasText: /Contatti in attesa: \d+, soglia 0/ };
    const mine = page.getByRole('region', { name: 'Avvisi aperti' }).getByRole('listitem').filter(passed);
    await expect(mine).toContainText(bills, { timeout: 30_000 });
    await expect(mine).toContainText('attenzione');
    await expectAccessible(page, mine);

    // The other one is somewhere else on the desk, and is told there.
    await other.getByRole('button', { name: /Avvisi di soglia, \d+ da prendere in carico/ }).click();
    const theirs = other.getByRole('dialog', { name: 'Avvisi aperti' }).getByRole('listitem').filter(passed);
    await expect(theirs.getByRole('button', { name: /Prendi in carico/ })).toBeVisible();
    await expectAccessible(other, theirs);

    await mine.getByRole('button', { name: /Prendi in carico/ }).click();
    await expect(theirs).toContainText('se ne occupa Elena Pratodolci');
    await theirs.getByRole('button', { name: /Chiudi/ }).click();
    await expect(theirs).toHaveCount(0);
    await expect(mine).toHaveCount(0);
    await page.getByRole('button', { name: 'Ultimi chiusi' }).click();
    const over = page.getByRole('list', { name: 'Ultimi chiusi' }).getByRole('listitem').filter(passed);
    await expect(over.first()).toContainText('chiuso da Roberto Serragelli');
  } finally {
    await api(deleteThreshold, { params: { id: limit.id } });
  }
});
