import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import {
  createCaseType,
  getCaseType,
  publishCaseType,
  saveCaseTypeDraft,
  switchCaseType,
} from '#contract/case-types-api.ts';
import { getCase, listCaseEntries, listCases, moveCase, openCase } from '#contract/cases.ts';
import { listServices } from '#contract/access.ts';
import { searchCustomers } from '#contract/customers.ts';
import { another, stamp } from './support/desk.ts';
import { api, baseUrl, expect, expectAccessible, people, signIn, test } from './support/story.ts';

const sections = [
  'Generale',
  'Campi',
  'Stati',
  'Passaggi',
  'Attività',
  'Approvazioni',
  'Documenti',
  'Termini',
  'Piani di lavoro',
  'Avvisi',
];

/** The part of the screen that is this story's: what stands around it is looked at once, with the diagram. */
async function expectSound(page: Page, shown: Locator): Promise<void> {
  await expect(shown).toBeVisible();
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .include('.type-editor')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('a type of case is made from nothing with forms, published, and a case of it is opened, approved and closed', async ({
  page,
}) => {
  // Three people's work on end: on a loaded machine it is longer than one story's time.
  test.slow();
  const mark = stamp();
  const code = `prova_${mark}`;
  const name = `Sopralluogo ${mark}`;
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/admin/case-types`);
  await page.getByRole('button', { name: 'Nuovo tipo' }).click();
  await page.getByLabel('Codice').fill(code);
  await page.getByLabel('Nome in italiano').fill(name);
  await page.getByRole('button', { name: 'Crea la bozza' }).click();

  const section = async (title: string) => {
    await page.getByRole('tab', { name: new RegExp(`^${title}`) }).click();
    return page.getByRole('tabpanel', { name: new RegExp(`^${title}`) });
  };
  const general = await section('Generale');
  await general.getByLabel('Aggiungi una voce').selectOption({ label: 'Sportello › Orari e appuntamenti' });
  await expect(general.getByRole('list', { name: 'Classificazioni che portano qui' })).toContainText(
    'Sportello',
  );

  // Two fields, the second asked for by the first.
  const fields = await section('Campi');
  await fields.getByRole('button', { name: 'Nuovo campo' }).click();
  await fields.getByLabel('Etichetta (italiano)').fill('Dove');
  await fields.getByLabel('Etichetta (inglese)').fill('Where');
  await fields.getByLabel('Genere').selectOption({ label: 'Scelta' });
  for (const [number, it, en] of [
    [1, 'A casa', 'At home'],
    [2, 'In ufficio', 'At the office'],
  ] as const) {
    await fields.getByRole('button', { name: 'Aggiungi un’opzione' }).click();
    await fields.getByLabel(`Opzione ${number} (italiano)`).fill(it);
    await fields.getByLabel(`Opzione ${number} (inglese)`).fill(en);
  }
  await fields.getByRole('button', { name: 'Nuovo campo' }).click();
  await fields.getByLabel('Etichetta (italiano)').fill('Indirizzo');
  await fields.getByRole('button', { name: 'Aggiungi una condizione' }).click();
  // What is missing is told beside and leads to its field; undo takes the condition back, redo brings it again.
  const findings = page.getByRole('region', { name: 'Segnalazioni' });
  await findings.getByRole('button', { name: 'Campi › Indirizzo › Etichetta › inglese' }).click();
  await expect(fields.getByLabel('Etichetta (inglese)')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(fields.getByText('Si chiede sempre.')).toBeVisible();
  await page.keyboard.press('Control+y');
  await expect(fields.getByLabel('Confronto')).toHaveValue('is');
  await fields.getByLabel('Etichetta (inglese)').fill('Address');
  await fields.getByText('Anteprima del modulo').click();
  const preview = fields.locator('.type-preview-form');
  await expect(preview.getByLabel(/^Indirizzo/)).toBeHidden();
  await preview.getByLabel(/^Dove/).selectOption({ label: 'A casa' });
  await expect(preview.getByLabel(/^Indirizzo/)).toBeVisible();

  // Closing needs an approval: said once, it stands on both sides.
  const approvals = await section('Approvazioni');
  await approvals.getByRole('button', { name: 'Nuova approvazione' }).click();
  await approvals.getByLabel('Nome (italiano)').fill('Benestare');
  await approvals.getByLabel('Nome (inglese)').fill('Consent');
  await approvals.getByRole('checkbox', { name: 'Amministratore' }).check();
  await approvals.getByLabel('Per il passaggio').selectOption({ label: 'Chiudi la pratica' });
  const ways = await section('Passaggi');
  await ways.getByRole('button', { name: /^Chiudi la pratica/ }).click();
  await expect(ways.getByLabel('Approvazione', { exact: true }).locator('option:checked')).toHaveText(
    'Benestare',
  );
  // Work in two pieces, one after the other: what would wait in the end for itself is said beside its field.
  const plans = await section('Piani di lavoro');
  await plans.getByRole('button', { name: 'Nuovo piano' }).click();
  await plans.getByLabel('Nome (italiano)').fill('Verifica');
  await plans.getByLabel('Nome (inglese)').fill('Check');
  for (const [number, it] of ['Misura', 'Giudizio'].entries()) {
    if (number > 0) await plans.getByRole('button', { name: 'Nuova parte' }).click();
    await plans.getByLabel('Nome della parte (italiano)').fill(it);
    await plans.getByLabel('Nome della parte (inglese)').fill(it);
    await plans.getByLabel('Che cosa si chiede (italiano)').fill(`${it}: che cosa risulta?`);
    await plans.getByLabel('Che cosa si chiede (inglese)').fill(`${it}: what came of it?`);
  }
  await plans.getByRole('checkbox', { name: '1. Misura' }).check();
  const drawn = plans.getByRole('group', { name: 'Che cosa aspetta che cosa: Verifica' });
  await expect(drawn.getByRole('button', { name: /^2 Giudizio.*dopo 1 \(Misura\)/ })).toBeVisible();
  await drawn.getByRole('button', { name: /^1 Misura/ }).click();
  await plans.getByRole('checkbox', { name: '2. Giudizio' }).check();
  await expect(plans.getByText('alla fine aspetta se stessa').first()).toBeVisible();
  await plans.getByRole('checkbox', { name: '2. Giudizio' }).uncheck();
  await expect(plans.getByText('alla fine aspetta se stessa')).toHaveCount(0);
  // A part that is named says by what before it goes.
  const states = await section('Stati');
  await states.getByRole('button', { name: /^In lavorazione/ }).click();
  await states.getByRole('button', { name: 'Togli In lavorazione' }).click();
  const asked = page.getByRole('dialog', { name: 'Togliere «In lavorazione»?' });
  await expect(asked).toContainText('Prendi in carico');
  await asked.getByRole('button', { name: 'Annulla' }).click();
  await states.getByLabel('Nome nel documento').fill('at_work');
  await states.getByLabel('Nome nel documento').press('Enter');

  for (const title of sections) await expectSound(page, await section(title));
  await page.getByRole('tab', { name: 'Documento', exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Definizione' });
  await expect(text).toHaveValue(/"showIf": \[\{ "field": "dove", "is": \["a_casa"\] \}\]/);
  await expect(text).toHaveValue(/"from": \["open", "at_work"\]/);
  await expect(text).toHaveValue(/"after": \["misura"\]/);
  await expectSound(page, text);
  await expect(findings.getByText('Tutto a posto.')).toBeVisible();
  await page.getByRole('button', { name: /^Salva la bozza/ }).click();
  await page.getByRole('button', { name: 'Pubblica' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pubblica' }).click();
  await expect(page.getByText('Versione 1', { exact: true })).toBeVisible();

  try {
    // An agent opens one: its classification proposes the type, its condition asks for the address.
    const customer = (await api(searchCustomers, { query: { limit: 1 } })).items[0]!;
    const desk = await another(page, people.agent);
    await desk.goto(`${baseUrl}/customers/${customer.id}`);
    await desk.getByRole('button', { name: 'Apri pratica' }).click();
    const opening = desk.getByRole('dialog', { name: 'Nuova pratica' });
    await opening.getByLabel('Oggetto').fill(`Sopralluogo ${mark}`);
    await opening.getByLabel(/^Classificazione/).selectOption({ label: 'Sportello › Orari e appuntamenti' });
    await expect(opening.getByLabel('Tipo').locator('option:checked')).toHaveText(name);
    await expect(opening.getByText('Proposto dalla classificazione.')).toBeVisible();
    await opening.getByLabel(/^Dove/).selectOption({ label: 'A casa' });
    await opening.getByLabel(/^Indirizzo/).fill('Via dei Mulini 3');
    await opening.getByLabel(/^Avvisa il cliente/).uncheck();
    await opening.getByRole('button', { name: 'Apri la pratica' }).click();
    await expect(desk.getByRole('button', { name: 'Prendi in carico' })).toBeVisible();
    await desk.getByRole('button', { name: 'Chiudi la pratica' }).click();
    const closing = desk.getByRole('dialog', { name: 'Chiudi la pratica' });
    await expect(closing.getByText('Prima serve:')).toBeVisible();
    await desk.keyboard.press('Escape');
    await expect(closing).toBeHidden();
    await desk.getByRole('button', { name: "Chiedi l'approvazione" }).click();
    await desk.getByRole('dialog').getByRole('button', { name: "Chiedi l'approvazione" }).click();
    await expect(desk.getByText('Chiesta', { exact: true })).toBeVisible();

    // Today's cases stand on the states of the diagram, and lead to their list.
    const [made] = (await api(listCases, { query: { type: code } })).items;
    await page.goto(`${baseUrl}/admin/case-types/${code}`);
    const open = page.getByRole('link', { name: '1 pratica' });
    await expectAccessible(page, open);
    await open.click();
    await expect(page).toHaveURL(new RegExp(`type=${code}.*state=open`));
    await page.getByRole('table').getByText(`Sopralluogo ${mark}`).first().click();
    // Who may by the type gives it, and the agent closes.
    await page.getByRole('button', { name: 'Approva', exact: true }).click();
    await expect(desk.getByText('Approvata', { exact: true })).toBeVisible();
    await desk.getByRole('button', { name: 'Chiudi la pratica' }).click();
    await closing.getByRole('textbox').first().fill('Visto sul posto.');
    await closing.getByRole('button', { name: 'Chiudi la pratica' }).click();
    await expect.poll(async () => (await api(getCase, { params: { id: made!.id } })).status).toBe('closed');
  } finally {
    await api(switchCaseType, { params: { code }, body: { active: false } });
  }
});

test('a type is changed while 50 cases are open: they stay on theirs, what would not fit is shown, and they move on purpose', async ({
  page,
}) => {
  test.slow();
  const mark = stamp();
  const code = `cambio_${mark}`;
  const words = (it: string) => ({ it, en: it });
  const way = (key: string, from: string[], to: string) => ({ key, from, to, name: words(key) });
  const first = {
    code,
    name: words(`Sostituzione ${mark}`),
    description: words('Sostituzione del contatore'),
    fields: [
      { key: 'seal', kind: 'text', label: words('Sigillo') },
      { key: 'place', kind: 'text', label: words('Dove') },
    ],
    states: [
      { key: 'asked', name: words('Chiesta'), status: 'open' },
      { key: 'closed', name: words('Chiusa'), status: 'closed' },
    ],
    transitions: [{ ...way('end', ['asked'], 'closed'), resolution: true }],
  };
  // Another name of the state, one field less, and one that has to be filled.
  const second = {
    ...first,
    fields: [first.fields[1], { key: 'model', kind: 'text', label: words('Modello'), required: true }],
    states: [
      { key: 'planned', name: words('Programmata'), status: 'open' },
      { key: 'working', name: words('Sul posto'), status: 'in_progress' },
      first.states[1],
    ],
    transitions: [
      way('go', ['planned'], 'working'),
      { ...way('end', ['planned', 'working'], 'closed'), resolution: true },
      { ...way('drop', ['planned', 'working'], 'closed'), resolution: true, abandons: true },
    ],
  };
  const publish = async (document: object) => {
    const params = { code };
    const { revision } = await api(getCaseType, { params });
    const saved = await api(saveCaseTypeDraft, {
      params,
      body: { revision, text: JSON.stringify(document) },
    });
    await api(publishCaseType, { params, body: { revision: saved.revision, note: 'prova' } });
  };
  await api(createCaseType, { body: { code, text: JSON.stringify(first) } as never });
  await publish(first);
  const customer = (await api(searchCustomers, { query: { limit: 1 } })).items[0]!;
  const service = (await api(listServices)).items.find(({ active }) => active)!;
  const ids: string[] = [];
  try {
    for (let n = 0; n < 50; n += 10)
      ids.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, async () => {
            const body = {
              type: code,
              subject: `Sostituzione ${mark}`,
              customer: customer.id,
              service: service.id,
              fields: { seal: 'A1', place: 'Via Alta 1' },
              tellCustomer: false,
            };
            return (await api(openCase, { body: body as never })).id;
          }),
        )),
      );
    await publish(second);
    await signIn(page, people.administrator);
    await page.goto(`${baseUrl}/admin/case-types/${code}`);
    // They stand where they stood, in a state that the newest version does not have.
    await expect(page.getByText('asked (v1): 50')).toBeVisible();
    await page.getByRole('button', { name: 'Sposta le pratiche aperte' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('50 pratiche aperte passano alla versione 2.')).toBeVisible();
    await expect(dialog.getByText(/Va perso .* Sigillo \(50\)/)).toBeVisible();
    await expect(dialog.getByText(/Manca ciò che la nuova versione chiede.*Modello \(50\)/)).toBeVisible();
    await expectAccessible(page, dialog);
    const move = dialog.getByRole('button', { name: 'Sposta', exact: true });
    await expect(move).toBeDisabled();
    await dialog.getByLabel(/«Chiesta» \(50 pratiche\) diventa/).selectOption({ label: 'Sul posto' });
    await dialog.getByLabel('Perché').fill('Nuova procedura del contatore');
    await move.click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/50 pratiche su 50 sono state spostate alla versione 2/)).toBeVisible({
      timeout: 60_000,
    });
    await expect(page.getByRole('link', { name: '50 pratiche' })).toBeVisible();
    const moved = await api(getCase, { params: { id: ids[17]! } });
    expect(moved).toMatchObject({ typeVersion: 2, state: 'working', fields: { place: 'Via Alta 1' } });
    const { items } = await api(listCaseEntries, { params: { id: moved.id } });
    expect(items.filter(({ kind }) => kind === 'type')).toHaveLength(1);
  } finally {
    // In either version there is a way out.
    for (const id of ids) {
      const { typeVersion } = await api(getCase, { params: { id } });
      const body = {
        transition: typeVersion === 1 ? 'end' : 'drop',
        resolution: 'Prova',
        tellCustomer: false,
      };
      await api(moveCase, { params: { id }, body });
    }
    await api(switchCaseType, { params: { code }, body: { active: false } });
  }
});
