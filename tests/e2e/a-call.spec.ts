import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { openCase } from '#contract/cases.ts';
import { createCustomer } from '#contract/customers.ts';
import { getOutboxItem, listOutbox } from '#contract/email.ts';
import { withPalette } from '../../scripts/lib/png.ts';
import { context, declare, giveWorkBack, reply, stamp } from './support/desk.ts';
import { answeredBy, callDesk, expectHeard, mainNumber, microphoneOf } from './support/phone.ts';
import { api, baseUrl, expect, people, signIn, test } from './support/story.ts';

test.use({ launchOptions: microphoneOf('agent'), viewport: { width: 1440, height: 900 } });

let outside: Browser;
let desk: Awaited<ReturnType<typeof callDesk>>;
let endFlows: () => Promise<void>;
test.beforeAll(async () => {
  outside = await chromium.launch(microphoneOf('caller'));
  await giveWorkBack();
  desk = await callDesk([people.colleague]);
  endFlows = await answeredBy(desk.queue, ['pratica', 'menu']);
});
test.afterAll(async () => {
  await outside.close();
  await giveWorkBack();
  await endFlows();
  await desk.restore();
});

/** The last mail that was sent to an address. */
async function lastMailTo(address: string, about: RegExp) {
  const find = async () =>
    (await api(listOutbox, { query: { to: address } })).items.find(({ subject }) => about.test(subject));
  await expect.poll(find).toBeDefined();
  return api(getOutboxItem, { params: { id: (await find())!.id } });
}

/** Keeps a picture of a page where FILO_PICTURES names a folder: those of the README are made so. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['FILO_PICTURES'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `call-${name}.png`), withPalette(await page.screenshot()));
}

test('somebody calls, says who they are, hears how their case stands, speaks with a person who has it on screen, and is answered by mail', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const mark = stamp();
  const address = `ada.chiamata.${mark}@example.org`;
  const customer = await api(createCustomer, {
    body: {
      name: `Ada Chiamata ${mark}`,
      language: 'it',
      identities: [
        { type: 'email', value: address },
        { type: 'customer_number', value: `77${mark}` },
      ],
    },
  });
  const theCase = await api(openCase, {
    body: {
      type: 'information',
      subject: 'Contatore che perde',
      customer: customer.id,
      service: (await mainNumber()).serviceId,
    },
  });

  const caller = await (
    await outside.newContext({ locale: 'it-IT', baseURL: baseUrl, viewport: { width: 390, height: 844 } })
  ).newPage();
  await caller.goto(desk.path);
  await caller.getByRole('button', { name: 'Chiama' }).click();
  const said = caller.getByRole('log', { name: 'Che cosa ti diciamo' });
  const press = async (keys: string) => {
    for (const key of keys) await caller.getByRole('button', { name: `Tasto ${key}`, exact: true }).click();
  };
  /** Presses the key that is said for something. */
  const choose = async (what: RegExp) => {
    const asked = new RegExp(`Per ${what.source}, prema (\\d)`);
    await expect(said).toContainText(asked);
    await press(asked.exec(await said.innerText())![1]!);
  };
  await choose(/l[’']italiano/);
  await choose(/una pratica o un reclamo/);
  await expect(said).toContainText('Qual è il suo codice cliente');
  await press(`77${mark}#`);
  const { text } = await lastMailTo(address, /codice/i);
  const code = /\b\d{6}\b/.exec(text)![0];
  await picture(caller, 'asked');
  await press(`${code}#`);
  await expect(said).toContainText(`«Contatore che perde»`);
  await picture(caller, 'answered');
  await expect(said).toContainText('Vuole aggiungere qualcosa');
  await press('0');
  await expect(caller.getByText(/^Sei in attesa/)).toBeVisible();

  await signIn(page, people.colleague);
  await page.getByRole('button', { name: 'Telefono spento' }).click();
  await page.getByRole('menuitem', { name: 'Accendi il telefono' }).click();
  await declare(page, 'Disponibile');
  await expect(page.getByRole('alertdialog', { name: customer.name })).toBeVisible();
  await page.keyboard.press('F2');
  // Who they are, how they proved it, what they asked, and their case: before the first word.
  const story = page.getByRole('region', { name: 'Prima di lei: il percorso automatico' });
  await expect(story).toContainText('Identificato con il codice cliente');
  await expect(story).toContainText('e il codice mandato per e-mail');
  await expect(context(page)).toContainText(customer.name);
  await expect(context(page)).toContainText(theCase.number);
  await expectHeard(caller, ['agent']);
  await picture(page, 'spoken');

  await caller.getByRole('button', { name: 'Chiudi la chiamata' }).click();
  await expect(caller.getByText('Hai chiuso la chiamata.')).toBeVisible();

  await page.goto(`${baseUrl}/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Scrivi' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Oggetto').fill(`Il tecnico, domani: ${theCase.number}`);
  await dialog.getByRole('button', { name: 'Apri la conversazione' }).click();
  await reply(page).fill('Gentile cliente, il tecnico passa domani fra le 9 e le 11.');
  await page.keyboard.press('Control+Enter');
  const answer = await lastMailTo(address, /Il tecnico, domani/);
  expect(answer.text).toContain('il tecnico passa domani');
  await picture(page, 'written');
});
