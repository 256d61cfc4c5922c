import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowGraph, type FlowGraph } from '#contract/flow-graph.ts';
import { setCustomerPin } from '#contract/customers.ts';
import * as contract from '#contract/flows.ts';
import { readShipped, shippedFlows } from '#server/app/demo/flows-demo.ts';
import { putCalendar } from '#server/calendars/index.ts';
import { casesRoutes } from '#server/cases/index.ts';
import { customersRoutes } from '#server/customers/index.ts';
import type { Job } from '#server/platform/index.ts';
import { flowServer, makeServed, publish, walkIn } from '#tests/stories/flows.ts';
import type { TestServer } from '#tests/support/server.ts';
import { answerFlow, hangUpFlow } from './sessions.service.ts';
import { ordered, writeFile } from './file.rules.ts';
import { fileOf } from './flows.service.ts';
import { flowJobs } from './publishing.service.ts';

let server: TestServer;
let service: string;
let queue: string;
let editor: { session: string };
const as = (who: { session: string }) => ({ as: { session: who.session } });

beforeAll(async () => {
  ({ server, service, queue, editor } = await flowServer([...casesRoutes, ...customersRoutes], {
    environment: { FILO_FLOW_PRIVATE: '1' },
  }));
  for (const name of ['Orario degli uffici', 'Orario del servizio clienti'])
    await server.ctx.tx((tx) =>
      putCalendar(tx, server.ctx, null, {
        name,
        timeZone: 'Europe/Rome',
        italianHolidays: false,
        patronDay: null,
        patronName: null,
        openings: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' })),
        exceptions: [],
      }),
    );
});
afterAll(() => server.stop());

const says = (it: string) => ({ text: { it } });
const graphOf = (nodes: object[], edges: [string, string, string][]): FlowGraph =>
  flowGraph.parse({
    languages: ['it'],
    channels: ['phone', 'chat', 'portal'],
    start: (nodes[0] as { id: string }).id,
    person: { queue: 'clienti' },
    nodes,
    edges: edges.map(([from, exit, to]) => ({ from, exit, to })),
  });
const asking = (words: string) =>
  graphOf(
    [
      { id: 'ask', kind: 'ask', type: 'yes_no', into: 'sure', says: says(words) },
      { id: 'end', kind: 'end', says: says('Fine') },
      { id: 'person', kind: 'queue', queue: 'clienti' },
    ],
    [
      ['ask', 'yes', 'end'],
      ['ask', 'no', 'person'],
      ['ask', 'not_understood', 'person'],
      ['ask', 'silence', 'person'],
    ],
  );

