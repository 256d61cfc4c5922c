import { chromium, type Page } from '@playwright/test';
import {
  createFlow,
  exportFlow,
  getDraft,
  getFlow,
  listFlows,
  saveDraft,
  updateFlow,
} from '#contract/flows.ts';
import { another, stamp } from './support/desk.ts';
import { microphoneOf } from './support/phone.ts';
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

// A story draws on a copy of a shipped flow; nobody uses it, and it is out of use afterwards.
const made: string[] = [];
test.afterEach(async () => {
  for (const code of made.splice(0)) await api(updateFlow, { params: { code }, body: { active: false } });
});
/** A copy of the shipped flow of opening hours. */
async function copy(name: string): Promise<string> {
  const code = name.toLowerCase().replace(/\s/g, '-');
  await api(createFlow, { body: { code, name: { it: name, en: name }, copyOf: 'orari' } });
  made.push(code);
  return code;
}

const drawing = (page: Page) => page.getByRole('application', { name: /^Disegno del percorso/ });
const side = (page: Page) => page.getByRole('complementary', { name: 'Nodo e percorso' });
const nodeNow = (page: Page) => drawing(page).locator('.react-flow__node[tabindex="0"]');
const saved = (page: Page) => expect(page.getByText(/^Bozza salvata alle/)).toBeVisible();
const graphOf = async (code: string) => (await api(getDraft, { params: { code } })).graph;
const tab = (page: Page, name: string | RegExp) => side(page).getByRole('tab', { name }).click();

