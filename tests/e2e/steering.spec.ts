import type { Page } from '@playwright/test';
import { createStaff, listAudit, listRoles, listServices } from '#contract/access.ts';
import { getContact } from '#contract/contacts.ts';
import { endMove, listMoves } from '#contract/moves.ts';
import { transferContact } from '#contract/handling.ts';
import {
  createProfile,
  createQueue,
  listAgents,
  listQueues,
  updateAgent,
  updateProfile,
  updateQueue,
} from '#contract/routing.ts';
import { begin, chatDesk, panel } from './support/chat.ts';
import { another, contactAbout, declare, giveWorkBack, reply, stamp, take } from './support/desk.ts';
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

// The supervisor's hand on the room. No agreement with the staff is in force: nobody is shown how a single agent is
// doing, and every verb works all the same.

test.afterEach(async () => {
  await giveWorkBack();
  for (const { id } of (await api(listMoves)).items)
    await api(endMove, { params: { id }, body: { why: 'fine della prova' } });
});

const dialogOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const why = (page: Page, text: string) => page.getByRole('dialog').getByLabel('Perché').fill(text);
const agentsOf = (page: Page) => page.getByRole('region', { name: 'Operatori' });
async function watch(page: Page) {
  await page.goto(`${baseUrl}/supervisor`);
  await expect(page.getByRole('heading', { name: 'Supervisione' })).toBeVisible();
  await page.getByText('Agire su un operatore').click();
}
const reasons = async (objectId: string) =>
  (await api(listAudit, { query: { objectId, limit: 50 } })).items.map(
    ({ action, actorName, reason }) => `${action} ${actorName.split(' ')[0]} ${reason ?? ''}`,
  );

/** A queue of its own with as many mails waiting in it. */
async function queueWith(count: number) {
  const mark = stamp();
  const like = (await api(listQueues)).items.find(({ name }) => name === 'Bollette e contratti')!;
  const queue = await api(createQueue, {
    body: {
      ...like,
      code: `mano-${mark}`,
      name: `Mano ${mark}`,
      calendarId: null,
      requires: [],
      limit: null,
    },
  });
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const subject = `Pratica ${mark} numero ${number}`;
    await sendMail({ to: 'info', subject, text: 'Una domanda sul contatore.' });
    const find = async () => (await contactAbout(subject))?.id;
    await expect.poll(find).toBeDefined();
    const id = (await find())!;
    await api(transferContact, { params: { id }, body: { queue: queue.id, why: 'per la prova' } });
    ids.push(id);
  }
  const { id, ...settings } = queue;
  return {
    id,
    name: queue.name,
    subject: (number: number) => `Pratica ${mark} numero ${number}`,
    ids,
    restore: () => api(updateQueue, { params: { id }, body: { ...settings, active: false } }),
  };
}
const boxOf = (page: Page, subject: string) =>
  page.getByRole('checkbox', { name: new RegExp(`^Scegli .*: ${subject}$`) });
const rowOf = (page: Page, subject: string) => page.getByRole('listitem').filter({ hasText: subject });