describe('the flows that are shipped', () => {
  beforeAll(async () => {
    // The menu last: it leads to all others.
    for (const code of [...shippedFlows].toReversed())
      await publish(server, editor, code, readShipped(code).graph);
  });
  test('have no findings, in any language that they speak', async () => {
    for (const code of shippedFlows) {
      const { body } = await server.call(
        contract.checkGraph,
        { params: { code }, body: { graph: readShipped(code).graph } },
        as(editor),
      );
      // Who comes from another flow may be identified there.
      expect({ code, findings: body.items }).toEqual({ code, findings: [] });
      // Who chose a language in the menu is not left with another one after it.
      expect({ code, languages: readShipped(code).graph.languages.length }).toEqual({ code, languages: 8 });
    }
  });
  test('a reading is taken from the menu to the database, and one that runs backwards is not', async () => {
    const { number, position } = await makeServed(server);
    const walker = await walkIn(server, 'menu', { channel: 'portal' });
    expect(walker.words()).toContain('Che cosa le serve?');
    await walker.answer('vorrei fare l’autolettura');
    await walker.answer(number);
    expect(walker.turn.ask?.type).toBe('reading');
    await walker.answer('1100');
    await walker.answer('sì');
    expect(walker.words()).toContain('più bassa');
    await walker.answer('sì');
    await walker.answer('milleduecentotrenta');
    await walker.answer({ kind: 'option', option: 'yes' });
    expect(walker.words()).toContain('ha consumato 30 metri cubi');
    await walker.answer('5');
    expect(walker.turn.outcome).toEqual({ kind: 'ended', result: 'answered' });
    const rows = await server.ctx.db
      .selectFrom('customers.reading')
      .select(['value', 'origin', 'channel'])
      .where('positionId', '=', position)
      .orderBy('receivedAt', 'desc')
      .execute();
    expect(rows[0]).toEqual({ value: 1230, origin: 'customer', channel: 'portal' });
    const session = await server.ctx.db
      .selectFrom('flows.session')
      .select(['result', 'identifiedBy', 'identifiedProof'])
      .where('id', '=', walker.id)
      .executeTakeFirstOrThrow();
    expect(session).toEqual({ result: 'contained', identifiedBy: 'customer_code', identifiedProof: null });
  });
  test('a bill is explained to who proves to be its customer by the code that was really sent', async () => {
    const { number } = await makeServed(server);
    const walker = await walkIn(server, 'bolletta-spiegata');
    await walker.answer(number);
    expect(walker.turn.ask).toMatchObject({ secret: true, keys: { min: 6, max: 6 } });
    const code = await lastCode();
    await walker.answer(code === '000000' ? '111111' : '000000');
    expect(walker.words()).toContain('I dati non corrispondono');
    await walker.answer(code);
    expect(walker.words()).toContain('84,50 €');
    expect(walker.words()).toContain('Consumo di acqua: 57,35 €');
    const trail = await server.ctx.db
      .selectFrom('flows.trail')
      .select(['text', 'data'])
      .where('sessionId', '=', walker.id)
      .execute();
    expect(JSON.stringify(trail)).not.toContain(code);
    expect(JSON.stringify(trail)).toContain('•••');
  });
  test('a case is told, added to, and its number stays with who it belongs to', async () => {
    const { id, number } = await makeServed(server);
    const { openCaseIn } = await import('#server/cases/index.ts');
    await server.ctx.tx((tx) =>
      openCaseIn(tx, server.ctx, {
        type: 'complaint',
        subject: 'Perdita al contatore',
        description: '',
        classification: null,
        customer: id,
        service,
        owner: null,
        tellCustomer: false,
      }),
    );
    const walker = await walkIn(server, 'pratica');
    await walker.answer(number);
    await walker.answer(await lastCode());
    expect(walker.words()).toContain('Perdita al contatore');
    await walker.answer('sì');
    await walker.answer('Il tecnico non è venuto');
    expect(walker.words()).toContain('scritto nella pratica');
    const entries = await server.ctx.db
      .selectFrom('cases.entry')
      .innerJoin('cases.case', 'cases.case.id', 'cases.entry.caseId')
      .select('cases.entry.body')
      .where('customerId', '=', id)
      .where('cases.entry.kind', '=', 'note')
      .execute();
    expect(entries).toEqual([{ body: 'Il tecnico non è venuto' }]);
  });
  test('wrong proofs are counted over sessions, until a person has to help', async () => {
    const { number } = await makeServed(server);
    for (let session = 0; session < 4; session += 1) {
      const walker = await walkIn(server, 'duplicato-bolletta');
      await walker.answer(number);
      for (let guard = 0; walker.turn.outcome === null && guard < 5; guard += 1)
        await walker.answer('000001');
      expect(walker.turn.outcome).toMatchObject({ kind: 'queue', queue: 'clienti', queueId: queue });
    }
    const last = await walkIn(server, 'duplicato-bolletta');
    await last.answer(number);
    await last.answer(await lastCode());
    await last.answer('000001');
    expect(last.turn.outcome).toMatchObject({ kind: 'queue' });
  });
  const lastCode = async (): Promise<string> => {
    const { rows } = await server.platform.database.pool.query<{ payload: { text: string } }>(
      `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'email.notice' order by j.id desc limit 1`,
    );
    return /\b\d{6}\b/.exec(rows[0]!.payload.text)![0];
  };
});

