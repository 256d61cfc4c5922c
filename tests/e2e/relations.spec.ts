import { signIn as openSession } from '#contract/access.ts';
import { getPartyLink, renewPartyLink } from '#contract/case-page.ts';
import { listPlans } from '#contract/case-plans.ts';
import { closeSubcases, getCaseRelations, listParties, openSubcase } from '#contract/case-relations.ts';
import { moveCase, openCase } from '#contract/cases.ts';
import { createCustomer } from '#contract/customers.ts';
import { takeContact } from '#contract/handling.ts';
import type { Input, Route } from '#contract/route.ts';
import { createQueue, listQueues, updateQueue } from '#contract/routing.ts';
import { answerStep } from '#contract/steps.ts';
import { listNotices } from '#contract/telling.ts';
import { serving } from './support/calls.ts';
import { stamp } from './support/desk.ts';
import {
  api,
  baseUrl,
  expect,
  expectAccessible,
  password,
  people,
  showIn,
  signIn,
  test,
} from './support/story.ts';

// Who has a part in a case, what belongs under it, and the work on it in pieces.

const undo: (() => Promise<unknown>)[] = [];
test.afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

/** Three offices of one service, which only one person serves. */
async function threeOffices(mark: string) {
  const like = (await api(listQueues)).items.find(({ code }) => code === 'clienti')!;
  const made = [];
  for (const name of ['Rete', 'Misure', 'Giudizio']) {
    const body = {
      ...like,
      code: `${name.toLowerCase()}-${mark}`,
      name: `${name} ${mark}`,
      calendarId: null,
      requires: [],
      limit: null,
    };
    const queue = await api(createQueue, { body });
    undo.push(() => api(updateQueue, { params: { id: queue.id }, body: { ...queue, active: false } }));
    made.push(queue);
  }
  undo.push(await serving('case', { [people.colleague]: made }));
  return made;
}

/** Calls the API in a session of their own. */
async function asThemselves(email: string) {
  const ask = (route: Route, path: string, body: unknown, cookie = '') =>
    fetch(`${baseUrl}${path}`, {
      method: route.method,
      headers: { 'content-type': 'application/json', 'x-filo': '1', cookie },
      body: JSON.stringify(body),
    });
  const entered = await ask(openSession, openSession.path, { email, password });
  const cookie = entered.headers.getSetCookie().map((one) => one.split(';')[0]!);
  return async <R extends Route>(route: R, input: { id: string; body: Input<R>['body'] }) => {
    const answer = await ask(route, route.path.replace(':id', input.id), input.body, cookie.join('; '));
    expect([route.path, answer.status, answer.ok ? '' : await answer.text()]).toEqual([
      route.path,
      answer.status,
      '',
    ]);
  };
}

