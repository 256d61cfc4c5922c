import type { FlowGraph } from '#contract/flow-graph.ts';
import * as contract from '#contract/flows.ts';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import { connectModules } from '#server/app/modules.ts';
import { flowsRoutes, firstTurn, answerFlow, openFlow } from '#server/flows/index.ts';
import { setPin } from '#server/customers/index.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import type { Mounted } from '#server/platform/index.ts';

/** A server with flows and everything they need of the rest, and a queue with the code `clienti`. */
export async function flowServer(
  also: readonly Mounted[] = [],
  options: Parameters<typeof testServer>[1] = {},
): Promise<{ server: TestServer; service: string; queue: string; editor: { session: string } }> {
  const server = await testServer([...flowsRoutes, ...also], options);
  connectModules(server.platform);
  const service = await server.makeService('clienti');
  const queue = await makeCodedQueue(server, service, 'clienti');
  await makeCodedQueue(server, service, 'acqua');
  const editor = await server.makeStaff({ role: 'administrator', name: 'Paola Percorsi' });
  return { server, service, queue, editor };
}

export async function makeCodedQueue(server: TestServer, serviceId: string, code: string): Promise<string> {
  const id = newId();
  await server.ctx.db
    .insertInto('routing.queue')
    .values({
      id,
      code,
      name: code,
      serviceId,
      callback: JSON.stringify({
        allowed: true,
        first: 'agent',
        maxAttempts: 3,
        retryMinutes: 30,
        expiresDays: 3,
        ringSeconds: 25,
        machine: 'reached',
        abroad: false,
      }),
      serviceLevel: JSON.stringify({ formula: 'negative', version: 1, threshold: {}, target: 0.8 }),
    })
    .execute();
  return id;
}

/** Publishes a graph under a code, as a person would. */
export async function publish(
  server: TestServer,
  editor: { session: string },
  code: string,
  graph: FlowGraph,
): Promise<void> {
  const as = { as: { session: editor.session } };
  const there = await server.call(contract.getFlow, { params: { code } }, as);
  if (there.status === 404)
    await server.call(contract.createFlow, { body: { code, name: { it: code, en: code } } }, as);
  const { body: draft } = await server.call(contract.getDraft, { params: { code } }, as);
  const saved = await server.call(
    contract.saveDraft,
    { params: { code }, body: { revision: draft.revision, graph } },
    as,
  );
  const done = await server.call(
    contract.publishFlow,
    { params: { code }, body: { revision: saved.body.revision } },
    as,
  );
  if (done.status !== 200) throw new Error(`${code} was not published: ${JSON.stringify(done.body)}`);
}

/** A customer with an e-mail address, a PIN and a water supply with a bill and a reading. */
export async function makeServed(
  server: TestServer,
  also: { pin?: string; mail?: string; service?: string } = {},
): Promise<{ id: string; number: string; position: string }> {
  const { db } = server.ctx;
  const id = newId();
  const number = String(300_000 + Math.floor(Math.random() * 600_000));
  await db
    .insertInto('customers.customer')
    .values({ id, number, name: 'Ada Prova', state: 'known' })
    .execute();
  await db
    .insertInto('customers.identity')
    .values({
      id: newId(),
      customerId: id,
      type: 'email',
      value: also.mail ?? `ada.${number}@example.org`,
      normal: also.mail ?? `ada.${number}@example.org`,
      isPrimary: true,
    })
    .execute();
  await server.ctx.tx((tx) => setPin(tx, server.ctx, id, also.pin ?? '24680'));
  const position = newId();
  await db
    .insertInto('customers.position')
    .values({
      id: position,
      customerId: id,
      kind: 'water',
      code: `ACQ${number}`,
      address: 'Via del Mulino 3, 99010 Colle (CL)',
      serviceId: also.service ?? null,
    })
    .execute();
  await db
    .insertInto('customers.bill')
    .values({
      id: newId(),
      positionId: position,
      number: `26${number}`,
      issuedOn: '2026-10-20',
      dueOn: '2026-11-20',
      periodFrom: '2026-07-01',
      periodTo: '2026-09-30',
      amount: '84.50',
      consumption: '31',
      unit: 'm³',
      lines: JSON.stringify([{ name: { it: 'Consumo di acqua', en: 'Water used' }, amount: 57.35 }]),
    })
    .execute();
  const lately = new Date(server.clock.now().getTime() - 60 * 86_400_000).toISOString().slice(0, 10);
  await db
    .insertInto('customers.reading')
    .values({
      id: newId(),
      positionId: position,
      value: 1200,
      readOn: lately,
      origin: 'staff',
      receivedAt: server.clock.now(),
    })
    .execute();
  return { id, number, position };
}

/** Somebody who walks through a flow. */
export interface Walker {
  id: string;
  turn: Turn;
  words(): string;
  answer(input: string | FlowInput): Promise<Turn>;
}
export async function walkIn(
  server: TestServer,
  flow: string,
  also: Partial<Parameters<typeof openFlow>[2]> = {},
): Promise<Walker> {
  const { ctx } = server;
  const begun = await ctx.tx((tx) =>
    openFlow(tx, ctx, { flow, channel: 'chat', language: 'it', from: null, ...also }),
  );
  if (begun === null) throw new Error(`nothing is published of ${flow}`);
  const walker: Walker = {
    id: begun.id,
    turn: await firstTurn(ctx, begun.id),
    words: () => walker.turn.say.map(({ text }) => text).join(' | '),
    async answer(input) {
      walker.turn = await answerFlow(
        ctx,
        begun.id,
        walker.turn.turn,
        typeof input === 'string' ? { kind: 'text', text: input } : input,
      );
      return walker.turn;
    },
  };
  return walker;
}
