import { setTimeout as sleep } from 'node:timers/promises';
import { listEntryPoints, createEntryPoint } from '#contract/entry-points.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { connectPhone } from '#contract/media.ts';
import { openRecording, recordingsOfContact, setQueueRecording } from '#contract/recordings.ts';
import { listProfiles, listQueues, updateProfile, updateQueue } from '#contract/routing.ts';
import { writeSingleViewTerms } from '#server/access/index.ts';
import { readWav } from '#server/media/core/wav.ts';
import { newId } from '#server/platform/index.ts';
import { headersOf } from '#tests/support/api.ts';
import { strength } from '#tests/support/fake-leg.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';
import { childrenOf, commandLine } from './processes.ts';
import { makeOrganisation, type Organisation, type World } from './world.ts';

/** Settings of a world that has telephones. Its callers' addresses are believed: each has its own. */
export const withVoice = (ports: string): Record<string, string> => ({
  FILO_ROLES: 'http,mail,routing,worker,voice',
  FILO_MEDIA_HOST: '127.0.0.1',
  FILO_MEDIA_PORTS: ports,
  FILO_TRUSTED_PROXIES: '127.0.0.1',
});

export interface PhoneCentre extends Organisation {
  /** The number that is called, and its entry point. */
  number: string;
  line: string;
}

/** A flow that asks callers which key they press, and leads whoever presses 1 to a queue. */
const menu = (queue: string) =>
  flowGraph.parse({
    languages: ['it', 'en'],
    channels: ['phone'],
    start: 'menu',
    person: { queue },
    nodes: [
      {
        id: 'menu',
        kind: 'choose',
        tries: 3,
        says: { text: { it: 'Buongiorno.', en: 'Hello.' }, prompt: 'welcome' },
        options: [
          { id: 'person', label: { it: 'una persona', en: 'a person' } },
          { id: 'hours', label: { it: 'gli orari', en: 'opening hours' } },
        ],
      },
      { id: 'person', kind: 'queue', queue },
      { id: 'end', kind: 'end', says: { text: { it: 'Dalle 8 alle 19.', en: 'From 8 to 19.' } } },
    ],
    edges: [
      { from: 'menu', exit: 'person', to: 'person' },
      { from: 'menu', exit: 'hours', to: 'end' },
      { from: 'menu', exit: 'not_understood', to: 'person' },
      { from: 'menu', exit: 'silence', to: 'end' },
    ],
  });

async function publishMenu(world: World, queue: string): Promise<string> {
  const id = newId();
  const code = 'centralino';
  const name = JSON.stringify({ it: 'Centralino', en: 'Switchboard' });
  await world.ctx.db.insertInto('flows.flow').values({ id, code, name }).execute();
  await world.ctx.db
    .insertInto('flows.version')
    .values({
      flowId: id,
      number: 1,
      state: 'published',
      graph: JSON.stringify(menu(queue)),
      publishAt: new Date(),
      publishedBy: 'bench',
    })
    .execute();
  return code;
}

/**
 * An organisation whose one queue is called by telephone, every call recorded; a call that is over is done.
 * @param how.menu callers come through a flow first, which leads them to the queue when they press 1
 */
