import type { Page } from '@playwright/test';
import { listStaff } from '#contract/access.ts';
import { listContacts } from '#contract/contacts.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { endWrapUp } from '#contract/control.ts';
import { transferContact } from '#contract/handling.ts';
import { createProfile, listAgents, setPresence, updateAgent } from '#contract/routing.ts';
import type { WorkChannel } from '#contract/words.ts';
import { api, baseUrl, expect, signIn } from './story.ts';

/** Something no other story has written. */
export const stamp = () => `${Date.now()}`.slice(-7);
/** A row of the work list, by the contact's subject. */
export const row = (page: Page, subject: string | RegExp) => page.getByRole('button', { name: subject });
/**
 * A contact's row in the list of the queues. How many wait there depends on the hour, new ones stand at the end, and
 * only what is near the screen exists: so it is gone to.
 */
export async function waitingRow(page: Page, subject: string) {
  const found = row(page, new RegExp(subject));
  const list = page.getByRole('region', { name: /coda/ });
  await expect
    .poll(
      async () => {
        if ((await found.count()) === 0) {
          const held = page.getByRole('button', { name: /^\d+ nuov[ae]/ });
          if (await held.isVisible()) await held.click();
          await list.evaluate((box) => box.scrollTo({ top: box.scrollHeight }));
        }
        return found.count();
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  return found.first();
}
export const thread = (page: Page) => page.getByRole('main', { name: 'Conversazione' });
/** What is known of the customer, beside the conversation. */
export const context = (page: Page) => page.getByRole('complementary', { name: 'Cliente e pratica' });
export const reply = (page: Page) => page.getByRole('textbox', { name: /^Risposta a/ });

/** Declares a presence through the menu in the top bar; another menu that is just closing may take the first click. */
export async function declare(page: Page, state: string): Promise<void> {
  const choice = page.getByRole('menuitemradio', { name: state });
  await expect(async () => {
    if (!(await choice.isVisible())) await page.getByRole('button', { name: /^Il mio stato/ }).click();
    await expect(choice).toBeVisible({ timeout: 2000 });
  }).toPass();
  await choice.click();
}

/**
 * The contact with this subject, or that begins with these words. The search finds beginnings of words, so "numero 3"
 * is in every subject that has a number with a 3 in front.
 */
export async function contactAbout(subject: string) {
  const { items } = await api(listContacts, { query: { search: subject } });
  return items.find((one) => one.subject.includes(subject) || one.preview.includes(subject));
}

/** Opens a waiting contact, wherever it stands in its queue, and takes it. */
export async function take(page: Page, subject: string): Promise<void> {
  const find = async () => (await contactAbout(subject))?.id;
  await expect.poll(find).toBeDefined();
  await page.goto(`${baseUrl}/inbox/${await find()}`);
  await page.getByRole('button', { name: 'Prendi in carico' }).first().click();
  await expect(reply(page)).toBeVisible();
}

/**
 * These people get the mails of one queue and nothing else: no callback nor visit of the demo is offered before them.
 * @returns what puts their profiles back
 */
export async function mailDesk(emails: string[]): Promise<() => Promise<void>> {
  const points = (await api(listEntryPoints, { query: { channel: 'email' } })).items;
  const { queueId } = points.find(({ address }) => address.startsWith('info'))!;
  return deskFor(emails, 'email', queueId!);
}

/** The same for the work of one queue on one channel. */
export async function deskFor(
  emails: string[],
  channel: WorkChannel,
  queueId: string,
): Promise<() => Promise<void>> {
  const profile = await api(createProfile, {
    body: {
      name: `Solo ${channel} ${Date.now()}`,
      capacity: { [channel]: { max: 3, interruptedBy: [] } },
      queues: [{ queueId, channel, priority: 1, delaySeconds: 0 }],
    },
  });
  const staff = (await api(listStaff, { query: { limit: 100 } })).items.filter(({ email }) =>
    emails.includes(email),
  );
  const agents = (await api(listAgents)).items.filter(({ id }) => staff.some((one) => one.id === id));
  const give = async (profileOf: (agent: (typeof agents)[number]) => string | null) => {
    for (const agent of agents)
      await api(updateAgent, {
        params: { id: agent.id },
        body: { profileId: profileOf(agent), skills: agent.skills },
      });
  };
  await give(() => profile.id);
  return () => give(({ profileId }) => profileId);
}

/** Writes an internal note and saves it. */
export async function note(page: Page, write: (box: ReturnType<Page['getByRole']>) => Promise<void>) {
  await page
    .getByRole('button', { name: /Nota interna/ })
    .first()
    .click();
  const box = page.getByRole('textbox', { name: 'Nota interna' });
  await write(box);
  await page.getByRole('button', { name: 'Salva nota interna' }).click();
}

/** Ends the contact on screen and says how it went. */
export async function wrapUp(page: Page): Promise<void> {
  await thread(page)
    .getByRole('button', { name: /^Chiudi/ })
    .click();
  await page.getByRole('group', { name: 'Esito' }).getByRole('button').first().click();
  await page.getByRole('combobox', { name: 'Classificazione' }).fill('contatore');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: "Salva l'esito" }).click();
}

/** Agents go home and what they have taken goes back to its queue: the next story finds room on their desks. */
export async function giveWorkBack(): Promise<void> {
  for (const { id, presence } of (await api(listAgents)).items)
    if (presence !== 'offline')
      await api(setPresence, { params: { id }, body: { presence: 'offline', why: 'fine della prova' } });
  const mine = (await api(listContacts, { query: { state: 'active' } })).items;
  for (const one of mine.filter((contact) => contact.queue !== null)) {
    await api(transferContact, {
      params: { id: one.id },
      body: { queue: one.queue!, why: 'fine della prova' },
    });
  }
  const unwritten = (await api(listContacts, { query: { state: 'wrap_up' } })).items;
  for (const { id, agent } of unwritten)
    if (agent !== null) await api(endWrapUp, { params: { id }, body: { agent, why: 'fine della prova' } });
}

/** Another person at the same time, in a browser of their own. */
export async function another(page: Page, email: string, password?: string): Promise<Page> {
  const other = await (await page.context().browser()!.newContext(colleagueOf(page))).newPage();
  await signIn(other, email, password);
  return other;
}
const colleagueOf = (page: Page) => ({
  locale: 'it-IT',
  timezoneId: 'Europe/Rome',
  viewport: page.viewportSize() ?? { width: 1440, height: 900 },
  baseURL: baseUrl,
});
