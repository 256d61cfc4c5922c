import { createToken, listStaff, revokeToken } from '#contract/access.ts';
import { createEntryPoint, listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import {
  createProfile,
  createQueue,
  listAgents,
  listQueues,
  updateAgent,
  updateQueue,
} from '#contract/routing.ts';
import type { Output } from '#contract/route.ts';
import type { Permission, WorkChannel } from '#contract/words.ts';
import { voiceDouble, type VoiceDouble } from '#tests/support/voice-double.ts';
import { api, ask } from './story.ts';

type Queue = Output<typeof createQueue>;

/** A queue that no other story knows, open at all hours, without help, plan or limit. */
export async function ownQueue(name: string): Promise<Queue> {
  const [chat] = (await api(listEntryPoints, { query: { channel: 'chat' } })).items;
  const like = (await api(listQueues)).items.find(({ id }) => id === chat!.queueId)!;
  const { id: _id, open: _open, ...settings } = like;
  const mark = `${Date.now()}`;
  const wait = { do: 'wait' } as const;
  return api(createQueue, {
    body: {
      ...settings,
      code: `prova-${mark}`,
      name: `${name} ${mark.slice(-6)}`,
      calendarId: null,
      requires: [],
      planId: null,
      help: [],
      overflow: [],
      limit: null,
      branches: { full: wait, closed: wait, emergency: wait },
    },
  });
}

/** Takes a queue out of use. */
export async function endQueue({ id }: Queue): Promise<void> {
  const queue = (await api(listQueues)).items.find((one) => one.id === id);
  if (queue === undefined) return;
  const { id: _id, open: _open, ...settings } = queue;
  await api(updateQueue, { params: { id }, body: { ...settings, active: false } });
}

/** These people serve these queues on one channel and nothing else. @returns what puts their profiles back */
export async function serving(
  channel: WorkChannel,
  who: Record<string, Queue[]>,
): Promise<() => Promise<void>> {
  const staff = (await api(listStaff, { query: { limit: 100 } })).items;
  const agents = (await api(listAgents)).items;
  const before: typeof agents = [];
  for (const [email, queues] of Object.entries(who)) {
    const person = staff.find((one) => one.email === email)!;
    const agent = agents.find(({ id }) => id === person.id)!;
    before.push(agent);
    const { id: profileId } = await api(createProfile, {
      body: {
        name: `${channel} ${Date.now()}`,
        // What they have in hand from the demo is in nobody's way.
        capacity: Object.fromEntries(
          (['phone', 'chat', 'email', 'form', 'case', 'desk'] as const).map((one) => [
            one,
            { max: one === 'phone' ? 1 : 3, interruptedBy: one === channel ? [] : [channel] },
          ]),
        ),
        queues: queues.map(({ id: queueId }) => ({ queueId, channel, priority: 1, delaySeconds: 0 })),
      },
    });
    await api(updateAgent, { params: { id: agent.id }, body: { profileId, skills: agent.skills } });
  }
  return async () => {
    for (const { id, profileId, skills } of before)
      await api(updateAgent, { params: { id }, body: { profileId, skills } });
  };
}

/** A number of ours for a queue and a gateway that carries its calls, both of one story. @param dials it places calls, too */
export async function telephone(
  queue: Queue,
  { dials = false }: { dials?: boolean } = {},
): Promise<{
  double: VoiceDouble;
  /** The number that is dialled, and its entry point. */
  own: string;
  entryPoint: string;
  /** Ends what is on the line, and takes number and gateway away. */
  hangUp: () => Promise<void>;
}> {
  const digits = `${Date.now()}`.slice(-7);
  const own = `+39054${digits}`;
  const [like] = (await api(listEntryPoints, { query: { channel: 'chat' } })).items;
  const { id: _id, url: _url, ...input } = like!;
  const body = {
    ...input,
    channel: 'phone' as const,
    name: `Telefono ${digits}`,
    address: own,
    queueId: queue.id,
    settings: {},
  };
  const { id } = await api(createEntryPoint, { body });
  let tokenId = '';
  const double = await voiceDouble(
    {
      call: (route, input, options) =>
        ask((options!.as as { token: string }).token, route, input as Parameters<typeof ask>[2]) as never,
      async makeToken(scopes, _service, gateway) {
        const made = await api(createToken, {
          body: { name: `Centralino ${digits}`, scopes: scopes as Permission[], gateway: gateway ?? null },
        });
        tokenId = made.id;
        return made;
      },
    },
    { dial: dials },
    `prova-${digits}`,
  );
  // A gateway that falls silent is gone, and its calls are over.
  const alive = setInterval(() => void double.beat().catch(() => undefined), 5000);
  return {
    double,
    own,
    entryPoint: id,
    async hangUp() {
      clearInterval(alive);
      for (const call of await double.open())
        await double.tell(call.id, 'ended', { by: 'gateway', cause: 'hung_up' });
      await double.rest();
      await api(updateEntryPoint, { params: { id }, body: { ...body, active: false } });
      await api(revokeToken, { params: { id: tokenId } });
    },
  };
}
