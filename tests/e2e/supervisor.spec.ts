import type { Page } from '@playwright/test';
import { listAudit } from '#contract/access.ts';
import { getContact } from '#contract/contacts.ts';
import { endAgreement, recordAgreement } from '#contract/figures.ts';
import { queuesLive } from '#contract/insight.ts';
import { another, declare, giveWorkBack, stamp, take } from './support/desk.ts';
import { api, expect, expectAccessible, people, sendMail, showIn, signIn, test } from './support/story.ts';

const queueRow = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Code' }).getByRole('row').filter({ hasText: name });
const agentRow = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Operatori' }).getByRole('listitem').filter({ hasText: name });
const watch = async (page: Page) => {
  await page.getByRole('link', { name: 'Supervisione' }).click();
  await expect(page.getByRole('heading', { name: 'Supervisione' })).toBeVisible();
};

test.afterEach(giveWorkBack);

test('figures and agents change under the eyes of the supervisor, in the light and in the dark', async ({
  page,
}) => {
  await signIn(page, people.supervisor);
  await watch(page);
  await expectAccessible(page, page.getByRole('table', { name: 'Code' }));
  await showIn(page, 'dark');
  await expectAccessible(page, page.getByRole('table', { name: 'Code' }));
  await showIn(page, 'light');
  const before = (await api(queuesLive)).items;
  await sendMail({ to: 'info', subject: `Coda ${stamp()}`, text: 'Una domanda.' });
  // The figure on the page is that of the server, also while others come and go.
  await expect(async () => {
    const changed = (await api(queuesLive)).items.find(
      (one) => one.waiting > (before.find(({ queue }) => queue === one.queue)?.waiting ?? 0),
    );
    expect(changed).toBeDefined();
    await expect(
      queueRow(page, changed!.name).getByRole('link', {
        name: `${changed!.name}, In attesa: ${changed!.waiting}`,
      }),
    ).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 40_000 });

  // Without an agreement with the staff, people are counted and not shown.
  const colleague = await another(page, people.colleague);
  await declare(colleague, 'Formazione');
  const floor = page.getByRole('region', { name: 'Operatori' });
  await expect(floor.getByText('Gli stati delle singole persone non si mostrano')).toBeVisible();
  await expect(floor.getByText('Formazione')).toHaveCount(0);
  await expectAccessible(page, floor);
  const agreement = await api(recordAgreement, {
    body: {
      reference: `Accordo di prova ${stamp()}`,
      signedOn: '2026-01-15',
      sites: 'sede di prova',
      purposes: 'prova del programma con dati inventati',
      retentionDays: 30,
    },
  });
  await expect(agentRow(page, 'Chiara Fontemarini').getByText('Formazione')).toBeVisible();
  // The agent is told, until they have read it.
  await colleague.getByRole('button', { name: 'Ho letto' }).click();
  await expect(colleague.getByRole('button', { name: 'Ho letto' })).toHaveCount(0);
  await declare(colleague, 'Fuori servizio');
  await expect(agentRow(page, 'Chiara Fontemarini').getByText('Fuori servizio')).toBeVisible();
  await api(endAgreement, { params: { id: agreement.id }, body: { why: 'fine della prova' } });
  await expect(floor.getByText('Fuori servizio')).toHaveCount(0);
});

test("a supervisor sets an agent's presence and closes a queue, each with a why that the auditor reads", async ({
  page,
}) => {
  const why = `prova antincendio ${stamp()}`;
  const colleague = await another(page, people.colleague);
  await declare(colleague, 'Pausa pasto');
  await signIn(page, people.supervisor);
  await watch(page);
  await page.getByText('Agire su un operatore').click();
  await agentRow(page, 'Chiara Fontemarini').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Cambia stato…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stato di Chiara Fontemarini' });
  await dialog.getByLabel('Nuovo stato').selectOption({ label: 'Riunione' });
  await expect(dialog.getByRole('button', { name: 'Cambia stato' })).toBeDisabled();
  await dialog.getByLabel('Perché').fill(why);
  await expectAccessible(page, dialog);
  await dialog.getByRole('button', { name: 'Cambia stato' }).click();
  await expect(dialog).toBeHidden();
  // It is on the agent's own desk too.
  await expect(colleague.getByRole('button', { name: /Il mio stato:\s*Riunione/ })).toBeVisible();

  const queue = 'Luce e gas';
  await queueRow(page, queue)
    .getByRole('button', { name: /Chiudi ora/ })
    .click();
  const close = page.getByRole('dialog', { name: /Chiudere «Luce e gas»/ });
  await close.getByLabel('Perché').fill(why);
  await close.getByRole('button', { name: 'Chiudi ora' }).click();
  await expect(queueRow(page, queue).getByText('chiusa per emergenza')).toBeVisible();
  await queueRow(page, queue)
    .getByRole('button', { name: /Riapri/ })
    .click();
  const reopen = page.getByRole('dialog', { name: /Riaprire «Luce e gas»/ });
  await reopen.getByLabel('Perché').fill(why);
  await reopen.getByRole('button', { name: 'Riapri' }).click();
  await expect(queueRow(page, queue).getByText('chiusa per emergenza')).toHaveCount(0);

  const auditor = await another(page, people.auditor);
  await auditor.getByRole('link', { name: 'Amministrazione' }).click();
  await auditor.getByRole('link', { name: 'Registro modifiche' }).click();
  await auditor
    .getByRole('table')
    .getByRole('row')
    .filter({ hasText: 'Stato imposto' })
    .filter({ hasText: why })
    .click();
  await expect(auditor.getByRole('complementary').getByText(why)).toBeVisible();
  const log = (await api(listAudit, { query: { limit: 20 } })).items.filter(({ reason }) => reason === why);
  expect(log.map(({ actorName }) => actorName)).toEqual([
    'Elena Pratodolci',
    'Elena Pratodolci',
    'Elena Pratodolci',
  ]);
});

test('a supervisor ends what a colleague has and says how it went; the auditor reads who it was', async ({
  page,
}) => {
  const subject = `Lasciata a metà ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Vorrei sapere del contatore.' });
  const colleague = await another(page, people.agent);
  await take(colleague, subject);
  await signIn(page, people.supervisor);
  await page.goto(colleague.url());
  const menu = page.getByRole('button', { name: 'Altre azioni' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Concludi per il collega' }).click();
  const dialog = page.getByRole('dialog', { name: /Concludere per/ });
  await expectAccessible(page, dialog);
  await dialog.getByLabel('Perché').fill('andata via prima della fine');
  await dialog.getByRole('button', { name: 'Concludi' }).click();
  await expect(page.getByRole('group', { name: 'Esito' })).toBeVisible();
  await expectAccessible(page, page.getByRole('group', { name: 'Esito' }));
  await page.getByRole('group', { name: 'Esito' }).getByRole('button').first().click();
  await page.getByRole('combobox', { name: 'Classificazione' }).fill('contatore');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: "Salva l'esito" }).click();
  const id = new URL(colleague.url()).pathname.split('/').at(-1)!;
  await expect.poll(async () => (await api(getContact, { params: { id } })).state).toBe('closed');
  const audited = (await api(listAudit, { query: { objectId: id } })).items;
  expect(audited.map(({ action, actorName, reason }) => [action, actorName.split(' ')[0], reason])).toEqual([
    ['contact.wrapped-up', 'Elena', 'andata via prima della fine'],
    ['contact.finished', 'Elena', 'andata via prima della fine'],
  ]);
});