test('a customer proves to be themselves by the PIN that staff have given them', async () => {
  const { id, number } = await makeServed(server);
  const set = (pin: string) => server.sending(setCustomerPin, { params: { id }, body: { pin } }, as(editor));
  expect((await set('12')).status).toBe(422);
  expect(await set('12345')).toMatchObject({ status: 422, body: { errors: [{ field: 'pin' }] } });
  expect((await set('13579')).status).toBe(204);
  await publish(
    server,
    editor,
    'by-pin',
    graphOf(
      [
        { id: 'who', kind: 'identify', by: ['customer_code'], proof: ['pin'] },
        { id: 'end', kind: 'end', says: says('Buongiorno {customer.name}') },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      [
        ['who', 'identified', 'end'],
        ['who', 'failed', 'person'],
        ['who', 'silence', 'person'],
      ],
    ),
  );
  const walker = await walkIn(server, 'by-pin');
  await walker.answer(number);
  await walker.answer('24680');
  expect(walker.words()).toContain('non corrispondono');
  await walker.answer('uno tre cinque sette nove');
  expect(walker.words()).toBe('Buongiorno Ada Prova');
});

describe('sessions', () => {
  test('the same answer again gets the same turn, and an old one is refused', async () => {
    await publish(server, editor, 'twice', asking('Va bene?'));
    const walker = await walkIn(server, 'twice');
    const first = await answerFlow(server.ctx, walker.id, 1, { kind: 'text', text: 'boh' });
    const again = await answerFlow(server.ctx, walker.id, 1, { kind: 'text', text: 'boh' });
    expect(again).toEqual(first);
    await expect(answerFlow(server.ctx, walker.id, 0, { kind: 'text', text: 'sì' })).rejects.toMatchObject({
      status: 409,
      code: 'turn_over',
    });
    const both = await Promise.all(
      [1, 2].map(() => answerFlow(server.ctx, walker.id, 2, { kind: 'text', text: 'sì' })),
    );
    expect(both[0]).toEqual(both[1]);
    const trail = await server.ctx.db
      .selectFrom('flows.trail')
      .select('n')
      .where('sessionId', '=', walker.id)
      .where('kind', '=', 'answered')
      .execute();
    expect(trail).toHaveLength(2);
  });
  test('who walks through a version stays in it, whatever is published meanwhile', async () => {
    await publish(server, editor, 'pinned', asking('Prima?'));
    const walker = await walkIn(server, 'pinned');
    await publish(server, editor, 'pinned', asking('Dopo?'));
    await walker.answer('boh');
    expect(walker.words()).toContain('Prima?');
    expect((await walkIn(server, 'pinned')).words()).toBe('Dopo?');
  });
  test('counts stand on edges and nodes: contained, handed over, hung up', async () => {
    await publish(server, editor, 'counted', asking('Va bene?'));
    for (const input of ['sì', 'sì', 'no', null]) {
      const walker = await walkIn(server, 'counted');
      if (input === null) await server.ctx.tx((tx) => hangUpFlow(tx, server.ctx, walker.id));
      else await walker.answer(input);
    }
    const { body } = await server.call(contract.getFlowFigures, { params: { code: 'counted' } }, as(editor));
    expect(body).toMatchObject({
      sessions: 4,
      contained: 2,
      handedOver: 1,
      hungUp: 1,
      unanswered: 0,
      open: 0,
    });
    expect(body.edges).toEqual([
      { from: 'ask', exit: 'no', count: 1 },
      { from: 'ask', exit: 'yes', count: 2 },
    ]);
    expect(body.nodes.find(({ node }) => node === 'ask')).toEqual({
      node: 'ask',
      visits: 4,
      hungUp: 1,
      handedOver: 0,
    });
    expect(body.nodes.find(({ node }) => node === 'end')?.visits).toBe(2);
  });
});

describe('a call to a service', () => {
  const calling = (url: string, timeoutSeconds = 1) =>
    graphOf(
      [
        { id: 'q', kind: 'ask', type: 'text', into: 'q', says: says('Che cosa?') },
        {
          id: 'call',
          kind: 'call',
          url: `${url}/items/{q}`,
          headers: { authorization: 'Bearer {secret.api_key}' },
          timeoutSeconds,
          retries: 1,
          map: { price: 'data.items.0.price' },
        },
        { id: 'ok', kind: 'end', says: says('Costa {price|amount}') },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      [
        ['q', 'next', 'call'],
        ['q', 'not_understood', 'person'],
        ['q', 'silence', 'person'],
        ['call', 'ok', 'ok'],
        ['call', 'error', 'person'],
      ],
    );
  let service: http.Server;
  let base: string;
  const seen: http.IncomingMessage[] = [];
  let behave: (answer: http.ServerResponse) => void = () => undefined;
  beforeAll(async () => {
    service = http.createServer((request, answer) => {
      seen.push(request);
      behave(answer);
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    await server.call(contract.putFlowHosts, { body: { hosts: [new URL(base).host] } }, as(editor));
    await server.call(
      contract.putFlowSecret,
      { params: { name: 'api_key' }, body: { value: 's3cret' } },
      as(editor),
    );
    await publish(server, editor, 'calls', calling(base, 3));
  });
  afterAll(() => new Promise((resolve) => service.close(resolve)));

  test('brings values, with the secret in its header and nowhere else', async () => {
    behave = (answer) => answer.end(JSON.stringify({ data: { items: [{ price: 12.5 }] } }));
    const walker = await walkIn(server, 'calls');
    await walker.answer('pane e ../vino');
    expect(walker.words()).toBe('Costa 12,50 €');
    const request = seen.at(-1)!;
    expect(request.url).toBe('/items/pane%20e%20..%2Fvino');
    expect(request.headers.authorization).toBe('Bearer s3cret');
    const kept = await server.ctx.db
      .selectFrom('flows.session')
      .select(['state', 'pending'])
      .where('id', '=', walker.id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(kept)).not.toContain('s3cret');
  });
  test('is tried again after 5xx, and leads to a person when it hangs or answers nonsense', async () => {
    let count = 0;
    behave = (answer) => {
      count += 1;
      if (count === 1) answer.writeHead(503).end();
      else answer.end('{"data":{"items":[{"price":1}]}}');
    };
    const again = await walkIn(server, 'calls');
    await again.answer('x');
    expect(again.words()).toContain('Costa');
    behave = (answer) => answer.end('<html>');
    const nonsense = await walkIn(server, 'calls');
    await nonsense.answer('x');
    expect(nonsense.turn.outcome).toMatchObject({ kind: 'queue' });
    behave = () => undefined;
    const hangs = await walkIn(server, 'calls');
    const waiting = hangs.answer('x');
    waiting.catch(() => undefined);
    const pending = () =>
      server.ctx.db
        .selectFrom('flows.session')
        .select('pending')
        .where('id', '=', hangs.id)
        .executeTakeFirstOrThrow();
    await expect
      .poll(async () => (await pending()).pending, { timeout: 10_000, interval: 20 })
      .not.toBeNull();
    // The same answer while it is under way has no second effect.
    await expect(answerFlow(server.ctx, hangs.id, 1, { kind: 'text', text: 'x' })).rejects.toMatchObject({
      code: 'answer_under_way',
    });
    expect((await waiting).outcome).toMatchObject({ kind: 'queue' });
  });
  test('goes to no host that is not allowed', async () => {
    const { body } = await server.call(
      contract.checkGraph,
      { params: { code: 'calls' }, body: { graph: calling('http://169.254.169.254') } },
      as(editor),
    );
    expect(body.items).toMatchObject([{ severity: 'error', code: 'host', node: 'call' }]);
  });
});

describe('drawing and publishing', () => {
  test('what has errors is not published, and the findings name the node', async () => {
    const code = 'broken';
    await server.call(
      contract.createFlow,
      { body: { code, name: { it: 'Rotto', en: 'Broken' } } },
      as(editor),
    );
    const { body: draft } = await server.call(contract.getDraft, { params: { code } }, as(editor));
    const graph = { ...draft.graph, edges: [] };
    const saved = await server.call(
      contract.saveDraft,
      { params: { code }, body: { revision: draft.revision, graph } },
      as(editor),
    );
    expect(saved.body.findings).toContainEqual(
      expect.objectContaining({ code: 'no_edge', node: 'hello', exit: 'next', severity: 'error' }),
    );
    const refused = await server.sending(
      contract.publishFlow,
      { params: { code }, body: { revision: saved.body.revision } },
      as(editor),
    );
    expect(refused).toMatchObject({ status: 422, body: { code: 'flow_has_errors' } });
    const stale = await server.sending(
      contract.saveDraft,
      { params: { code }, body: { revision: draft.revision, graph } },
      as(editor),
    );
    expect(stale).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    // Who has the drawing open beside is told; what was refused tells nobody anything.
    const told = await server.ctx.db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', 'flow.drafted')
      .where(
        'subjectId',
        '=',
        (await server.call(contract.getFlow, { params: { code } }, as(editor))).body.id,
      )
      .execute();
    expect(told.map(({ data }) => data)).toEqual([
      { flow: code, revision: saved.body.revision, by: 'Paola Percorsi' },
    ]);
  });
  test('publishing at a time waits for it; rolling back publishes the old one again', async () => {
    await publish(server, editor, 'timed', asking('Uno?'));
    const code = 'timed';
    const { body: draft } = await server.call(contract.getDraft, { params: { code } }, as(editor));
    const saved = await server.call(
      contract.saveDraft,
      { params: { code }, body: { revision: draft.revision, graph: asking('Due?') } },
      as(editor),
    );
    const at = new Date(server.clock.now().getTime() + 3_600_000).toISOString();
    const planned = await server.call(
      contract.publishFlow,
      { params: { code }, body: { revision: saved.body.revision, at, note: 'dal mattino' } },
      as(editor),
    );
    expect(planned.body).toMatchObject({ published: { number: 1 }, scheduled: { number: 2 }, draft: null });
    expect((await walkIn(server, code)).words()).toBe('Uno?');
    server.clock.forward(3_700_000);
    await (flowJobs[0] as Job).handle(server.ctx, { code, number: 2 }, { number: 1, last: false });
    expect((await walkIn(server, code)).words()).toBe('Due?');
    const { body: compared } = await server.call(
      contract.compareFlow,
      { params: { code }, query: { from: 1, to: 2 } },
      as(editor),
    );
    expect(compared.items).toEqual([
      {
        what: 'node',
        change: 'changed',
        node: 'ask',
        exit: null,
        fields: [{ field: 'says.text.it', before: 'Uno?', after: 'Due?' }],
      },
    ]);
    const back = await server.call(contract.rollBack, { params: { code }, body: { version: 1 } }, as(editor));
    expect(back.body.published).toMatchObject({ number: 3, note: '= 1' });
    expect((await walkIn(server, code)).words()).toBe('Uno?');
    const { body: versions } = await server.call(contract.listFlowVersions, { params: { code } }, as(editor));
    expect(versions.items.map(({ number, state }) => [number, state])).toEqual([
      [3, 'published'],
      [2, 'retired'],
      [1, 'retired'],
    ]);
    const audits = await server.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectType', '=', 'flow')
      .where('reason', '=', 'dal mattino')
      .execute();
    expect(audits).toHaveLength(2);
  });
  test('a file that goes out and comes in again is the same; one that is wrong is refused by name', async () => {
    const file = writeFile(readShipped('menu'));
    const taken = await server.call(contract.importFlow, { body: { file, code: 'menu-copia' } }, as(editor));
    expect(taken.status).toBe(201);
    const { body: draft } = await server.call(
      contract.getDraft,
      { params: { code: 'menu-copia' } },
      as(editor),
    );
    expect(draft.graph).toEqual(ordered(readShipped('menu').graph));
    expect(await fileOf(server.ctx, 'menu-copia', 'draft')).toBe(
      file.replace('"code": "menu"', '"code": "menu-copia"'),
    );
    const wrong = await server.sending(
      contract.importFlow,
      { body: { file: file.replace('"kind": "choose"', '"kind": "chose"') } },
      as(editor),
    );
    expect(wrong.status).toBe(422);
    expect(JSON.stringify(wrong.body.errors)).toMatch(/node (menu|bill)/);
    expect(
      (await server.sending(contract.importFlow, { body: { file: '{' } }, as(editor))).body.errors,
    ).toMatchObject([{ field: 'file' }]);
  });
  test('a trial changes, sends and counts nothing', async () => {
    const { number, position } = await makeServed(server);
    const begun = await server.call(
      contract.tryFlow,
      { params: { code: 'autolettura' }, body: { version: 'published', channel: 'phone', language: 'it' } },
      as(editor),
    );
    expect(begun.status).toBe(201);
    let { turn } = begun.body;
    const say = async (text: string) => {
      const { body } = await server.call(
        contract.answerTrial,
        { params: { id: begun.body.session }, body: { turn: turn.turn, input: { kind: 'text', text } } },
        as(editor),
      );
      ({ turn } = body);
      return body;
    };
    await say(number);
    await say('1250');
    const done = await say('sì');
    expect(turn.say.map(({ text }) => text).join(' ')).toContain('50 metri cubi');
    expect(done.trail.some(({ kind }) => kind === 'did')).toBe(true);
    const readings = await server.ctx.db
      .selectFrom('customers.reading')
      .select('value')
      .where('positionId', '=', position)
      .execute();
    expect(readings).toEqual([{ value: 1200 }]);
    const { body: other } = await server.call(
      contract.answerTrial,
      { params: { id: begun.body.session }, body: { turn: turn.turn, input: { kind: 'person' } } },
      as(await server.makeStaff({ role: 'supervisor' })),
    );
    expect(other).toMatchObject({ status: 404 });
  });
  test('who may draw may not publish, and flows of another service are not there', async () => {
    const elsewhere = await server.makeService('altrove');
    const painter = await server.makeStaff({ role: 'supervisor', serviceId: elsewhere });
    await server.call(
      contract.createFlow,
      { body: { code: 'di-servizio', name: { it: 'Di servizio', en: 'Of a service' }, serviceId: service } },
      as(editor),
    );
    expect(
      (await server.call(contract.getFlow, { params: { code: 'di-servizio' } }, as(painter))).status,
    ).toBe(404);
    const { body: seen } = await server.call(contract.listFlows, {}, as(painter));
    expect(seen.items.map(({ code }) => code)).not.toContain('di-servizio');
    const own = await server.call(
      contract.createFlow,
      { body: { code: 'suo', name: { it: 'Suo', en: 'Theirs' }, serviceId: elsewhere } },
      as(painter),
    );
    expect(own.status).toBe(201);
    const refused = await server.sending(
      contract.publishFlow,
      { params: { code: 'suo' }, body: { revision: own.body.draft!.revision } },
      as(painter),
    );
    expect(refused.status).toBe(403);
    const agent = await server.makeStaff({ role: 'agent' });
    expect((await server.call(contract.listFlows, {}, as(agent))).status).toBe(403);
  });
});