test('agents are lent for half an hour, see it on their desks, and are back when it is ended; a second supervisor sees it live', async ({
  page,
}) => {
  const reason = `guasto in centro ${stamp()}`;
  const agent = await another(page, people.agent);
  const second = await another(page, people.administrator);
  await watch(second);
  await signIn(page, people.supervisor);
  await watch(page);
  await agentsOf(page).getByRole('searchbox').fill('acqua');
  await agentsOf(page).getByRole('checkbox', { name: 'Scegli Luca Ripaverdi' }).check();
  await agentsOf(page).getByRole('checkbox', { name: 'Scegli Marta Vallelieti' }).check();
  await expectAccessible(page, agentsOf(page));
  await page.getByRole('button', { name: 'Presta 2…' }).click();
  const lend = dialogOf(page, 'Prestare 2 operatori');
  await lend.getByRole('checkbox', { name: /^Luce e gas.*in attesa/ }).check();
  await lend.getByRole('group', { name: 'Code da lasciare' }).getByLabel('Bollette e contratti').check();
  await lend.getByLabel('Aggiungi una competenza').selectOption({ label: 'Luce e gas' });
  await lend.getByText('30 minuti').click();
  await expect(lend.getByRole('button', { name: 'Presta', exact: true })).toBeDisabled();
  await why(page, reason);
  await expect(lend.getByRole('status')).toContainText('anche Luce e gas');
  await expectAccessible(page, lend);
  await showIn(page, 'dark');
  await expectAccessible(page, lend);
  await showIn(page, 'light');
  await lend.getByRole('button', { name: 'Presta', exact: true }).click();
  await expect(lend).toBeHidden();

  const loans = (who: Page) => who.getByRole('region', { name: 'Prestiti in corso' });
  await expect(loans(page)).toContainText('Luca Ripaverdi, Marta Vallelieti');
  await expect(loans(page)).toContainText('non più Bollette e contratti');
  await expect(loans(second)).toContainText(reason);
  // Nothing of it tells how they are doing.
  await expect(agentsOf(page).getByText(/Disponibile|Fuori servizio|Pausa/)).toHaveCount(0);

  const chip = agent.getByRole('button', { name: /^In prestito fino alle/ });
  await chip.click();
  await expect(agent.getByText('anche Luce e gas (priorità 1)')).toBeVisible();
  await expect(agent.getByText(reason)).toBeVisible();
  await expectAccessible(agent, agent.getByRole('heading', { name: 'Sei in prestito' }));
  await agent.keyboard.press('Escape');

  await loans(page)
    .getByRole('button', { name: /Finisci ora/ })
    .click();
  await why(page, `guasto riparato ${reason}`);
  await dialogOf(page, /Finire il prestito/)
    .getByRole('button', { name: 'Finisci ora' })
    .click();
  await expect(loans(page)).toHaveCount(0);
  await expect(loans(second)).toHaveCount(0);
  await expect(chip).toHaveCount(0);
  const audit = (await api(listAudit, { query: { limit: 50 } })).items.filter(({ reason: said }) =>
    said?.includes(reason),
  );
  expect(audit.map(({ action }) => action).toSorted()).toEqual([
    'agent.move-ended',
    'agent.move-ended',
    'agent.moved',
    'agent.moved',
  ]);
});

test('what waits is chosen and passed on by the keyboard alone; what a colleague took meanwhile stays, and says so', async ({
  page,
}) => {
  const from = await queueWith(4);
  const to = await queueWith(0);
  try {
    const second = await another(page, people.administrator);
    await second.goto(`${baseUrl}/supervisor/queues/${from.id}`);
    await signIn(page, people.supervisor);
    await page.goto(`${baseUrl}/supervisor/queues/${from.id}`);
    await expect(rowOf(page, from.subject(4))).toBeVisible();
    await expectAccessible(page, page.getByRole('list', { name: 'In attesa' }));

    // The first of all: its menu by the keyboard.
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('.');
    await page.getByRole('menuitem', { name: 'Cambia priorità…' }).press('Enter');
    await why(page, 'persona fragile');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('listitem').first()).toContainText(from.subject(4));
    await expect(page.getByRole('listitem').first()).toContainText('priorità +');
    await expect(second.getByRole('listitem').first()).toContainText(from.subject(4));

    // Two are chosen by X; Esc lets them go, the boxes choose them again with Shift.
    await boxOf(page, from.subject(1)).focus();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(page.getByText('2 scelti')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('2 scelti')).toHaveCount(0);
    await boxOf(page, from.subject(1)).click();
    await boxOf(page, from.subject(3)).click({ modifiers: ['Shift'] });
    await expect(page.getByText('3 scelti')).toBeVisible();
    await page.keyboard.press('t');
    const pass = dialogOf(page, 'Passa 3 contatti');
    await pass.getByRole('searchbox').fill(to.name);
    await page.keyboard.press('Enter');
    await expect(pass.getByRole('radio')).toBeChecked();
    await expectAccessible(page, pass);
    // While the supervisor writes why, an agent is quicker.
    const agent = await another(page, people.colleague);
    await take(agent, from.subject(2));
    await why(page, 'sono di loro');
    await pass.getByRole('button', { name: 'Passa', exact: true }).click();
    await expect(page.getByText('2 contatti passati.')).toBeVisible();
    const answers = page.getByRole('status').filter({ hasText: '1 è rimasto' });
    await expect(answers).toContainText("Nel frattempo qualcun altro l'ha preso o passato.");
    await expectAccessible(page, answers);
    await expect(second.getByRole('listitem')).toHaveCount(1);
    expect((await api(getContact, { params: { id: from.ids[0]! } })).queue).toBe(to.id);
    expect((await api(getContact, { params: { id: from.ids[1]! } })).state).toBe('active');
    expect(await reasons(from.ids[0]!)).toContainEqual('contact.reassigned Elena sono di loro');
    expect(await reasons(from.ids[3]!)).toContainEqual('contact.prioritised Elena persona fragile');
  } finally {
    await from.restore();
    await to.restore();
  }
});

