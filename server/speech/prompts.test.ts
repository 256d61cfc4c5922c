import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/speech.ts';
import { newId } from '#server/platform/index.ts';
import { soundAt, speechServer, type SpeechServer } from '#tests/stories/speech.ts';
import { rate, toAlaw } from './audio/alaw.ts';
import { pcmWav } from './audio/wav.ts';
import { shippedSound } from './catalogue.ts';

let server: SpeechServer;
let administrator: { session: string };
let service: string;
let queue: string;
beforeAll(async () => {
  server = await speechServer();
  administrator = await server.makeStaff({ role: 'administrator' });
  service = await server.makeService();
  queue = newId();
  await server.ctx.db
    .insertInto('routing.queue')
    .values({
      id: queue,
      code: 'prompts',
      name: 'Prompts',
      serviceId: service,
      offerSeconds: '{}',
      serviceLevel: '{}',
      requires: '[]',
    } as never)
    .execute();
});
afterAll(() => server.stop());

/** A second of a tone, which is told from others by its height. */
const tone = (hertz: number) =>
  Int16Array.from({ length: rate }, (_one, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );
type At = { service?: string; queue?: string };
const give = (
  hertz: number,
  key: string,
  at: At = {},
  as = administrator,
  body: Buffer = pcmWav(tone(hertz), rate),
) =>
  server.call(
    contract.addPromptVersion,
    {
      params: { key, language: 'it' },
      query: { ...at, origin: 'recorded', note: `${hertz}` },
      body,
    } as never,
    { as },
  );
const played = async (key: string, at: At = {}) =>
  (await soundAt(server, contract.getPrompt, { params: { key, language: 'it' }, query: at })).sound;
const choose = (key: string, version: string | null, at: At = {}, as = administrator) =>
  server.call(
    contract.choosePromptVersion,
    { params: { key, language: 'it' }, query: at, body: { version } },
    { as },
  );

describe("a sound of one's own", () => {
  test('is played at its place, the most particular one first, and nowhere else', async () => {
    for (const [hertz, at] of [
      [300, {}],
      [400, { service }],
      [500, { queue }],
    ] as const)
      expect((await give(hertz, 'welcome', at)).status).toBe(201);
    expect((await played('welcome', { queue })).equals(toAlaw(tone(500)))).toBe(true);
    expect((await played('welcome', { service })).equals(toAlaw(tone(400)))).toBe(true);
    expect((await played('welcome')).equals(toAlaw(tone(300)))).toBe(true);
    const other = await server.makeService();
    expect((await played('welcome', { service: other })).equals(toAlaw(tone(300)))).toBe(true);
    expect((await played('closed', { queue })).equals(shippedSound('it', 'closed')!)).toBe(true);
    const list = async (at: At) =>
      (
        await server.call(contract.listPrompts, { query: { language: 'it', ...at } }, { as: administrator })
      ).body.items.find(({ key }) => key === 'welcome')!;
    expect(await list({ queue })).toMatchObject({
      from: 'queue',
      seconds: 1,
      own: { note: '500', current: true },
    });
    expect(await list({ service: other })).toMatchObject({ from: 'organisation', own: null });
  });

  test('is kept in versions; an earlier one is played again, or the shipped one', async () => {
    const first = (await give(350, 'goodbye')).body;
    const second = (await give(450, 'goodbye')).body;
    const items = (
      await server.call(
        contract.listPromptVersions,
        { params: { key: 'goodbye', language: 'it' } },
        { as: administrator },
      )
    ).body.items;
    expect(items.map(({ id, current }) => [id, current])).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
    expect((await choose('goodbye', first.id)).body.items.map(({ current }) => current)).toEqual([
      false,
      true,
    ]);
    expect((await played('goodbye')).equals(toAlaw(tone(350)))).toBe(true);
    await choose('goodbye', null);
    expect((await played('goodbye')).equals(shippedSound('it', 'goodbye')!)).toBe(true);
    const stranger = await choose('thanks', first.id);
    expect(stranger.status).toBe(422);
    const heard = await soundAt(
      server,
      contract.getPromptVersion,
      { params: { id: first.id } },
      { cookie: `filo_session=${administrator.session}` },
    );
    expect([heard.status, heard.type, heard.sound.length]).toEqual([200, 'audio/wav', 44 + 2 * rate]);
    const audits = await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'actor'])
      .where('objectId', '=', 'it/goodbye')
      .execute();
    expect(audits).toHaveLength(4);
  });

  test('comes as any WAV file and leaves as a telephone carries it; what is none is refused in words', async () => {
    const wide = Int16Array.from({ length: 22_050 }, (_one, index) =>
      Math.round(8000 * Math.sin((2 * Math.PI * 500 * index) / 22_050)),
    );
    expect((await give(1, 'thanks', {}, administrator, pcmWav(wide, 22_050))).body.seconds).toBe(1);
    expect(await played('thanks')).toHaveLength(rate);
    for (const [body, words] of [
      [Buffer.from('ID3 and so on, which is no WAV'), 'is not a WAV file'],
      [pcmWav(new Int16Array(100), rate), 'is empty'],
      [pcmWav(new Int16Array(181 * rate), rate), 'is longer than 3 minutes'],
    ] as const) {
      const refused = await give(1, 'thanks', {}, administrator, body);
      expect([
        refused.status,
        (refused.body as never as { errors: { message: string }[] }).errors[0]!.message,
      ]).toEqual([422, words]);
    }
    await choose('thanks', null);
  });

  test('which several give at the same moment: one is current, none is lost', async () => {
    const all = await Promise.all([310, 320, 330, 340].map((hertz) => give(hertz, 'one-moment')));
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const { items } = (
      await server.call(
        contract.listPromptVersions,
        { params: { key: 'one-moment', language: 'it' } },
        { as: administrator },
      )
    ).body;
    expect([items.length, items.filter(({ current }) => current).length]).toEqual([4, 1]);
  });

  test('whose file is lost does not silence the call', async () => {
    await give(370, 'full');
    const { sha256 } = await server.ctx.db
      .selectFrom('speech.promptVersion as v')
      .innerJoin('platform.file as f', 'f.id', 'v.fileId')
      .select('f.sha256')
      .where('v.key', '=', 'full')
      .executeTakeFirstOrThrow();
    await server.platform.files.drop(sha256, new Date(Date.now() + 60_000), () => Promise.resolve(false));
    expect((await played('full')).equals(shippedSound('it', 'full')!)).toBe(true);
  });
});

describe('who is allowed for one service', () => {
  test("changes its prompts and those of its queues, not the organisation's, and sees no other service's", async () => {
    const local = await server.makeStaff({ role: 'administrator', serviceId: service });
    expect((await give(600, 'nobody', { service }, local)).status).toBe(201);
    expect((await give(610, 'nobody', { queue }, local)).status).toBe(201);
    expect((await give(620, 'nobody', {}, local)).status).toBe(403);
    expect((await choose('nobody', null, {}, local)).status).toBe(403);
    const other = await server.makeService();
    expect((await give(630, 'nobody', { service: other }, local)).status).toBe(404);
    const hidden = (await give(640, 'nobody', { service: other })).body;
    const seen = await server.call(
      contract.listPrompts,
      { query: { language: 'it', service: other } },
      { as: local },
    );
    expect(seen.status).toBe(404);
    const heard = await soundAt(
      server,
      contract.getPromptVersion,
      { params: { id: hidden.id } },
      { cookie: `filo_session=${local.session}` },
    );
    expect(heard.status).toBe(404);
    const reader = await server.makeStaff({ role: 'auditor' });
    expect((await give(650, 'nobody', {}, reader)).status).toBe(403);
  });
});