test('a case of several people and offices: parts, sub-cases told at once, work in parallel and in sequence, the page of a delegate', async ({
  page,
  browser,
}) => {
  test.slow();
  const mark = stamp();
  const offices = await threeOffices(mark);
  const { serviceId: service } = offices[0]!;
  const customer = async (name: string) =>
    api(createCustomer, {
      body: {
        name: `${name} ${mark}`,
        identities: [{ type: 'email', value: `${name.split(' ')[0]!.toLowerCase()}.${mark}@example.org` }],
      },
    });
  const [holder, neighbour] = [await customer('Ada Prova'), await customer('Bice Prova')];
  const subject = `Acqua torbida ${mark}`;
  const { id } = await api(openCase, {
    body: { type: 'complaint', subject, customer: holder.id, service, tellCustomer: false },
  });
  const params = { id };
  undo.push(() =>
    api(moveCase, {
      params,
      body: { transition: 'close', resolution: 'Fine della prova.', tellCustomer: false },
    }),
  );

  await signIn(page, people.agent);
  await page.goto(`${baseUrl}/cases/${id}`);
  const dialog = page.getByRole('dialog');

  // Her son acts for the customer, with the paper that says so; a neighbour is only affected.
  const parts = page.getByRole('region', { name: /^Persone/ });
  const [son, affected] = [`Carlo Prova ${mark}`, `Dina Prova ${mark}`];
  await parts.getByRole('button', { name: 'Aggiungi una persona' }).click();
  await dialog.getByLabel('Persona', { exact: true }).fill(son);
  await dialog.getByLabel('E-mail').fill(`carlo.${mark}@example.org`);
  await dialog.getByLabel('In quale veste').selectOption({ label: 'Familiare' });
  await dialog.locator('input[type="file"]').setInputFiles({
    name: 'delega.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(`Delego mio figlio ${mark}`),
  });
  await expect(dialog.getByLabel('Documento della delega').locator('option:checked')).toContainText('delega');
  await dialog.getByRole('button', { name: 'Aggiungi una persona' }).click();
  await expect(dialog).toBeHidden();
  await expect(parts.getByRole('listitem').filter({ hasText: son })).toContainText('riceve le notizie');
  await parts.getByRole('button', { name: 'Aggiungi una persona' }).click();
  await dialog.getByLabel('Ruolo').selectOption({ label: 'Interessato' });
  await dialog.getByLabel('Persona', { exact: true }).fill(affected);
  await dialog.getByLabel('E-mail').fill(`dina.${mark}@example.org`);
  await dialog.getByRole('button', { name: 'Aggiungi una persona' }).click();
  await expect(dialog).toBeHidden();
  await expect(parts.getByRole('listitem').filter({ hasText: affected })).toContainText(
    'riceve notizie senza dati dell’intestatario',
  );

  // Two cases of the same cause lie under it: one opened here, one that another customer has.
  await page.getByRole('button', { name: 'Collega ad altre pratiche' }).click();
  await page.getByRole('menuitem', { name: 'Apri una sotto-pratica' }).click();
  await dialog.getByLabel('Oggetto').fill(`Lavaggio della rete ${mark}`);
  await dialog.getByLabel('Tipo').selectOption({ label: 'Richiesta di informazioni' });
  await dialog.getByRole('checkbox', { name: 'Avvisa il cliente' }).uncheck();
  await dialog.getByRole('button', { name: 'Apri una sotto-pratica' }).click();
  const below = async () => (await api(getCaseRelations, { params })).subcases;
  await expect.poll(async () => (await below()).length).toBe(1);
  await api(openSubcase, {
    params,
    body: {
      type: 'information',
      subject: `Acqua torbida anche da me ${mark}`,
      customer: neighbour.id,
      tellCustomer: false,
    },
  });
  undo.push(() =>
    api(closeSubcases, { params, body: { resolution: 'Fine della prova.', tellCustomer: false } }),
  );
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.goto(`${baseUrl}/cases/${id}`);
  const kin = page.getByRole('region', { name: /^Pratiche collegate/ });
  await expect(kin.getByText('2 aperte su 2')).toBeVisible();

  // Their customers are told one text, and the cases stay open.
  await kin.getByRole('button', { name: 'Avvisa i clienti' }).click();
  await dialog.getByLabel('Testo').fill(`Stiamo lavando la rete ${mark}: domani l’acqua torna limpida.`);
  await expect(dialog.getByText('Raggiunge 2 clienti su 2')).toBeVisible();
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Avvisa per 2 pratiche' }).click();
  await expect(dialog.getByText('Avvisati, o in partenza: 2.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Fatto' }).click();
  for (const one of await below()) {
    expect(one.closedAt).toBeNull();
    expect((await api(listNotices, { params: { id: one.id } })).items).toHaveLength(1);
  }

  // Two pieces of work at once, and one that waits for both.
  const work = page.getByRole('region', { name: /^Piano di lavoro/ });
  await work.getByRole('button', { name: 'Nuovo piano di lavoro' }).click();
  await dialog.getByLabel('Nome del piano').fill(`Verifica ${mark}`);
  for (const [index, office] of offices.entries()) {
    if (index > 0) await dialog.getByRole('button', { name: 'Aggiungi una parte' }).click();
    const piece = dialog.getByRole('group', { name: new RegExp(`^Parte ${index + 1}`) });
    await piece.getByLabel('Titolo').fill(office.name);
    await piece.getByLabel('A chi').selectOption({ label: office.name });
    await piece.getByLabel('Che cosa serve').fill(`Che cosa risulta a ${office.name}?`);
  }
  const last = dialog.getByRole('group', { name: 'Aspetta che abbiano risposto' }).last();
  for (const office of offices.slice(0, 2)) await last.getByRole('checkbox', { name: office.name }).check();
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Avvia' }).click();
  await expect(dialog).toBeHidden();
  const pieces = work.getByRole('list', { name: `Verifica ${mark}` }).getByRole('listitem');
  await expect(pieces).toHaveCount(3);
  for (const index of [0, 1]) await expect(pieces.nth(index)).toContainText('In corso');
  await expect(pieces.nth(2)).toContainText('In attesa');
  await expect(pieces.nth(2)).toContainText('dopo 1, 2');

  // Whoever is asked takes each and answers; the third starts by itself when both have.
  const colleague = await asThemselves(people.colleague);
  const answer = async (office: string) => {
    const [plan] = (await api(listPlans, { params })).items;
    const step = plan!.pieces.find(({ title }) => title === office)!.step!;
    await colleague(takeContact, { id: step, body: {} });
    await colleague(answerStep, {
      id: step,
      body: { outcome: 'answered', answer: `Tutto visto: ${office}.` },
    });
  };
  await answer(offices[0]!.name);
  await expect(pieces.nth(0)).toContainText('Fatta');
  await expect(pieces.nth(2)).toContainText('In attesa');
  await answer(offices[1]!.name);
  await expect(pieces.nth(1)).toContainText(`Tutto visto: ${offices[1]!.name}.`);
  await expect(pieces.nth(2)).toContainText('In corso');
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    await expectAccessible(page, work);
  }
  await answer(offices[2]!.name);
  await expect(work.getByText('3 di 3')).toBeVisible();

  // The delegate opens the page of the case without signing in; who is affected sees how it stands, and nothing else.
  await parts.getByRole('button', { name: `Pagina privata di ${son}` }).click();
  await dialog.getByRole('button', { name: 'Nuovo link' }).click();
  await dialog.last().getByLabel('Perché').fill('Lo chiede allo sportello.');
  await dialog.last().getByRole('button', { name: 'Nuovo link' }).click();
  const everybody = (await api(listParties, { params })).items;
  const party = (name: string) => everybody.find((one) => one.name === name)!.id!;
  const link = async () => (await api(getPartyLink, { params: { id, party: party(son) } })).url;
  await expect.poll(link).not.toBeNull();
  const outside = await browser.newContext({ locale: 'it-IT', baseURL: baseUrl });
  const theirs = await outside.newPage();
  const open = async (url: string | null) => theirs.goto(url!.replace(/^https?:\/\/[^/]+/, baseUrl));
  await open(await link());
  await expect(theirs.getByRole('heading', { name: subject, level: 1 })).toBeVisible();
  await expect(theirs.getByText("agisci per l'intestatario della pratica")).toBeVisible();
  await expect(theirs.getByRole('textbox', { name: 'Il tuo messaggio' })).toBeVisible();
  await expect(theirs.getByText(offices[0]!.name)).toHaveCount(0);
  await expectAccessible(theirs, theirs.getByRole('main'));
  const other = await api(renewPartyLink, {
    params: { id, party: party(affected) },
    body: { why: 'Lo chiede allo sportello.' },
  });
  await open(other.url);
  await expect(theirs.getByText('perché la cosa ti riguarda')).toBeVisible();
  await expect(theirs.getByRole('heading', { name: 'Reclamo', level: 1 })).toBeVisible();
  for (const hidden of [subject, holder.name, son]) await expect(theirs.getByText(hidden)).toHaveCount(0);
  await outside.close();
});
