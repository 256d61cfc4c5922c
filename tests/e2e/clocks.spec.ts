import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { createService, createStaff, listRoles } from '#contract/access.ts';
import { createCalendar } from '#contract/calendars.ts';
import { putCaseTask } from '#contract/case-work.ts';
import { moveCase, openCase } from '#contract/cases.ts';
import { putClockPlace } from '#contract/clocks.ts';
import { createCustomer } from '#contract/customers.ts';
import { pageInTime, serverInTime, type ServerInTime } from './support/own-time.ts';
import { expect, expectAccessible, showIn, signIn, test } from './support/story.ts';

// Time limits over weeks and months, on a server in which they pass in a moment. Easter of 2030 is on 21 April.
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const secret = 'prova-orologi-2030';
const ida = 'ida@comune.example.org';
const rosa = 'rosa@comune.example.org';
let server: ServerInTime;
let water: string;
let power: string;
let owner: string;
let customer: string;

test.beforeAll(async () => {
  server = await serverInTime('2030-04-15T10:00:00+02:00');
  const { api } = server;
  const { id: calendar } = await api(createCalendar, {
    body: {
      name: 'Uffici',
      patronDay: '04-30',
      patronName: 'Santa Prova',
      openings: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' })),
    },
  });
  const service = async (code: string, name: string, regulation: string) => {
    const { id } = await api(createService, { body: { code, name } });
    await api(putClockPlace, {
      params: { id },
      body: { regulations: [regulation], calendar, territory: null },
    });
    return id;
  };
  water = await service('acqua', 'Acqua', 'rqsii');
  power = await service('luce', 'Luce', 'tiqv');
  const roles = (await api(listRoles)).items;
  const member = async (email: string, name: string, role: string) =>
    (
      await api(createStaff, {
        body: {
          email,
          name,
          publicName: name,
          password: secret,
          grants: [{ roleId: roles.find(({ code }) => code === role)!.id }],
        },
      })
    ).id;
  owner = await member(ida, 'Ida Prova', 'supervisor');
  await member(rosa, 'Rosa Prova', 'administrator');
  customer = (
    await api(createCustomer, {
      body: { name: 'Ada Prova', identities: [{ type: 'email', value: 'ada@example.org' }] },
    })
  ).id;
});
test.afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const open = async (type: string, service: string, fields: Record<string, string> = {}) =>
  server.api(openCase, {
    body: { type, subject: 'Bolletta non chiara', customer, service, owner, fields, tellCustomer: false },
  });
/** Goes to another day, and looks at a page of the desk there: nobody stays signed in for weeks. */
async function then(page: Page, to: string, email: string, address: string): Promise<void> {
  await server.travel(to);
  await page.context().clearCookies();
  await pageInTime(page, to);
  await signIn(page, email, secret, server.url);
  await page.goto(`${server.url}${address}`);
}

