import { listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { createFlow, getDraft, publishFlow, saveDraft, updateFlow } from '#contract/flows.ts';
import { chatDesk, panel, visitorBox } from './support/chat.ts';
import { context, declare, giveWorkBack, reply, thread } from './support/desk.ts';
import { api, expect, expectAccessible, people, signIn, test } from './support/story.ts';

const says = (it: string, ar: string) => ({ text: { it, ar } });
/** A menu, a question and a person. */
const graphFor = (queue: string) =>
  flowGraph.parse({
    languages: ['it', 'ar'],
    channels: ['chat'],
    start: 'menu',
    person: { queue },
    nodes: [
      {
        id: 'menu',
        kind: 'choose',
        says: says('Che cosa ti serve?', 'ماذا تحتاج؟'),
        options: [
          { id: 'hours', label: { it: 'Gli orari', ar: 'المواعيد' } },
          { id: 'fault', label: { it: 'Un guasto', ar: 'عطل' } },
        ],
      },
      { id: 'open', kind: 'end', says: says('Siamo aperti dalle 8 alle 19.', 'من 8 إلى 19') },
      {
        id: 'where',
        kind: 'ask',
        type: 'text',
        into: 'place',
        says: says('In quale via?', 'في أي شارع؟'),
      },
      { id: 'person', kind: 'queue', queue },
    ],
    edges: [
      { from: 'menu', exit: 'hours', to: 'open' },
      { from: 'menu', exit: 'fault', to: 'where' },
      ...(['not_understood', 'silence'] as const).flatMap((exit) =>
        ['menu', 'where'].map((from) => ({ from, exit, to: 'person' })),
      ),
      { from: 'where', exit: 'next', to: 'person' },
    ],
  });

test.afterEach(giveWorkBack);

test('a visitor is helped by the flow of the chat, in words and by buttons, and goes on with a person who has the story', async ({
  page,
}) => {
  test.setTimeout(150_000);
  const guest = async () => (await page.context().browser()!.newContext({ locale: 'it-IT' })).newPage();
  const desk = await chatDesk([people.agent]);
  const mark = `${Date.now()}`;
  const code = `prova-${mark}`;
  try {
    const [chat] = (await api(listEntryPoints, { query: { channel: 'chat' } })).items;
    await api(createFlow, { body: { code, name: { it: code, en: code } } });
    const { revision } = await api(getDraft, { params: { code } });
    const saved = await api(saveDraft, {
      params: { code },
      body: { revision, graph: graphFor(`${desk.queue.name.replace('Chat ', 'chat-')}`) },
    });
    await api(publishFlow, { params: { code }, body: { revision: saved.revision } });
    const { id, url: _url, ...input } = chat!;
    await api(updateEntryPoint, {
      params: { id },
      body: { ...input, settings: { ...input.settings, flow: code } },
    });

    const visitor = await guest();
    await visitor.goto(desk.url);
    await visitor.getByRole('button', { name: /Apri la chat/ }).click();
    const log = panel(visitor).getByRole('log');
    await expect(log).toContainText('Che cosa ti serve?');
    await expect(panel(visitor).getByText(/Risponde l'assistente automatico/)).toBeVisible();
    for (const colorScheme of ['dark', 'light'] as const) {
      await visitor.emulateMedia({ colorScheme });
      await expectAccessible(visitor, panel(visitor));
    }
    // Contained: nobody's work came of it.
    await panel(visitor).getByRole('button', { name: 'Gli orari' }).click();
    await expect(log).toContainText('Siamo aperti dalle 8 alle 19.');
    await panel(visitor).getByRole('button', { name: 'Ricomincia' }).click();
    const answer = panel(visitor).getByRole('textbox', { name: 'La tua risposta' });
    // Words of their own, without the mouse; the network goes, and comes back.
    await answer.fill('c’è un guasto');
    await answer.press('Enter');
    await expect(log).toContainText('In quale via?');
    await visitor.reload();
    await expect(log).toContainText('In quale via?');
    await answer.fill(`Via del Mulino ${mark}`);
    await answer.press('Enter');
    await expect(panel(visitor).getByText(/in coda|prossimo/)).toBeVisible();
    await expect(log.getByText(`Via del Mulino ${mark}`)).toHaveCount(1);
    await visitorBox(visitor).fill('Esce acqua dal tombino');
    await visitorBox(visitor).press('Enter');

    // Who takes it reads what was said before.
    await signIn(page, people.agent);
    await declare(page, 'Disponibile');
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await page.keyboard.press('F2');
    await expect(reply(page)).toBeVisible();
    await expect(thread(page).getByText('Esce acqua dal tombino')).toBeVisible();
    await expect(context(page).getByText('In quale via?')).toBeVisible();
    await reply(page).fill('Arriviamo.');
    await reply(page).press('Control+Enter');
    await expect(log).toContainText('Arriviamo.');
    await expectAccessible(page, context(page));
    await panel(visitor).getByRole('button', { name: 'Altre azioni' }).click();
    await panel(visitor).getByRole('button', { name: 'Termina la conversazione' }).click();
    await panel(visitor).getByRole('button', { name: 'Sì, termina' }).click();
    await expect(
      thread(page)
        .getByText(/ha terminato la conversazione/)
        .first(),
    ).toBeVisible();

    // Somebody who reads Arabic: the widget, and the flow, from right to left.
    const reader = await guest();
    await reader.goto(`${desk.url}?lang=ar`);
    await reader.locator('filo-chat button.launcher').click();
    await expect(panel(reader).getByRole('button', { name: 'عطل' })).toBeVisible();
    await expect(panel(reader)).toHaveCSS('direction', 'rtl');
    await expectAccessible(reader, panel(reader));
  } finally {
    await desk.restore();
    await api(updateFlow, { params: { code }, body: { active: false } });
  }
});
