import type { Page } from '@playwright/test';
import { listStaff } from '#contract/access.ts';
import { createEntryPoint, listEntryPoints } from '#contract/entry-points.ts';
import { endAgreement, recordAgreement } from '#contract/figures.ts';
import {
  endUpload,
  getRecording,
  listRecordings,
  noticePlayed,
  queueRecording,
  recordingListens,
  setQueueRecording,
  uploadPart,
} from '#contract/recordings.ts';
import { createQueue, listQueues, updateQueue } from '#contract/routing.ts';
import { createProvider, removeProvider } from '#contract/speech.ts';
import { arriveCall, beatGateway, getCall, tellCall } from '#contract/voice.ts';
import { tones } from '#tests/stories/tones.ts';
import { speechDouble, type SpeechDouble } from '#tests/support/speech-double.ts';
import { declare, deskFor, giveWorkBack, stamp } from './support/desk.ts';
import {
  api,
  baseUrl,
  expect,
  expectAccessible,
  people,
  showIn,
  signIn,
  test,
  token,
} from './support/story.ts';

// A gateway without any voice brings the call and uploads tones, and a service that listens to them says what it was told
// to; everything else is as it is.

const mark = stamp();
const number = `+39055${mark.slice(-6)}`;
let queue: { id: string; name: string };
let restore: (() => Promise<void>)[] = [];
let listener: SpeechDouble;

test.beforeAll(async () => {
  const { id: _id, open: _open, emergencyText: _words, ...like } = (await api(listQueues)).items[0]!;
  const body = {
    ...like,
    code: `rec-${mark}`,
    name: `Registrate ${mark}`,
    calendarId: null,
    requires: [],
    wrapUpMode: 'none' as const,
    overflow: [],
    help: [],
    planId: null,
  };
  queue = await api(createQueue, { body });
  const { items } = await api(listEntryPoints, {});
  const { id: _entry, url: _url, ...point } = items.find(({ channel }) => channel === 'chat')!;
  await api(createEntryPoint, {
    body: {
      ...point,
      channel: 'phone',
      name: `Telefono ${mark}`,
      address: `+390588${mark.slice(-6)}`,
      serviceId: like.serviceId,
      queueId: queue.id,
      settings: {},
    },
  });
  const setting = await api(queueRecording, { params: { id: queue.id } });
  await api(setQueueRecording, {
    params: { id: queue.id },
    body: { ...setting, mode: 'all', askWhy: true, transcripts: true },
  });
  const agreement = await api(recordAgreement, {
    body: {
      covers: ['recording', 'transcripts'],
      reference: `Accordo inventato ${mark}`,
      signedOn: '2026-01-15',
      sites: 'Sede inventata',
      purposes: 'Prova delle registrazioni',
      retentionDays: 90,
    },
  });
  listener = await speechDouble();
  listener.hears = [
    { text: `Buongiorno, la bolletta ${mark} è sbagliata.` },
    { text: 'Controllo subito: mi dice la carta?' },
    { text: 'È la 4111 1111 1111 1111.' },
    { text: 'Grazie, la bolletta è corretta.' },
  ];
  const provider = await api(createProvider, {
    body: {
      purpose: 'transcribe',
      name: `Trascrittore ${mark}`,
      baseUrl: listener.url,
      model: 'modello-di-prova',
    },
  });
  restore = [
    async () => {
      await api(removeProvider, { params: { id: provider.id } });
      await listener.stop();
    },
    await deskFor([people.colleague], 'phone', queue.id),
    async () => {
      await api(updateQueue, { params: { id: queue.id }, body: { ...body, active: false } });
    },
    async () => {
      await api(endAgreement, { params: { id: agreement.id }, body: { why: 'fine della prova' } });
    },
  ];
});
test.afterAll(async () => {
  for (const back of restore) await back();
});
test.afterEach(giveWorkBack);

const strip = (page: Page) => page.getByRole('region', { name: 'Registrazione della chiamata' });
const slider = (page: Page) => page.getByRole('slider', { name: 'Punto della registrazione' });
const at = async (page: Page) => Number(await slider(page).getAttribute('aria-valuenow'));