test('why it is due on the 4th: Easter, a pause and the local holiday are in the count, day by day', async ({
  page,
}) => {
  const one = await open('complaint', water);
  await then(page, '2030-04-23T12:00:00+02:00', ida, `/cases/${one.id}`);
  const limits = page.getByRole('region', { name: 'Tempi' });
  await expect(limits.getByText('4 di 30 giorni lavorativi')).toBeVisible();
  await expect(limits.getByText('31/05/2030')).toBeVisible();
  await limits.getByRole('button', { name: 'Sospendi' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Perché').fill('Manca la foto del contatore');
  await dialog.getByRole('button', { name: 'Sospendi' }).click();
  await expect(limits.getByText(/si aspetta il cliente/)).toBeVisible();

  // Three days later, one of them a holiday anyway, it goes on.
  await then(page, '2030-04-26T09:00:00+02:00', ida, `/cases/${one.id}`);
  await limits.getByRole('button', { name: 'Fai ripartire' }).click();
  await dialog.getByRole('button', { name: 'Fai ripartire' }).click();
  await expect(limits.getByText('04/06/2030')).toBeVisible();
  await limits.getByRole('button', { name: 'Perché?' }).click();
  await expect(dialog.getByRole('heading', { name: /Perché scade .*4 giugno/ })).toBeVisible();
  const count = dialog.getByRole('table', { name: 'Il conto, giorno per giorno' });
  const cell = (day: string) => count.getByRole('cell').filter({ hasText: day });
  for (const [day, why] of [
    ['15 apr', 'ricezione, giorno 0'],
    ['21 apr', 'Pasqua'],
    ['22 apr', "Lunedì dell'Angelo"],
    ['23 apr', 'sospeso'],
    ['24 apr', 'sospeso'],
    ['25 apr', 'Liberazione'],
    ['26 apr', '5'],
    ['30 apr', 'Santa Prova'],
    ['1 mag', 'Festa dei lavoratori'],
    ['2 giu', 'Repubblica'],
    ['4 giu', '30'],
  ] as const)
    await expect(cell(day).filter({ hasText: why }).first()).toBeVisible();
  await expect(count.getByText('sospeso')).toHaveCount(2);
  await expectAccessible(page, dialog);
});

test('a billing rectification that ends at 2.3 times its standard is compensated twice: decided, with billing, credited', async ({
  page,
}) => {
  await server.travel('2030-06-05T10:00:00+02:00');
  const one = await open('billing_rectification', power, { invoice: 'F-1', why: 'tariff' });
  const params = { id: one.id };
  const move = (transition: string, also: Record<string, unknown> = {}) =>
    server.api(moveCase, { params, body: { transition, tellCustomer: false, ...also } });
  await move('take');
  await server.api(putCaseTask, {
    params: { id: one.id, key: 'check_readings' },
    body: { ticks: [0, 1, 2], done: true },
  });
  await server.travel('2030-10-21T10:00:00+02:00');
  await move('reject', { fields: { outcome: 'unfounded' }, resolution: 'Importo confermato' });

  await then(page, '2030-10-21T10:05:00+02:00', rosa, `/cases/${one.id}`);
  const limits = page.getByRole('region', { name: 'Tempi' });
  await expect(limits.getByText('138 di 60 giorni solari')).toBeVisible();
  await expect(limits.getByText('oltre il doppio')).toBeVisible();
  await expect(limits.getByText(/Indennizzo 60,00.*doppio.*da decidere/)).toBeVisible();

  await page.goto(`${server.url}/admin/compensations`);
  const table = page.getByRole('table', { name: 'Indennizzi automatici' });
  const due = table.getByRole('row', { name: new RegExp(one.number) });
  await expect(due).toContainText(/Ada Prova.*2,3×.*60,00.*da decidere/);
  await showIn(page, 'dark');
  await expectAccessible(page, table);
  await due.getByRole('button', { name: 'Approva' }).click();
  await expect(due).toContainText('approvato');
  await page.getByRole('button', { name: 'Passa gli approvati alla fatturazione' }).click();
  await expect(due).toContainText('alla fatturazione');

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Scarica il file' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(2);
  const heads = lines[0]!.replace('\ufeff', '').split(',');
  const said = Object.fromEntries(lines[1]!.split(',').map((value, index) => [heads[index]!, value]));
  expect(said).toMatchObject({
    case: one.number,
    customer_name: 'Ada Prova',
    regulation: 'tiqv',
    standard: 'billing_rectification',
    received_at: expect.stringMatching(/^2030-06-05T08:00:/) as unknown,
    due_at: '2030-08-04T21:59:59.999Z',
    ended_at: expect.stringMatching(/^2030-10-21T08:00:/) as unknown,
    multiple: '2',
    amount_eur: '60.00',
    approved_by: 'Rosa Prova',
  });

  await due.getByRole('button', { name: 'Segna accreditato' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Numero della bolletta').fill('B-2030-77');
  await dialog.getByRole('button', { name: 'Segna accreditato' }).click();
  await expect(due).toContainText(/accreditato.*B-2030-77/);
});