test('a shipped flow is copied, changed by keyboard, mended, tried, published, compared and rolled back', async ({
  page,
}) => {
  test.slow();
  const name = `Prova ${stamp()}`;
  const code = name.toLowerCase().replace(' ', '-');
  const shipped = (await api(listFlows)).items.find((one) => one.code === 'orari')!;
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/flows`);
  const list = page.getByRole('table', { name: 'Percorsi' });
  await expect(list.getByRole('button', { name: shipped.name.it })).toBeVisible();
  await expectAccessible(page, list);
  await page.getByRole('button', { name: 'Nuovo percorso' }).click();
  const dialog = page.getByRole('dialog', { name: 'Nuovo percorso' });
  await dialog.getByLabel('Nome in italiano').fill(name);
  await dialog.getByLabel('Si comincia da').selectOption({ label: `Copia di ${shipped.name.it}` });
  await expect(dialog.getByLabel('Codice')).toHaveValue(code);
  made.push(code);
  await dialog.getByRole('button', { name: 'Crea' }).click();
  await expect(page).toHaveURL(new RegExp(`/flows/${code}$`));
  await expect(nodeNow(page)).toBeVisible();
  await expectAccessible(page, drawing(page));
  const before = await graphOf(code);

  // A node after the start, without a hand: A, the kind by its name, Enter.
  await nodeNow(page).focus();
  await page.keyboard.press('a');
  const picker = page.getByRole('dialog', { name: 'Che cosa segue' });
  await picker.getByRole('combobox', { name: 'Cerca un tipo di nodo' }).fill('dice qualcosa');
  await page.keyboard.press('Enter');
  await expect(drawing(page).locator('.react-flow__node')).toHaveCount(before.nodes.length + 1);
  await expect.poll(async () => (await graphOf(code)).nodes.length).toBe(before.nodes.length + 1);

  // It says nothing yet: that is said at the field, in the list of checks, and it keeps the flow back.
  await expect(side(page).getByText(/error[ei] impedi/)).toBeVisible();
  await page.getByRole('button', { name: 'Pubblica…' }).click();
  const blocked = page.getByRole('dialog', { name: 'Non si può ancora pubblicare' });
  await expect(blocked.getByRole('button', { name: /^Dice: / }).first()).toBeVisible();
  await blocked.getByRole('button', { name: 'Vedi i controlli' }).click();
  await side(page).getByRole('button', { name: /^Dice/ }).first().click();
  await expect(side(page).getByText('Manca il testo.')).toBeVisible();
  await expectAccessible(page, side(page));
  for (const language of before.languages) {
    const word = new Intl.DisplayNames(['it'], { type: 'language' }).of(language)!;
    if (before.languages.length > 1)
      await side(page)
        .getByRole('group', { name: 'Lingua dei testi' })
        .getByRole('button', { name: word })
        .click();
    await side(page)
      .getByLabel(`Che cosa dice · ${word}`)
      .fill(language === 'it' ? 'Oggi si prova.' : `Trial ${language}.`);
  }
  await expect(side(page).getByText(/error[ei] impedi/)).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Lingua dei testi' }).selectOption('it');
  await saved(page);

  // Undone and done again by keys, from the drawing.
  const added = (await graphOf(code)).nodes.find(({ id }) => !before.nodes.some((one) => one.id === id))!.id;
  const card = drawing(page).locator(`.react-flow__node[data-id="${added}"]`);
  await card.focus();
  await page.keyboard.press('Delete');
  await expect(card).toHaveCount(0);
  await nodeNow(page).focus();
  await page.keyboard.press('Control+z');
  await expect(card).toContainText('Oggi si prova.');
  // From the start on to it, and back.
  const start = drawing(page).locator(`.react-flow__node[data-id="${before.start}"]`);
  await start.focus();
  await page.keyboard.press('ArrowRight');
  await expect(card).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(start).toBeFocused();

  // Tried as a chat: what was written is said, and the drawing shows where it stands.
  await tab(page, 'Prova');
  await side(page).getByLabel('Canale').selectOption('chat');
  await side(page).getByRole('button', { name: 'Comincia la prova' }).click();
  const talk = side(page).getByRole('log', { name: 'Conversazione di prova' });
  await expect(talk.getByText('Oggi si prova.')).toBeVisible();
  await expect(drawing(page).getByText('qui', { exact: true })).toBeVisible();
  await expectAccessible(page, talk);

  // Out to the public, then another text, and that as well.
  const publish = async (note: string) => {
    await page.getByRole('button', { name: 'Pubblica…' }).click();
    const out = page.getByRole('dialog', { name: 'Pubblica la bozza' });
    await out.getByLabel('Che cosa cambia e perché').fill(note);
    await out.getByRole('button', { name: 'Pubblica adesso' }).click();
    await expect(out).toHaveCount(0);
  };
  await publish('Si comincia con una prova.');
  await expect.poll(async () => (await api(getFlow, { params: { code } })).published?.number).toBe(1);
  await card.focus();
  await page.keyboard.press('Enter');
  await side(page).getByRole('button', { name: 'italiano' }).click();
  await side(page).getByLabel('Che cosa dice · italiano').fill('Oggi si prova ancora.');
  await saved(page);
  await publish('Un altro testo.');
  await expect.poll(async () => (await api(getFlow, { params: { code } })).published?.number).toBe(2);

  await tab(page, 'Versioni');
  await expect(side(page).getByText('Un altro testo.')).toBeVisible();
  await side(page).getByLabel('Da', { exact: true }).selectOption('1');
  await side(page).getByLabel('A', { exact: true }).selectOption('2');
  await side(page).getByRole('button', { name: 'Confronta' }).click();
  const differences = side(page).getByRole('list', { name: 'Differenze' });
  await expect(differences.getByText('Oggi si prova ancora.')).toBeVisible();
  await expect(card).toContainText('cambiato');
  await expectAccessible(page, differences);
  await side(page).getByRole('button', { name: 'Torna alla bozza' }).click();

  await side(page).getByRole('button', { name: 'Rimetti in uso' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rimetti in uso' }).click();
  await expect(page.getByText('In uso: versione 3')).toBeVisible();
  await tab(page, 'Uso');
  await expect(side(page).getByText('Nessuno ha percorso questa strada')).toBeVisible();
});

test('a draft is tried as a call: heard, answered by keys, lit in the drawing, and said where it would go', async () => {
  const code = await copy(`Al telefono ${stamp()}`);
  const browser = await chromium.launch(microphoneOf('caller'));
  try {
    const page = await (await browser.newContext({ locale: 'it-IT', baseURL: baseUrl })).newPage();
    await signIn(page, people.administrator);
    await page.goto(`${baseUrl}/flows/${code}`);
    await expect(nodeNow(page)).toBeVisible();
    await tab(page, 'Prova');
    const call = side(page).getByRole('button', { name: 'Prova al telefono' });
    const hangUp = page.getByRole('button', { name: 'Riaggancia' });

    // A microphone that is refused is said in words, and nothing is begun.
    await page.evaluate(`{
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      let refused = false;
      navigator.mediaDevices.getUserMedia = (wish) => {
        if (refused) return ask(wish);
        refused = true;
        return Promise.reject(new DOMException('no', 'NotAllowedError'));
      };
    }`);
    await call.click();
    await expect(side(page).getByText('Il browser non ci dà il microfono')).toBeVisible();
    await expect(hangUp).toHaveCount(0);

    await call.click();
    await expect(side(page).getByText('In linea: parla o premi i tasti.')).toBeVisible();
    const talk = side(page).getByRole('log', { name: 'Conversazione di prova' });
    await expect(talk.locator('.flow-said').first()).toBeVisible();
    await expect(drawing(page).getByText('qui', { exact: true })).toBeVisible();
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await expectAccessible(page, side(page));
    }
    // It goes on while something else is looked at.
    await tab(page, 'Controlli');
    await page.getByRole('button', { name: 'Telefonata di prova in corso' }).click();
    await expect(talk).toBeVisible();
    // A person is asked for by a key that is typed.
    await side(page)
      .getByRole('group', { name: 'Tastiera del telefono' })
      .getByRole('button', { name: '1' })
      .focus();
    await page.keyboard.press('0');
    await expect(talk.getByText(/passa alla coda/)).toBeVisible();
    await expect(side(page).getByText('Il percorso ha riagganciato.')).toBeVisible();

    await call.click();
    await expect(side(page).getByText('In linea: parla o premi i tasti.')).toBeVisible();
    await hangUp.click();
    await expect(side(page).getByText('Hai riagganciato.')).toBeVisible();
  } finally {
    await browser.close();
  }
});

test('the list says and does what the drawing does, in both themes', async ({ page }) => {
  const code = await copy(`Elenco ${stamp()}`);
  const { nodes } = await graphOf(code);
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/flows/${code}`);
  await page.getByRole('button', { name: 'Elenco', exact: true }).click();
  const list = page.getByRole('list', { name: 'Nodi, nell’ordine in cui si percorrono'.replace('’', "'") });
  await expect(list.locator('> li')).toHaveCount(nodes.length);
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, list);
  }
  await list
    .getByRole('button', { name: /^Aggiungi un nodo dopo/ })
    .first()
    .click();
  await page.getByRole('combobox', { name: 'Cerca un tipo di nodo' }).fill('conclude');
  await page.keyboard.press('Enter');
  await expect(list.locator('> li')).toHaveCount(nodes.length + 1);
  await expect.poll(async () => (await graphOf(code)).nodes.length).toBe(nodes.length + 1);
  await list.getByRole('button', { name: 'Elimina Conclude' }).first().click();
  await expect.poll(async () => (await graphOf(code)).nodes.length).toBe(nodes.length);
});