async function upload(call: string, part: number, audio: Buffer, start: number): Promise<void> {
  const path = uploadPart.path.replace(':id', call).replace(':number', String(part));
  const answer = await fetch(`${baseUrl}${path}?start=${start}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: audio as unknown as Uint8Array<ArrayBuffer>,
  });
  if (!answer.ok) throw new Error(`part ${part}: ${answer.status} ${await answer.text()}`);
}

test.describe.serial('a call that is recorded', () => {
  test('is paused by its agent by key, heard with both sides, moved through by keyboard, and noted', async ({
    page,
  }) => {
    const gateway = `registra-${mark}`;
    const params = { name: gateway };
    const beat = () => api(beatGateway, { params, body: { abilities: { dial: false, machine: false } } });
    await beat();
    await signIn(page, people.colleague);
    await declare(page, 'Disponibile');
    const call = await api(arriveCall, {
      body: { gateway, ref: mark, from: number, to: `+390588${mark.slice(-6)}` },
    });
    await api(noticePlayed, {
      params: { id: call.id },
      body: { language: 'it', text: 'La chiamata può essere registrata (prova).' },
    });
    await expect(page.getByRole('alertdialog').getByText('Chiamata in arrivo')).toBeVisible();
    await page.keyboard.press('F2');
    await expect(strip(page).getByText('In registrazione', { exact: true })).toBeVisible();
    await expect(strip(page).getByText('Tutte le chiamate di questa coda si registrano.')).toBeVisible();
    const wanted = async () => (await api(getCall, { params: { id: call.id } })).recording;
    expect(await wanted()).toBe('on');
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, strip(page));
    }

    // Card data: by key, and back by the button.
    await page.keyboard.press('z');
    await expect(strip(page).getByText(/^In pausa/)).toBeVisible();
    expect(await wanted()).toBe('paused');
    await strip(page).getByRole('button', { name: 'Riprendi a registrare' }).click();
    await expect(strip(page).getByText('In registrazione', { exact: true })).toBeVisible();
    expect(await wanted()).toBe('on');

    await beat();
    await api(tellCall, {
      params: { id: call.id },
      body: { event: 'ended', kind: 'ended', by: 'customer', cause: 'hung_up' },
    });
    for (let part = 0; part < 4; part += 1)
      await upload(
        call.id,
        part,
        tones(10_000, part % 2 === 0 ? 440 : 0, part % 2 === 0 ? 0 : 660),
        part * 10_000,
      );
    await api(endUpload, { params: { id: call.id }, body: { parts: 4 } });

    await page.goto(`${baseUrl}/inbox/${call.contact}`);
    // It was theirs alone: no reason is asked.
    await strip(page).getByRole('button', { name: 'Ascolta' }).click();
    await expect(slider(page)).toHaveAttribute('aria-valuetext', '0:00 di 0:40');
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, slider(page));
    }
    await slider(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect(slider(page)).toHaveAttribute('aria-valuetext', '0:05 di 0:40');
    await page.keyboard.press('PageUp');
    await expect(slider(page)).toHaveAttribute('aria-valuetext', '0:35 di 0:40');
    await page.keyboard.press('Home');
    await expect(slider(page)).toHaveAttribute('aria-valuetext', '0:00 di 0:40');
    await strip(page).getByRole('button', { name: 'Riproduci' }).click();
    await expect.poll(() => at(page)).toBeGreaterThan(0);
    await strip(page).getByRole('button', { name: 'Pausa', exact: true }).click();
    await strip(page).getByRole('button', { name: 'Nota qui' }).click();
    await page.getByRole('textbox', { name: /^Nota a 0:/ }).fill(`Buon inizio ${mark}`);
    await page.keyboard.press('Control+Enter');
    await expect(
      strip(page).getByRole('list', { name: 'Note' }).getByText(`Buon inizio ${mark}`),
    ).toBeVisible();

    // What was said, beside the sound: found by its words, played from there by key.
    const written = page.getByRole('region', { name: 'Che cosa si è detto' });
    await expect(written.getByText('Trascritta da una macchina.')).toBeVisible();
    await written.getByRole('button', { name: 'Leggi' }).click();
    const lines = written.getByRole('list', { name: 'Frasi, in ordine' });
    await expect(lines.getByRole('listitem')).toHaveCount(4);
    await expect(lines.getByText('È la •••• •••• •••• ••••.')).toBeVisible();
    await written.getByRole('searchbox').fill('BOLLETTA');
    await expect(written.getByText('1 di 2')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(written.getByText('2 di 2')).toBeVisible();
    await lines.getByRole('button').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(slider(page)).toHaveAttribute('aria-valuetext', /^0:(29|30) di 0:40$/);
    await expect(lines.getByRole('button').last()).toHaveAttribute('aria-current', 'true');
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, written);
    }
  });

  test('is found by a supervisor, heard with a reason, and who heard what stands beside it', async ({
    page,
  }) => {
    const { items } = await api(listRecordings, { query: { queue: queue.id } });
    const id = items[0]!.id;
    await signIn(page, people.supervisor);
    await page.goto(`${baseUrl}/recordings?queue=${queue.id}`);
    const row = page.getByRole('row').filter({ hasText: items[0]!.contactNumber });
    await expect(row.getByText('1 nota')).toBeVisible();
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, row);
    }
    await row.click();
    await expect(page.getByText('La chiamata può essere registrata (prova).')).toBeVisible();
    await page.getByRole('button', { name: 'Ascolta' }).click();
    const why = page.getByRole('dialog', { name: 'Perché vuoi ascoltare?' });
    await why.getByRole('button', { name: 'Ascolta' }).click();
    await expect(why.getByLabel('Perché')).toHaveAttribute('aria-invalid', 'true');
    await expectAccessible(page, why);
    await why.getByLabel('Perché').fill(`Reclamo inventato ${mark}`);
    await why.getByRole('button', { name: 'Ascolta' }).click();
    await expect(slider(page)).toBeVisible();
    // What was heard is told while it plays; a supervisor may not take it away.
    await expect(page.getByRole('button', { name: 'Scarica' })).toBeHidden();
    const box = (await slider(page).boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(slider(page)).toHaveAttribute('aria-valuetext', /^0:(19|20|21) di 0:40$/);
    await page.getByRole('button', { name: 'Riproduci' }).click();
    await expect.poll(() => at(page)).toBeGreaterThan(21);
    await page.getByRole('button', { name: 'Pausa', exact: true }).click();
    const mine = async () =>
      (await api(recordingListens, { params: { id } })).items.find((one) => one.why?.includes(mark) === true);
    await expect.poll(async () => (await mine())?.heard ?? 0).toBeGreaterThan(500);
    expect((await mine())!.from).toBeGreaterThan(15_000);
    // The reason that was given holds for reading too; taking the text away is another permission.
    const written = page.getByRole('region', { name: 'Che cosa si è detto' });
    await written.getByRole('button', { name: 'Leggi' }).click();
    await expect(written.getByRole('listitem').first()).toContainText(mark);
    await expect(written.getByRole('button', { name: 'Copia il testo' })).toBeHidden();
    const reads = async () =>
      (await api(recordingListens, { params: { id } })).items.filter(({ kind }) => kind === 'read').length;
    await expect.poll(reads).toBe(2);
    expect(await api(getRecording, { params: { id } })).toMatchObject({
      transcript: { state: 'done', pieces: 4, done: 4 },
    });
    const staff = (await api(listStaff, { query: { limit: 100 } })).items;
    expect((await mine())!.actorName).toBe(staff.find(({ email }) => email === people.supervisor)!.name);
  });
});

test('an administrator sets on the page of a queue how its calls are recorded', async ({ page }) => {
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/admin/queues`);
  await page.getByRole('row').filter({ hasText: queue.name }).click();
  await page.getByRole('tab', { name: 'Registrazione' }).click();
  const pane = page.getByRole('complementary', { name: queue.name });
  await pane.getByLabel('Quali chiamate').selectOption({ label: 'A campione' });
  await pane.getByLabel('Parte in %').fill('25');
  await pane.getByLabel('Minuti di chiamate al giorno, al massimo').fill('90');
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, pane);
  }
  // What is not saved is asked about before the pane is left.
  await page.getByRole('tab', { name: 'Generale' }).click();
  await pane.getByRole('button', { name: 'Chiudi' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Annulla|Resta/ })
    .first()
    .click();
  await page.getByRole('tab', { name: 'Registrazione' }).click();
  await expect(pane.getByLabel('Parte in %')).toHaveValue('25');
  await pane.getByRole('button', { name: 'Salva' }).click();
  await expect(pane.getByText('Salvato')).toBeVisible();
  expect(await api(queueRecording, { params: { id: queue.id } })).toMatchObject({
    mode: 'sampled',
    share: 25,
    transcripts: true,
    transcriptMinutes: 90,
  });
  // An emergency line is always recorded.
  await pane.getByLabel("Linea d'emergenza").check();
  await expect(pane.getByLabel('Quali chiamate')).toHaveValue('mandatory');
  await expect(pane.getByLabel('Quali chiamate')).toBeDisabled();
});
