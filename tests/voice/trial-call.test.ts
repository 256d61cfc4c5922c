import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as flows from '#contract/flows.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import * as media from '#contract/media.ts';
import * as trials from '#contract/trial-calls.ts';
import { makeServed, publish } from '#tests/stories/flows.ts';
import { eventually, flowPhone, type FlowPhone, type Line } from '#tests/support/flow-phone.ts';

// A flow that is tried as a call, with the real media process: the draft, by who draws it, and nothing of it is done.

let phone: FlowPhone;
let served: { id: string; number: string };
const first = 29_000 + (process.pid % 90) * 20;

/** What a caller may have done: a flow that opens a case for who said who they are, and leads to a person. */
const graph = (greeting: string) =>
  flowGraph.parse({
    languages: ['it', 'en'],
    channels: ['phone'],
    start: 'menu',
    person: { queue: 'clienti' },
    nodes: [
      {
        id: 'menu',
        kind: 'choose',
        tries: 2,
        says: { text: { it: greeting, en: 'Hello.' }, prompt: 'welcome' },
        options: [
          { id: 'case', label: { it: 'una pratica', en: 'a case' } },
          { id: 'end', label: { it: 'finire', en: 'to end' } },
        ],
      },
      { id: 'who', kind: 'identify', by: ['customer_code'], tries: 2 },
      { id: 'open', kind: 'case', do: 'open', subject: { it: 'Dalla prova', en: 'From the trial' } },
      { id: 'person', kind: 'queue', queue: 'acqua' },
      { id: 'end', kind: 'end', says: { text: { it: 'Arrivederci.', en: 'Goodbye.' }, prompt: 'goodbye' } },
    ],
    edges: [
      ['menu', 'case', 'who'],
      ['menu', 'end', 'end'],
      ['menu', 'not_understood', 'person'],
      ['menu', 'silence', 'end'],
      ['who', 'identified', 'open'],
      ['who', 'failed', 'person'],
      ['who', 'silence', 'end'],
      ['open', 'done', 'person'],
      ['open', 'error', 'person'],
    ].map(([from, exit, to]) => ({ from, exit, to })),
  });

beforeAll(async () => {
  phone = await flowPhone(`${first}-${first + 19}`);
  served = await makeServed(phone.server);
  await publish(phone.server, phone.editor, 'provata', graph('Così è pubblicato.'));
  const as = { as: phone.editor };
  const params = { code: 'provata' };
  const { revision } = (await phone.server.call(flows.getDraft, { params }, as)).body;
  const body = { revision, graph: graph('Così è disegnato.') };
  const saved = await phone.server.call(flows.saveDraft, { params, body }, as);
  if (saved.status !== 200) throw new Error(`the draft was not saved: ${JSON.stringify(saved.body)}`);
});
afterAll(() => phone.stop());
afterEach(() => phone.tidy());

const rows = async (of: string): Promise<number> => {
  const { rows: found } = await phone.server.platform.database.pool.query(
    `select count(*)::int as n from ${of}`,
  );
  return (found[0] as { n: number }).n;
};
const state = async (token: string, after = 0, as = phone.editor) =>
  phone.server.call(trials.trialCallState, { params: { token }, query: { after } }, { as });

/** Calls the draft. */
async function tries(
  wish: { language?: 'it' | 'en' } = {},
): Promise<Line & { token: string; session: string }> {
  let begun = { token: '', session: '' };
  const line = await phone.line(async (offer) => {
    const { status, body } = await phone.server.call(
      trials.startTrialCall,
      { params: { code: 'provata' }, body: { language: 'it', from: '+390577299999', offer, ...wish } },
      { as: phone.editor },
    );
    if (status !== 201 && status !== 503 && status !== 429)
      throw new Error(`no call: ${status} ${JSON.stringify(body)}`);
    if (status === 201) begun = body;
    return status === 201 ? body.answer : null;
  });
  return { ...line, ...begun };
}
const asksAt = (token: string) => eventually(async () => (await state(token)).body.turn?.ask?.node ?? null);

