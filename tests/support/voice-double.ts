import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import * as contract from '#contract/voice.ts';
import { turnOfCall, type CallTurn, type turnInput } from '#contract/voice-turns.ts';
import type { Output } from '#contract/route.ts';
import type { Answer, TestServer } from './server.ts';

/**
 * A voice gateway without any voice: it speaks the real API over HTTP, as a gateway does, and the test says what the
 * people on the lines do.
 */
export interface VoiceDouble {
  /** Is there, with these abilities. */
  beat(): Promise<void>;
  /** Says that it calls nobody any more: what is to be dialled next is somebody else's. */
  rest(): Promise<void>;
  /** A call to a number that leads to a queue: it is somebody's work at once. */
  call(from: string | null, to: string, ref?: string): Promise<Answer<Arrived & { contact: string }>>;
  tell(
    call: string,
    kind: 'ringing' | 'answered' | 'connected' | 'agent_lost' | 'ended',
    more?: Record<string, unknown>,
  ): Promise<Output<typeof contract.tellCall>>;
  /** What the caller did in a turn, and what they hear then. */
  turn(call: string, turn: number, input: z.input<typeof turnInput>): Promise<Answer<CallTurn>>;
  tellOutside(
    call: string,
    outside: string,
    kind: 'ringing' | 'answered' | 'ended',
    cause?: string,
  ): Promise<Output<typeof contract.tellOutside>>;
  /** The open calls, with what is wanted of each. */
  open(): Promise<Output<typeof contract.openCalls>['items']>;
  /** Waits until something is wanted of a contact's call. */
  wanted(contact: string, wanted: string): Promise<Output<typeof contract.getCall> & { contact: string }>;
}

type Arrived = Output<typeof contract.arriveCall>;
let count = 0;
/** @param server whatever calls the API: a test's server, or a story's that runs elsewhere */
export async function voiceDouble(
  server: Pick<TestServer, 'call' | 'makeToken'>,
  abilities: { dial: boolean } = { dial: true },
  name = `double-${(count += 1)}`,
): Promise<VoiceDouble> {
  const { token } = await server.makeToken(['voice.gateway'], null, name);
  const as = { as: { token } };
  const double: VoiceDouble = {
    async rest() {
      await server.call(
        contract.beatGateway,
        { params: { name }, body: { abilities: { ...abilities, dial: false } } },
        as,
      );
    },
    async beat() {
      await server.call(contract.beatGateway, { params: { name }, body: { abilities } }, as);
    },
    call: (from, to, ref = `${name}-${(count += 1)}`) =>
      server.call(contract.arriveCall, { body: { gateway: name, ref, from, to } }, as) as Promise<
        Answer<Arrived & { contact: string }>
      >,
    async tell(call, kind, more = {}) {
      const { status, body } = await server.call(
        contract.tellCall,
        { params: { id: call }, body: { event: `e-${(count += 1)}`, kind, ...more } },
        as,
      );
      if (status !== 200) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    turn: (call, turn, input) =>
      server.call(turnOfCall, { params: { id: call }, body: { turn, input } as never }, as),
    async tellOutside(call, outside, kind, cause) {
      const { status, body } = await server.call(
        contract.tellOutside,
        { params: { id: call, outside }, body: { kind, ...(cause === undefined ? {} : { cause }) } as never },
        as,
      );
      if (status !== 200) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    async open() {
      return (await server.call(contract.openCalls, { params: { name } }, as)).body.items;
    },
    async wanted(contact, wanted) {
      for (let tries = 0; tries < 1200; tries += 1) {
        const found = (await double.open()).find((one) => one.contact === contact && one.wanted === wanted);
        if (found !== undefined) return { ...found, contact };
        await sleep(50);
      }
      throw new Error(
        `nobody wants ${wanted} of a call of ${contact}: ${JSON.stringify(await double.open())}`,
      );
    },
  };
  await double.beat();
  return double;
}