export async function makePhoneCentre(
  world: World,
  agents: number,
  how: { menu?: boolean } = {},
): Promise<PhoneCentre> {
  const admin = { token: world.server.token };
  const organisation = await makeOrganisation(world, { agents, capacity: { email: 1, chat: 1 } });
  const [profile] = (await world.call(listProfiles, {}, admin)).items;
  const [{ id: queueId, open: _, emergencyClosed: __, emergencyText: ___, ...queue }] = (
    await world.call(listQueues, {}, admin)
  ).items as [Awaited<ReturnType<typeof world.call<typeof listQueues>>>['items'][number]];
  await world.call(updateQueue, { params: { id: queueId }, body: { ...queue, wrapUpMode: 'none' } }, admin);
  await world.call(
    updateProfile,
    {
      params: { id: profile!.id },
      body: {
        name: profile!.name,
        capacity: { ...profile!.capacity, phone: { max: 1, interruptedBy: [] } },
        queues: [
          ...profile!.queues.filter(({ channel }) => channel !== 'phone'),
          { queueId, channel: 'phone', priority: 1, delaySeconds: 0 },
        ],
      },
    },
    admin,
  );
  await world.ctx.tx((tx) =>
    writeSingleViewTerms(tx, [
      { from: '2020-01-01', until: null, covers: ['recording'], retentionDays: 365 },
    ]),
  );
  await world.call(
    setQueueRecording,
    {
      params: { id: queueId },
      body: {
        mode: 'mandatory',
        share: 100,
        emergency: false,
        keepDays: 90,
        pauseSeconds: 120,
        askWhy: false,
        agentsListen: true,
        notice: { it: 'La chiamata viene registrata.', en: 'This call is recorded.' },
      },
    },
    admin,
  );
  const flow = how.menu === true ? await publishMenu(world, queue.code) : null;
  const number = '+390577100200';
  const [other] = (await world.call(listEntryPoints, { query: {} }, admin)).items;
  const { id: line } = await world.call(
    createEntryPoint,
    {
      body: {
        channel: 'phone',
        address: number,
        name: 'Numero',
        serviceId: other!.serviceId,
        queueId,
        settings: { web: true, ...(flow === null ? {} : { flow }) },
      },
    },
    admin,
  );
  return { ...organisation, number, line };
}

/** Tries until the media process is there and has a turn for it. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (tries > 100 || !/: (503|429) /.test((error as Error).message)) throw error;
      await sleep(300);
    }
}

/** An agent's telephone, which says a tone. */
export async function switchOnPhone(world: World, agent: { session: string }, hz: number): Promise<WebPeer> {
  const peer = await webPeer();
  const { answer } = await patiently(() => world.call(connectPhone, { body: { offer: peer.offer } }, agent));
  await peer.take(answer);
  await waitFor(() => peer.connected(), 20_000, "an agent's telephone");
  peer.speak(hz);
  return peer;
}

/** The media process of a world's server. */
export function mediaPid(world: World): number {
  const found = childrenOf(world.server.child.pid!).find((pid) =>
    commandLine(pid).includes('server/media/main.ts'),
  );
  if (found === undefined) throw new Error('no media process');
  return found;
}

/** A recording begins when the media process hears that it should: so late (ms) nothing is missing yet. */
const beginning = 1000;

/** What was recorded of a contact, by side (customer, staff); null, and why on stderr: nothing, or not whole. */
export async function soundOf(
  world: World,
  contact: string,
  agent: { session: string },
): Promise<Int16Array[] | null> {
  const find = async () =>
    (await world.call(recordingsOfContact, { params: { id: contact } }, agent)).items[0];
  // Its last part comes after the end of the call.
  const complete = async () => {
    const recording = await find();
    return recording?.state === 'ended' && !recording.cut;
  };
  await waitFor(complete, 15_000, 'the end of a recording').catch(() => undefined);
  const recording = await find();
  if (recording === undefined || recording.cut) {
    process.stderr.write(`a recording is ${recording === undefined ? 'not there' : 'cut'}\n`);
    return null;
  }
  const opened = await world.call(openRecording, { params: { id: recording.id }, body: {} }, agent);
  const gaps = opened.gaps.filter(({ to }) => to > beginning);
  if (!opened.whole || gaps.length > 0) {
    process.stderr.write(`a recording is not whole: ${JSON.stringify({ whole: opened.whole, gaps })}\n`);
    return null;
  }
  const answer = await fetch(
    `${world.server.url}/api/v1/recordings/${recording.id}/audio?listen=${opened.listen}`,
    { headers: headersOf(agent) },
  );
  return readWav(new Uint8Array(await answer.arrayBuffer())).channels;
}

/** The pieces (100 ms) in which sound is looked at. */
export const piece = 800;

/**
 * Looks at sound in pieces for the one voice that should be in it and those that should not.
 * @returns how many pieces there were, how many had not the voice, how many had another one
 */
export function listenFor(
  samples: Int16Array,
  hz: number,
  others: readonly number[],
): { pieces: number; without: number; foreign: number } {
  const found = { pieces: 0, without: 0, foreign: 0 };
  for (let at = 0; at + piece <= samples.length; at += piece) {
    const part = samples.subarray(at, at + piece);
    found.pieces += 1;
    if (strength(part, hz) < 0.06) found.without += 1;
    if (others.some((other) => other !== hz && strength(part, other) > 0.05)) found.foreign += 1;
  }
  return found;
}
