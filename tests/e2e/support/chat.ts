import type { Page } from '@playwright/test';
import { createCalendar } from '#contract/calendars.ts';
import { listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import {
  createProfile,
  createQueue,
  listAgents,
  listQueues,
  updateAgent,
  updateQueue,
} from '#contract/routing.ts';
import type { CallbackRules } from '#contract/routing-plans.ts';
import { listStaff } from '#contract/access.ts';
import { api, baseUrl, expect } from './story.ts';

export const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
let hours = 0;

/** The demo's chat, with hours of its own: the stories run at any time of day. */
export async function chatPage(openings: typeof always, queueId?: string): Promise<string> {
  const [chat] = (await api(listEntryPoints, { query: { channel: 'chat' } })).items;
  const calendar = await api(createCalendar, {
    body: { name: `Prova ${(hours += 1)} ${Date.now()}`, openings, italianHolidays: false },
  });
  const { id, url: _url, ...input } = chat!;
  await api(updateEntryPoint, {
    params: { id },
    body: {
      ...input,
      ...(queueId === undefined ? {} : { queueId }),
      settings: { ...chat!.settings, calendarId: calendar.id },
    },
  });
  return `${baseUrl}/chat/${id}`;
}

/**
 * A queue that takes chats only, and these people at it: nothing that waits elsewhere in the demo comes between.
 * @returns the address of the visitor's page, and what puts the demo back as it was
 */
export async function chatDesk(
  emails: string[],
  /** They are called back too: how. */
  callback?: CallbackRules,
): Promise<{ url: string; queue: { id: string; name: string }; restore: () => Promise<void> }> {
  const [chat] = (await api(listEntryPoints, { query: { channel: 'chat' } })).items;
  const queues = (await api(listQueues)).items;
  const { id: _id, open: _open, ...like } = queues.find(({ id }) => id === chat!.queueId)!;
  const mark = `${Date.now()}`;
  const queue = await api(createQueue, {
    body: {
      ...like,
      code: `chat-${mark}`,
      name: `Chat ${mark}`,
      calendarId: null,
      requires: [],
      ...(callback === undefined ? {} : { callback }),
    },
  });
  const profile = await api(createProfile, {
    body: {
      name: `Chat ${mark}`,
      capacity: {
        chat: { max: 3, interruptedBy: [] },
        // What they have in hand from the demo is in nobody's way.
        email: { max: 3, interruptedBy: ['chat', 'phone'] },
        form: { max: 3, interruptedBy: ['chat', 'phone'] },
        ...(callback === undefined ? {} : { phone: { max: 1, interruptedBy: [] } }),
      },
      queues: (callback === undefined ? (['chat'] as const) : (['chat', 'phone'] as const)).map(
        (channel) => ({ queueId: queue.id, channel, priority: 1, delaySeconds: 0 }),
      ),
    },
  });
  const staff = (await api(listStaff, { query: { limit: 100 } })).items.filter(({ email }) =>
    emails.includes(email),
  );
  const agents = (await api(listAgents)).items.filter(({ id }) => staff.some((one) => one.id === id));
  for (const { id, skills } of agents)
    await api(updateAgent, { params: { id }, body: { profileId: profile.id, skills } });
  return {
    url: await chatPage(always, queue.id),
    queue,
    async restore() {
      for (const { id, skills, profileId } of agents)
        await api(updateAgent, { params: { id }, body: { profileId, skills } });
      const { id, url: _url, ...input } = chat!;
      await api(updateEntryPoint, { params: { id }, body: input });
      const { id: queueId, ...settings } = queue;
      await api(updateQueue, { params: { id: queueId }, body: { ...settings, active: false } });
    },
  };
}

export const panel = (page: Page) => page.getByRole('dialog');
export const visitorBox = (page: Page) => panel(page).getByRole('textbox', { name: 'Scrivi un messaggio' });

/** Opens the widget, says who it is and asks. */
export async function begin(
  page: Page,
  question: string,
  who: { name: string; email?: string } = { name: 'Ada Prova' },
): Promise<void> {
  await page.getByRole('button', { name: /Apri la chat/ }).click();
  await panel(page).getByLabel('Nome e cognome').fill(who.name);
  if (who.email !== undefined)
    await panel(page)
      .getByLabel(/E-mail/)
      .fill(who.email);
  await panel(page).getByLabel('Come possiamo aiutarti?').fill(question);
  await panel(page).getByRole('button', { name: 'Inizia la chat' }).click();
  await expect(panel(page).getByText(question)).toBeVisible();
  await expect(panel(page).getByText(/Inviato|Letto/)).toBeVisible();
}