test('what an agent has goes back to its place, and a wrap-up that was forgotten is ended', async ({
  page,
}) => {
  const queue = await queueWith(1);
  try {
    const agent = await another(page, people.colleague);
    await take(agent, queue.subject(1));
    await signIn(page, people.supervisor);
    await page.goto(`${baseUrl}/supervisor/queues/${queue.id}?tab=held`);
    const row = rowOf(page, queue.subject(1));
    await expect(row).toContainText('Chiara Fontemarini');
    await row.getByRole('button', { name: /^Azioni per/ }).click();
    await page.getByRole('menuitem', { name: 'Rimetti in coda…' }).click();
    const back = dialogOf(page, 'Rimettere in coda?');
    await expectAccessible(page, back);
    await why(page, 'Chiara è in riunione');
    await back.getByRole('button', { name: 'Rimetti in coda' }).click();
    await expect(agent.getByRole('button', { name: 'Prendi in carico' }).first()).toBeVisible();
    await expect(reply(agent)).toHaveCount(0);
    await page.getByRole('tab', { name: /In attesa/ }).click();
    await expect(rowOf(page, queue.subject(1))).toBeVisible();

    await agent.getByRole('button', { name: 'Prendi in carico' }).first().click();
    await agent.getByRole('button', { name: 'Chiudi', exact: false }).first().click();
    await expect(agent.getByRole('group', { name: 'Esito' })).toBeVisible();
    await page.getByRole('tab', { name: /In mano/ }).click();
    await expect(row).toContainText('esito');
    await row.getByRole('button', { name: /^Azioni per/ }).click();
    await page.getByRole('menuitem', { name: "Termina l'esito…" }).click();
    await why(page, 'dimenticato aperto');
    await dialogOf(page, /Terminare l'esito/)
      .getByRole('button', { name: 'Termina' })
      .click();
    await expect
      .poll(async () => (await api(getContact, { params: { id: queue.ids[0]! } })).state)
      .toBe('closed');
    const said = await reasons(queue.ids[0]!);
    expect(said).toContainEqual('contact.reassigned Elena Chiara è in riunione');
    expect(said).toContainEqual('contact.wrap-up-ended Elena dimenticato aperto');
  } finally {
    await queue.restore();
  }
});

test('a queue is closed with words: the chat and the form show them at once, and no longer when it is open again', async ({
  page,
}) => {
  const { url, restore } = await chatDesk([]);
  const text = `Condotta rotta ${stamp()}: lo sappiamo.`;
  try {
    const name = (await api(listQueues)).items
      .map((one) => one.name)
      .findLast((one) => one.startsWith('Chat '))!;
    const queue = (await api(listQueues)).items.find((one) => one.name === name)!;
    const visitor = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
    await visitor.goto(url);
    await begin(visitor, 'C’è acqua oggi?');
    await signIn(page, people.supervisor);
    await page.goto(`${baseUrl}/supervisor/queues/${queue.id}`);
    await page.getByRole('button', { name: 'Messaggio…' }).click();
    const message = dialogOf(page, /^Messaggio di/);
    await message.getByLabel('In italiano').fill(text);
    await expect(message.getByText('è aperto come sempre.')).toBeVisible();
    await why(page, 'condotta rotta');
    await expectAccessible(page, message);
    await message.getByRole('button', { name: 'Mostra il messaggio' }).click();
    await expect(page.getByText('messaggio attivo')).toBeVisible();
    // Who has the chat open sees it at once.
    await expect(panel(visitor).getByText(text)).toBeVisible();

    await page.getByRole('button', { name: 'Chiudi ora' }).click();
    const close = dialogOf(page, /^Chiudere/);
    await expect(close.getByText('la chat si mostra chiusa.')).toBeVisible();
    await why(page, 'condotta rotta');
    await close.getByRole('button', { name: 'Chiudi ora' }).click();
    await expect(page.getByText('chiusa per emergenza')).toBeVisible();
    const late = await (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
    await late.goto(url);
    await late.getByRole('button', { name: /Apri la chat/ }).click();
    await expect(panel(late).getByText(text)).toBeVisible();
    await expect(panel(late).getByRole('button', { name: 'Inizia la chat' })).toHaveCount(0);

    await page.getByRole('button', { name: 'Riapri' }).click();
    await why(page, 'riparata');
    await dialogOf(page, /^Riaprire/)
      .getByRole('button', { name: 'Riapri' })
      .click();
    await expect(page.getByText('messaggio attivo')).toHaveCount(0);
    await expect(panel(late).getByRole('button', { name: 'Inizia la chat' })).toBeVisible();
    await expect(panel(visitor).getByText(text)).toHaveCount(0);
    expect((await reasons(queue.id)).filter((one) => one.startsWith('queue.changed Elena'))).toEqual([
      'queue.changed Elena riparata',
      'queue.changed Elena condotta rotta',
      'queue.changed Elena condotta rotta',
    ]);
    await visitor.close();
    await late.close();
  } finally {
    await restore();
  }
});

test('an agent who is logged out is told by whom and why, and what they had is back in its queue', async ({
  page,
}) => {
  const queue = await queueWith(1);
  const reason = `postazione lasciata aperta ${stamp()}`;
  try {
    const agent = await another(page, people.teamMate);
    await take(agent, queue.subject(1));
    await signIn(page, people.supervisor);
    await watch(page);
    await agentsOf(page)
      .getByRole('button', { name: /^Davide Collebruni/ })
      .click();
    await page.getByRole('menuitem', { name: 'Fai uscire…' }).click();
    const dialog = dialogOf(page, 'Far uscire Davide Collebruni?');
    await expect(dialog.getByText(queue.subject(1))).toBeVisible();
    await expect(dialog.getByRole('radio', { name: /tornano in coda/ })).toBeChecked();
    await why(page, reason);
    await expectAccessible(page, dialog);
    await dialog.getByRole('button', { name: 'Fai uscire' }).click();
    // With whatever the demo gave them beside it.
    await expect(page.getByText(/contatt(o è tornato|i sono tornati) in coda/)).toBeVisible();
    await expect(agent.getByRole('button', { name: 'Accedi' })).toBeVisible();
    await expect(agent.getByText(reason)).toBeVisible();
    await expect(agent.getByText(/Elena Pratodolci ha concluso/)).toBeVisible();
    expect((await api(getContact, { params: { id: queue.ids[0]! } })).state).toBe('queued');
    expect(await reasons(queue.ids[0]!)).toContainEqual(`contact.reassigned Elena ${reason}`);
  } finally {
    await queue.restore();
  }
});

test('a profile that is changed under an open offer is told to the supervisor, with what becomes of the offer', async ({
  page,
}) => {
  const queue = await queueWith(1);
  // Mails come beside whatever the demo has given them.
  const beside = { max: 9, interruptedBy: ['email' as const] };
  const capacity = { email: beside, form: beside, chat: beside, phone: beside };
  const place = { queueId: queue.id, channel: 'email' as const, priority: 1, delaySeconds: 0 };
  const { id, ...profile } = await api(createProfile, {
    body: { name: `Cambiato ${stamp()}`, capacity, queues: [place] },
  });
  const davide = (await api(listAgents)).items.find(({ name }) => name === 'Davide Collebruni')!;
  const give = (profileId: string | null) =>
    api(updateAgent, { params: { id: davide.id }, body: { profileId, skills: davide.skills } });
  try {
    await give(id);
    const agent = await another(page, people.teamMate);
    await declare(agent, 'Disponibile');
    await expect
      .poll(async () => (await api(getContact, { params: { id: queue.ids[0]! } })).state)
      .toBe('offered');
    await signIn(page, people.supervisor);
    await watch(page);
    const fewer = { ...capacity, email: { ...beside, max: 8 } };
    await api(updateProfile, { params: { id }, body: { ...profile, capacity: fewer } });
    const notice = page.getByRole('region', { name: 'Smistamento' }).getByText(`«${profile.name}»`);
    await expect(notice).toContainText(`con una proposta aperta (${queue.name})`);
    await expect(notice).toContainText('Adesso: 1 ancora aperta');
    await agent.keyboard.press('F2');
    await expect(notice).toContainText('Adesso: 1 accettata', { timeout: 45_000 });
    await expectAccessible(page, page.getByRole('region', { name: 'Smistamento' }));
  } finally {
    await give(davide.profileId);
    await queue.restore();
  }
});

test('a supervisor of one service sees and steers its queues and agents, and no others', async ({ page }) => {
  const mark = stamp();
  const email = `acqua.${mark}@acqueeluce.example.org`;
  const [water] = (await api(listServices)).items.filter(({ code }) => code === 'acqua');
  const [role] = (await api(listRoles)).items.filter(({ code }) => code === 'supervisor');
  await api(createStaff, {
    body: {
      email,
      name: `Capo Acqua ${mark}`,
      publicName: 'Capo',
      language: 'it',
      teamId: null,
      active: true,
      password: `parola di ${mark}`,
      grants: [{ roleId: role!.id, serviceId: water!.id, teamId: null }],
    } as never,
  });
  await signIn(page, email, `parola di ${mark}`);
  await watch(page);
  const table = page.getByRole('table', { name: 'Code' });
  await expect(table.getByRole('link', { name: 'Acqua: guasti e qualità', exact: true })).toBeVisible();
  await expect(table.getByRole('link', { name: 'Luce e gas', exact: true })).toHaveCount(0);
  await expect(agentsOf(page).getByRole('button', { name: /^Luca Ripaverdi/ })).toBeVisible();
  await expect(agentsOf(page).getByRole('button', { name: /^Paolo Granazoni/ })).toHaveCount(0);
  await agentsOf(page).getByRole('checkbox', { name: 'Scegli Luca Ripaverdi' }).check();
  await page.getByRole('button', { name: 'Presta 1…' }).click();
  const lend = dialogOf(page, 'Prestare Luca Ripaverdi');
  await expect(lend.getByRole('checkbox', { name: /^Acqua: guasti.*in attesa/ })).toBeVisible();
  await expect(lend.getByRole('checkbox', { name: /^Luce e gas.*in attesa/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  const other = (await api(listQueues)).items.find(({ name }) => name === 'Luce e gas')!;
  await page.goto(`${baseUrl}/supervisor/queues/${other.id}`);
  await expect(page.getByText('non è fra quelle che puoi vedere')).toBeVisible();
});