test('who draws a flow hears the draft on the phone, presses keys into it, and is told to which queue it would lead; nothing is done', async () => {
  const before = await Promise.all(['contacts.contact', 'cases.case', 'recordings.recording'].map(rows));
  const line = await tries();
  await asksAt(line.token).toBe('menu');
  await eventually(() => line.hears()).toBe(true);
  const begun = (await state(line.token)).body;
  expect(begun).toMatchObject({ state: 'running', ended: null });
  expect(begun.turn!.say.map(({ text }) => text).join(' ')).toContain('Così è disegnato.');
  expect(begun.trail.map(({ node }) => node)).toContain('menu');

  await line.press('1');
  await asksAt(line.token).toBe('who');
  // Only what is new comes then.
  const more = (await state(line.token, begun.known)).body;
  expect(more.trail.length).toBe(more.known - begun.known);
  expect(more.trail).toContainEqual(expect.objectContaining({ kind: 'answered', node: 'menu' }));
  await line.press(`${served.number}#`);
  await eventually(async () => (await state(line.token)).body.state).toBe('ended');
  const over = (await state(line.token)).body;
  expect(over.turn!.outcome).toMatchObject({ kind: 'queue', queue: 'acqua' });
  expect(over.ended).toEqual({ by: 'gateway', cause: 'hung_up' });
  expect(over.trail).toContainEqual(expect.objectContaining({ kind: 'did', node: 'open' }));
  const call = await phone.server.ctx.db
    .selectFrom('voice.call')
    .select(['contactId', 'recording', 'customerNumber', 'lastTurn'])
    .where('ref', 'like', 'trial-%')
    .orderBy('startedAt', 'desc')
    .executeTakeFirstOrThrow();
  expect(call).toMatchObject({ contactId: null, recording: 'off', customerNumber: '+390577299999' });
  expect(JSON.stringify(call.lastTurn)).toContain('della coda acqua. La prova finisce qui.');
  expect(await Promise.all(['contacts.contact', 'cases.case', 'recordings.recording'].map(rows))).toEqual(
    before,
  );
  const figures = await phone.server.call(
    flows.getFlowFigures,
    { params: { code: 'provata' }, query: {} },
    { as: phone.editor },
  );
  expect(figures.body).toMatchObject({ sessions: 0, edges: [] });
});

test('the key of such a call is good for who began it and nobody else, and for nothing else', async () => {
  const line = await tries({ language: 'en' });
  await asksAt(line.token).toBe('menu');
  expect((await state(line.token)).body.turn!.language).toBe('en');
  const other = await phone.server.makeStaff({ role: 'administrator' });
  expect((await state(line.token, 0, other)).status).toBe(404);
  const params = { token: line.token };
  const act = (as: { session: string }) =>
    phone.server.call(trials.actOnTrialCall, { params, body: { hangUp: true } }, { as });
  expect((await act(other)).status).toBe(404);
  expect((await phone.server.call(media.publicCallState, { params })).status).toBe(404);
  const auditor = await phone.server.makeStaff({ role: 'auditor' });
  expect((await state(line.token, 0, auditor)).status).toBe(403);
  const begin = await phone.server.call(
    trials.startTrialCall,
    { params: { code: 'provata' }, body: { language: 'it', offer: line.peer.offer } },
    { as: auditor },
  );
  expect(begin.status).toBe(403);
  expect((await state(line.token)).body.state).toBe('running');

  expect((await act(phone.editor)).status).toBe(204);
  await eventually(async () => (await state(line.token)).body.state).toBe('ended');
  const session = () =>
    phone.server.ctx.db
      .selectFrom('flows.session')
      .select('result')
      .where('id', '=', line.session)
      .executeTakeFirstOrThrow();
  await eventually(async () => (await session()).result).toBe('hung_up');
});

test('what is no offer begins no trial', async () => {
  const answer = await phone.server.call(
    trials.startTrialCall,
    { params: { code: 'provata' }, body: { language: 'it', offer: 'v=0\r\n' } },
    { as: phone.editor },
  );
  expect([422, 503]).toContain(answer.status);
  const open = await phone.server.ctx.db
    .selectFrom('flows.session')
    .select('id')
    .where('trialBy', 'is not', null)
    .where('endedAt', 'is', null)
    .execute();
  expect(open).toEqual([]);
});
