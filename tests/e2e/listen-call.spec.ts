import { chromium, type Browser, type Page } from '@playwright/test';
import { listAudit } from '#contract/access.ts';
import { listLegs } from '#contract/contacts.ts';
import { endAgreement, recordAgreement } from '#contract/figures.ts';
import { callOfContact } from '#contract/voice.ts';
import { declare, giveWorkBack, stamp } from './support/desk.ts';
import { callDesk, expectHeard, heardIn, microphoneOf } from './support/phone.ts';
import { api, baseUrl, expect, expectAccessible, people, showIn, signIn, test } from './support/story.ts';

test.use({ launchOptions: microphoneOf('agent') });

let desk: Awaited<ReturnType<typeof callDesk>>;
let agreement: string;
const browsers: Browser[] = [];
test.beforeAll(async () => {
  desk = await callDesk([people.colleague, people.supervisor]);
  const made = await api(recordAgreement, {
    body: {
      covers: ['listening'],
      reference: `Accordo di prova ${stamp()}`,
      signedOn: '2026-01-15',
      sites: 'sede di prova',
      purposes: 'prova del programma con dati inventati',
      retentionDays: 30,
    },
  });
  agreement = made.id;
});
test.afterAll(async () => {
  await api(endAgreement, { params: { id: agreement }, body: { why: 'fine della prova' } });
  await desk.restore();
});
test.afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
  await giveWorkBack();
});

/** A page in a browser of its own, whose microphone hears a voice of its own. */
async function pageWith(voice: 'caller' | 'supervisor'): Promise<Page> {
  const browser = await chromium.launch(microphoneOf(voice));
  browsers.push(browser);
  const context = await browser.newContext({
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    viewport: { width: 1440, height: 900 },
    baseURL: baseUrl,
  });
  return context.newPage();
}

test('a supervisor listens to a call, is heard by the agent alone, then by both, and takes it over', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const name = `Ada Ascolto ${stamp()}`;
  const why = `primo giorno al telefono ${stamp()}`;
  await signIn(page, people.colleague);
  await page.getByRole('button', { name: 'Telefono spento' }).click();
  await page.getByRole('menuitem', { name: 'Accendi il telefono' }).click();
  await expect(page.getByRole('button', { name: 'Telefono acceso' })).toBeVisible();
  await declare(page, 'Disponibile');
  const caller = await pageWith('caller');
  await caller.goto(desk.path);
  await caller.getByLabel('Come ti chiami').fill(name);
  await caller.getByRole('button', { name: 'Chiama' }).click();
  await expect(page.getByRole('alertdialog', { name })).toBeVisible();
  await page.keyboard.press('F2');
  await expectHeard(caller, ['agent']);
  const contact = /inbox\/([0-9a-f-]{36})/.exec(page.url())![1]!;

  // The call is in the list; one's own telephone is off, which is said and mended there.
  const boss = await pageWith('supervisor');
  await signIn(boss, people.supervisor);
  await boss.keyboard.press('g');
  await boss.keyboard.press('l');
  const row = boss.getByRole('region', { name: 'In corso' }).getByRole('button', { name: new RegExp(name) });
  await expect(row).toContainText('in linea');
  await row.click();
  const followed = boss.getByRole('main', { name: 'Conversazione seguita' });
  await expect(followed.getByText('La telefonata si ascolta dal tuo telefono, che è spento.')).toBeVisible();
  await boss.getByLabel('Perché').fill(why);
  await expect(followed.getByRole('button', { name: 'Ascolta la telefonata' })).toBeDisabled();
  await expectAccessible(boss, followed);
  await followed.getByRole('button', { name: 'Accendi il telefono' }).click();
  await followed.getByRole('button', { name: 'Ascolta la telefonata' }).click();
  const state = followed.getByText('Ascolti: non ti sente nessuno.');
  await expect(state).toBeVisible();
  await expectHeard(boss, ['caller', 'agent']);
  await expect
    .poll(() => followed.getByLabel('Suono').evaluate((one) => (one as unknown as { value: number }).value))
    .toBeGreaterThan(0.2);
  expect(await heardIn(caller)).toEqual(['agent']);
  await expect(page.getByText(`Elena Pratodolci ascolta la tua telefonata con ${name}`)).toBeVisible();
  for (const [who, shown] of [
    [boss, state],
    [page, page.getByText(`«${why}»`).first()],
  ] as const) {
    await expectAccessible(who, shown);
    await showIn(who, 'dark');
    await expectAccessible(who, shown);
    await showIn(who, 'light');
  }

  await boss.keyboard.press('2');
  await expect(followed.getByText(/^Ti sente solo Chiara Fontemarini/)).toBeVisible();
  await expectHeard(page, ['caller', 'supervisor']);
  expect(await heardIn(caller)).toEqual(['agent']);
  await expect(page.getByText('Elena Pratodolci parla a te solo')).toBeVisible();
  // What the agent has to say to that, the customer must not hear: it is written.
  await page.getByRole('textbox', { name: 'Solo per Elena Pratodolci' }).fill('Va bene.');
  await page.getByRole('textbox', { name: 'Solo per Elena Pratodolci' }).press('Enter');
  await expect(boss.getByRole('article', { name: 'Chiara Fontemarini, solo per te' })).toContainText(
    'Va bene.',
  );

  await boss.keyboard.press('3');
  await expectHeard(caller, ['agent', 'supervisor']);
  await expect(page.getByText(`Elena Pratodolci parla con te e con ${name}`)).toBeVisible();
  await boss.keyboard.press('1');
  await expectHeard(caller, ['agent']);

  await boss.keyboard.press('o');
  const dialog = boss.getByRole('dialog', { name: 'Prendere la telefonata di Chiara Fontemarini?' });
  await expectAccessible(boss, dialog);
  await dialog.getByRole('button', { name: 'Prendi la telefonata' }).click();
  await expectHeard(caller, ['supervisor']);
  await expectHeard(boss, ['caller']);
  expect(await heardIn(page)).toEqual([]);
  const { items: legs } = await api(listLegs, { params: { id: contact } });
  expect(
    legs.filter(({ kind }) => kind === 'handle').map(({ agentName, result }) => [agentName, result]),
  ).toEqual([
    ['Chiara Fontemarini', 'transferred_out'],
    ['Elena Pratodolci', null],
  ]);
  const audited = (await api(listAudit, { query: { objectId: contact } })).items;
  expect(audited.filter(({ reason }) => reason === why).map(({ action }) => action)).toEqual([
    'contact.pulled',
    'listening.ended',
    'listening.stepped-out',
    'listening.stepped-in',
    'listening.whispered',
    'listening.whispering',
    'listening.started',
  ]);
  await caller.getByRole('button', { name: 'Chiudi la chiamata' }).click();
  await expect
    .poll(async () => (await api(callOfContact, { params: { id: contact } })).call?.state)
    .toBe('ended');
});
