import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import {
  createProfile,
  createQueue,
  listAgents,
  listQueues,
  updateAgent,
  updateQueue,
} from '#contract/routing.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { createFlow, getDraft, publishFlow, saveDraft, updateFlow } from '#contract/flows.ts';
import { listStaff } from '#contract/access.ts';
import { writeWav } from '#server/media/core/wav.ts';
import { join, tone } from '#server/media/core/tones.ts';
import { findBrowser } from '../../../scripts/lib/browser.mjs';
import { giveWorkBack } from './desk.ts';
import { api, expect } from './story.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'filodiretto-sounds-'));
/** What each browser's microphone hears: a tone that comes and goes, which no noise suppression takes for noise. */
export const voices = { caller: 600, agent: 1100, colleague: 1700, supervisor: 2300 } as const;

/** How a browser is started whose microphone hears a tone. */
export function microphoneOf(who: keyof typeof voices) {
  const file = path.join(folder, `${who}.wav`);
  const word = (milliseconds: number) => tone({ hz: [voices[who]], milliseconds, level: 0.6 });
  const pause = (milliseconds: number) => tone({ hz: [], milliseconds });
  writeFileSync(file, writeWav(join([word(350), pause(120), word(250), pause(180), word(450), pause(150)])));
  return {
    executablePath: findBrowser(),
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}`,
      // Everything is on this machine.
      '--allow-loopback-in-peer-connection',
    ],
  };
}

// What runs in the page: the loudest that each frequency was, over a while.
const listen = `async ({ all, time }) => {
  const speaker = [...document.querySelectorAll('audio')].find((one) => one.srcObject !== null);
  if (speaker === undefined) return [];
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(speaker.srcObject).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const loudest = {};
  const end = performance.now() + time;
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    analyser.getFloatFrequencyData(bins);
    for (const [who, hz] of all) {
      const at = Math.round((hz / context.sampleRate) * analyser.fftSize);
      loudest[who] = Math.max(loudest[who] ?? -200, ...bins.slice(at - 2, at + 3));
    }
  }
  await context.close();
  return Object.keys(loudest).filter((who) => loudest[who] > -58);
}`;

/** Which voices come out of a page's loudspeaker, listened to for a while. */
export const heardIn = (page: Page, time = 1200): Promise<string[]> =>
  page.evaluate(`(${listen})(${JSON.stringify({ all: Object.entries(voices), time })})`);

/** Waits until a page hears these voices and no other. */
export const expectHeard = (page: Page, who: (keyof typeof voices)[]): Promise<void> =>
  expect.poll(() => heardIn(page), { timeout: 30_000 }).toEqual(who);

/** The number of the demo that anybody calls first; a flow answers it. */
export async function mainNumber() {
  const { items } = await api(listEntryPoints, { query: { channel: 'phone' } });
  return items.find(({ address }) => address === '+39055010990')!;
}

/** A flow with two choices; the second leads to a person. */
const twoChoices = (queue: string) => ({
  languages: ['it'],
  channels: ['phone'],
  start: 'menu',
  person: { queue },
  nodes: [
    {
      id: 'menu',
      kind: 'choose',
      says: { text: { it: 'Benvenuto. Che cosa le serve?' } },
      options: [
        { id: 'bill', label: { it: 'la bolletta' } },
        { id: 'fault', label: { it: 'un guasto' } },
      ],
    },
    { id: 'sorry', kind: 'end', says: { text: { it: 'Arrivederci.' } } },
    { id: 'person', kind: 'queue', queue },
  ],
  edges: [
    ['menu', 'bill', 'sorry'],
    ['menu', 'fault', 'person'],
    ['menu', 'not_understood', 'person'],
    ['menu', 'silence', 'menu'],
  ].map(([from, exit, to]) => ({ from, exit, to })),
});

async function publishedFlow(code: string, name: { it: string; en: string }, graph: unknown): Promise<void> {
  await api(createFlow, { body: { code, name } });
  const { revision } = await api(getDraft, { params: { code } });
  const draft = await api(saveDraft, { params: { code }, body: { revision, graph: flowGraph.parse(graph) } });
  await api(publishFlow, { params: { code }, body: { revision: draft.revision } });
}

/**
 * Has the main number answered by flows of a story's own, until the desk of the story is put back.
 * @param shipped flows that come with the system, the one that answers last: copies of them, whose people are at `queue`.
 * Without any it is a flow of two choices
 * @returns what ends it
 */
export async function answeredBy(queue: string, shipped: string[] = []): Promise<() => Promise<void>> {
  const mark = Date.now().toString(36);
  const ownCode = (code: string) => `${code}-${mark}`;
  const codes = shipped.length === 0 ? [ownCode('voce')] : shipped.map(ownCode);
  if (shipped.length === 0)
    await publishedFlow(codes[0]!, { it: 'Due scelte', en: 'Two choices' }, twoChoices(queue));
  for (const code of shipped) {
    const file = JSON.parse(readFileSync(`server/app/demo/flows/${code}.flow.json`, 'utf8')) as {
      name: { it: string; en: string };
      graph: Record<string, unknown>;
    };
    const own = JSON.parse(JSON.stringify(file.graph), (key, value: unknown) =>
      key === 'queue'
        ? queue
        : key === 'flow' && shipped.includes(String(value))
          ? ownCode(String(value))
          : value,
    ) as unknown;
    await publishedFlow(ownCode(code), file.name, own);
  }
  const { id, url: _url, ...point } = await mainNumber();
  await api(updateEntryPoint, {
    params: { id },
    body: { ...point, settings: { ...point.settings, flow: codes.at(-1) } },
  });
  return async () => {
    await api(updateEntryPoint, { params: { id }, body: point });
    for (const code of codes) await api(updateFlow, { params: { code }, body: { active: false } });
  };
}

/**
 * A queue that takes calls only, these people at it, and the demo's number leading to it.
 * @returns the page to call from, and what puts the demo back as it was
 */
export async function callDesk(emails: string[]): Promise<{
  path: string;
  name: string;
  /** The code of the queue. */
  queue: string;
  restore: () => Promise<void>;
}> {
  // What the demo has put into somebody's hands, by the hour of the day, would come before a call.
  await giveWorkBack();
  const point = await mainNumber();
  const {
    id: _id,
    open: _open,
    ...like
  } = (await api(listQueues)).items.find(({ id }) => id === point.queueId)!;
  const mark = `${Date.now()}`;
  const queue = await api(createQueue, {
    body: {
      ...like,
      code: `phone-${mark}`,
      name: `Telefono ${mark}`,
      calendarId: null,
      requires: [],
      wrapUpMode: 'none',
    },
  });
  const profile = await api(createProfile, {
    body: {
      name: `Telefono ${mark}`,
      // Mails too, to write them: none comes by itself.
      capacity: { phone: { max: 1, interruptedBy: [] }, email: { max: 2, interruptedBy: ['phone'] } },
      queues: [{ queueId: queue.id, channel: 'phone', priority: 1, delaySeconds: 0 }],
    },
  });
  const staff = (await api(listStaff, { query: { limit: 100 } })).items.filter(({ email }) =>
    emails.includes(email),
  );
  const agents = (await api(listAgents)).items.filter(({ id }) => staff.some((one) => one.id === id));
  for (const { id, skills } of agents)
    await api(updateAgent, { params: { id }, body: { profileId: profile.id, skills } });
  const { id, url: _url, ...input } = point;
  // People answer it, and no flow.
  const { flow: _flow, ...direct } = input.settings;
  await api(updateEntryPoint, { params: { id }, body: { ...input, settings: direct, queueId: queue.id } });
  return {
    path: `/call/${id}`,
    name: point.name,
    queue: queue.code,
    async restore() {
      for (const agent of agents)
        await api(updateAgent, {
          params: { id: agent.id },
          body: { profileId: agent.profileId, skills: agent.skills },
        });
      await api(updateEntryPoint, { params: { id }, body: input });
      const { id: queueId, ...settings } = queue;
      await api(updateQueue, { params: { id: queueId }, body: { ...settings, active: false } });
    },
  };
}