test('a drawing follows what another saves; who has changed it meanwhile chooses which to keep', async ({
  page,
}) => {
  const code = await copy(`Due mani ${stamp()}`);
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/flows/${code}`);
  await expect(nodeNow(page)).toBeVisible();
  const theySave = async (name: string) => {
    const { revision, graph } = await api(getDraft, { params: { code } });
    const theirs = { ...graph, nodes: graph.nodes.map((one) => ({ ...one, name })) };
    await api(saveDraft, { params: { code }, body: { revision, graph: theirs } });
  };
  await theySave('Nome di prima');
  await expect(page.getByText(/ha cambiato la bozza: il disegno è quello di adesso/)).toBeVisible();
  await expect(drawing(page).getByText('Nome di prima').first()).toBeVisible();

  // Theirs is there first: mine is on its way when they save.
  let theyHave = false;
  await page.route(/\/draft$/, async (route) => {
    if (route.request().method() === 'PUT' && !theyHave) {
      theyHave = true;
      await theySave('Nome di un altro');
    }
    await route.continue();
  });
  await nodeNow(page).focus();
  await page.keyboard.press('Enter');
  await side(page).getByLabel('Nome nel disegno').fill('Nome mio');
  await expect(page.getByText(/ha cambiato la bozza alle/)).toBeVisible();
  await page.getByRole('button', { name: 'Prendi la sua' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Prendi la sua' }).click();
  await expect(drawing(page).getByText('Nome di un altro').first()).toBeVisible();
  expect((await graphOf(code)).nodes.some(({ name }) => name === 'Nome mio')).toBe(false);
});

test('a file with a fault is refused by node, and a whole one becomes a draft', async ({ page }) => {
  const code = await copy(`Da file ${stamp()}`);
  const answer = await fetch(`${baseUrl}${exportFlow.path.replace(':code', code)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const file = await answer.text();
  const broken = JSON.parse(file) as { graph: { nodes: Record<string, unknown>[] } };
  broken.graph.nodes[1]!['kind'] = 'sing';
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/flows`);
  await page.getByRole('button', { name: 'Importa' }).click();
  const dialog = page.getByRole('dialog');
  const give = (text: string) =>
    dialog
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await give(JSON.stringify(broken));
  await dialog.getByRole('button', { name: 'Importa' }).click();
  await expect(dialog.getByText(String(broken.graph.nodes[1]!['id'])).first()).toBeVisible();
  await expectAccessible(page, dialog);
  await give(file);
  await dialog.getByText('Sostituisci la bozza, se c').click();
  await dialog.getByRole('button', { name: 'Importa' }).click();
  await expect(page).toHaveURL(new RegExp(`/flows/${code}$`));
});

test('the auditor reads flows and changes nothing; the supervisor draws and does not publish', async ({
  page,
}) => {
  const code = await copy(`Da leggere ${stamp()}`);
  await signIn(page, people.auditor);
  await page.goto(`${baseUrl}/flows/${code}`);
  await expect(nodeNow(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Aggiungi nodo' })).toHaveCount(0);
  await nodeNow(page).focus();
  await page.keyboard.press('Enter');
  await expect(side(page).getByLabel('Nome nel disegno')).toBeDisabled();
  await page.setViewportSize({ width: 1024, height: 768 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1024);

  const supervisor = await another(page, people.supervisor);
  await supervisor.goto(`${baseUrl}/flows/${code}`);
  await expect(supervisor.getByRole('button', { name: 'Aggiungi nodo', exact: true })).toBeVisible();
  await expect(supervisor.getByRole('button', { name: 'Pubblica…' })).toHaveCount(0);
});
