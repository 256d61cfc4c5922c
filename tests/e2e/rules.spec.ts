import { listContacts } from '#contract/contacts.ts';
import { getRules, restoreRules, saveRules, type BusinessRule } from '#contract/rules.ts';
import { context, stamp } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, people, sendMail, signIn, test } from './support/story.ts';

let before = 0;
test.beforeEach(async () => {
  before = (await api(getRules)).version;
});
// What a story has put into force is taken back: the next one finds the rules of the demo.
test.afterEach(async () => {
  if ((await api(getRules)).version !== before)
    await api(restoreRules, { params: { version: before }, body: {} });
});

test('a rule is written by keyboard and hand, tried on what has come, put into force, and read on the contact', async ({
  page,
}) => {
  const word = `sfiato${stamp()}`;
  const arrived = async (subject: string) =>
    (await api(listContacts, { query: { search: subject } })).items[0];
  await sendMail({ to: 'info', subject: `Prima ${word}`, text: `Ho un problema con lo ${word}.` });
  await expect.poll(() => arrived(`Prima ${word}`)).toBeDefined();

  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/admin/rules`);
  const list = page.getByRole('list', { name: /Regole, nell'ordine/ });
  await expect(list.getByRole('heading', { name: 'Odore o fuga di gas: pronto intervento' })).toBeVisible();
  await expectAccessible(page, list);

  await page.getByRole('button', { name: 'Nuova regola' }).click();
  const pane = page.getByRole('complementary', { name: /^Regola \d+$/ });
  await pane.getByLabel('Nome').fill(`Sfiati ${word}`);
  await pane.getByLabel('Parole o frasi, una per riga').fill(word.toUpperCase());
  // Nothing to do yet: that is said, and it cannot be saved.
  await expect(pane.getByText('Manca che cosa fare')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Salva…' })).toBeDisabled();
  await pane.getByLabel('Mette nella coda').selectOption({ label: 'Acqua: guasti e qualità' });
  await pane.getByLabel('Etichette').fill('sfiati');
  await expectAccessible(page, pane);

  // Below a rule that takes everything it never acts; moved up by keyboard it does.
  const item = list.getByRole('listitem').filter({ hasText: `Sfiati ${word}` });
  await expect(item).toContainText('1 contatto in 7 giorni');
  await expect(item).toContainText(`contiene «${word.toUpperCase()}»`);
  const up = item.getByRole('button', { name: /^Sposta su/ });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(up).toBeFocused();
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: 'Prova su 7 giorni' }).click();
  const preview = page.getByRole('complementary', { name: 'Prova sugli ultimi 7 giorni' });
  await preview.getByLabel('Regola').selectOption({ label: await ruleLabel(preview, word) });
  await expect(preview.getByRole('link', { name: `Prima ${word}` })).toBeVisible();
  await expect(preview.getByRole('listitem')).toHaveCount(1);

  await page.getByRole('button', { name: 'Salva…' }).click();
  await page.getByLabel('Che cosa cambia e perché').fill('Gli sfiati sono della squadra acqua.');
  await page.getByRole('button', { name: 'Metti in vigore' }).click();
  await expect(page.getByText(/^Versione \d+ · Roberto/)).toBeVisible();

  await sendMail({ to: 'info', subject: `Dopo ${word}`, text: `Ancora lo ${word}, grazie.` });
  await expect.poll(async () => (await arrived(`Dopo ${word}`))?.queueName).toBe('Acqua: guasti e qualità');
  const { id } = (await arrived(`Dopo ${word}`))!;
  await page.goto(`${baseUrl}/inbox/${id}`);
  await expect(context(page).getByRole('heading', { name: 'Perché è qui' })).toBeVisible();
  await expect(context(page).getByText(`Sfiati ${word}`)).toBeVisible();
  await expect(context(page).getByRole('listitem').filter({ hasText: 'sfiati' }).first()).toBeVisible();

  // The version says what changed; the one before comes back as a new one.
  await page.goto(`${baseUrl}/admin/rules`);
  await page.getByRole('button', { name: 'Versioni' }).click();
  const versions = page.getByRole('complementary', { name: 'Versioni' });
  await expect(versions.getByText('Gli sfiati sono della squadra acqua.')).toBeVisible();
  await versions.getByRole('button', { name: new RegExp(`Versione ${before + 1} `) }).click();
  await expect(versions.getByText('Aggiunta')).toBeVisible();
  await versions.getByRole('button', { name: 'Tutte le versioni' }).click();
  await versions.getByRole('button', { name: new RegExp(`Versione ${before} `) }).click();
  await versions.getByRole('button', { name: 'Rimetti in vigore' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rimetti in vigore' }).click();
  await expect(list.getByText(`Sfiati ${word}`)).toHaveCount(0);
});

/** The choice of a rule as the preview names it, with its place and its count. */
const ruleLabel = async (preview: ReturnType<typeof context>, word: string) => {
  const choices = await preview.getByLabel('Regola').getByRole('option').allInnerTexts();
  return choices.find((one) => one.includes(word))!;
};

test('the auditor reads the rules and changes nothing', async ({ page }) => {
  await signIn(page, people.auditor);
  await page.goto(`${baseUrl}/admin/rules`);
  const list = page.getByRole('list', { name: /Regole, nell'ordine/ });
  await expect(list.getByRole('switch').first()).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Nuova regola' })).toHaveCount(0);
  await list.getByRole('button', { name: 'Chat ferma da 3 minuti', exact: true }).click();
  await expect(page.getByRole('complementary', { name: 'Regola 7' }).getByLabel('Nome')).toBeDisabled();
});

test('a rule that can never act is read by the supervisor too, who goes from there to the rules', async ({
  page,
}) => {
  const { rules, calendarId, version } = await api(getRules);
  const name = `Mai ${stamp()}`;
  const chat = { what: 'channel', any: ['chat'] } as const;
  const never: BusinessRule = {
    id: crypto.randomUUID(),
    name,
    on: true,
    afterSeconds: null,
    when: [
      { ...chat, any: [...chat.any], not: false },
      { ...chat, any: [...chat.any], not: true },
    ],
    set: { queue: null, boostSeconds: null, requires: [], tags: ['mai'], plan: null },
    goOn: false,
  };
  await signIn(page, people.supervisor);
  await page.goto(`${baseUrl}/supervisor`);
  await expect(page.getByRole('heading', { name: 'Supervisione' })).toBeVisible();
  await api(saveRules, { body: { calendarId, rules: [...rules, never], version, comment: 'per la prova' } });
  const notices = page.getByRole('region', { name: 'Smistamento' });
  await expect(
    notices.getByText(`«${name}» non vale mai: le sue condizioni si escludono a vicenda.`),
  ).toBeVisible();
  await expectAccessible(page, notices);
  await notices.getByRole('link', { name: 'Apri le regole' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
});
