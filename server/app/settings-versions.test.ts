import { afterAll, beforeAll, expect, test } from 'vitest';
import * as access from '#contract/access.ts';
import * as calendars from '#contract/calendars.ts';
import * as points from '#contract/entry-points.ts';
import type { Route } from '#contract/route.ts';
import * as routing from '#contract/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { routesOf } from './modules.ts';

let server: TestServer;
let service: string;
let queueId: string;
let first: { as: Caller };
let second: { as: Caller };

beforeAll(async () => {
  server = await testServer(routesOf());
  service = await server.makeService('acqua');
  first = { as: { session: (await server.makeStaff({ role: 'administrator', name: 'Roberta' })).session } };
  second = { as: { session: (await server.makeStaff({ role: 'administrator', name: 'Dario' })).session } };
  const queue = await server.call(
    routing.createQueue,
    {
      body: {
        code: 'guasti',
        name: 'Guasti',
        serviceId: service,
        offerSeconds: { email: 300 },
        serviceLevel: { formula: 'negative', threshold: { email: 14_400 }, target: 0.8 },
      },
    },
    first,
  );
  queueId = queue.body.id;
});
afterAll(() => server.stop());

const names = { it: 'Nome', en: 'Name' };
type Send = { body: Record<string, unknown> };
/** A kind of setting: its operations, and what is sent of it, with something that differs. */
const kinds: [string, Route, Route, Route, (also: string) => Send['body']][] = [
  [
    'service',
    access.listServices,
    access.createService,
    access.updateService,
    (name) => ({ code: 'gas', name }),
  ],
  ['team', access.listTeams, access.createTeam, access.updateTeam, (name) => ({ name })],
  [
    'role',
    access.listRoles,
    access.createRole,
    access.updateRole,
    (it) => ({ code: 'curatore', name: { ...names, it }, permissions: ['case.read'] }),
  ],
  [
    'skill',
    routing.listSkills,
    routing.createSkill,
    routing.updateSkill,
    (it) => ({ code: 'inglese', name: { ...names, it } }),
  ],
  [
    'profile',
    routing.listProfiles,
    routing.createProfile,
    routing.updateProfile,
    (name) => ({ name, capacity: { email: { max: 2 } }, queues: [{ queueId, channel: 'email' }] }),
  ],
  [
    'calendar',
    calendars.listCalendars,
    calendars.createCalendar,
    calendars.updateCalendar,
    (name) => ({ name, openings: [{ weekday: 1, opens: '08:00', closes: '18:00' }] }),
  ],
  [
    'entry point',
    points.listEntryPoints,
    points.createEntryPoint,
    points.updateEntryPoint,
    (name) => ({ channel: 'email', address: 'guasti@example.org', name, serviceId: service, queueId }),
  ],
  [
    'outcome',
    points.listOutcomes,
    points.createOutcome,
    points.updateOutcome,
    (it) => ({ code: 'risolto-qui', name: { ...names, it } }),
  ],
];

test.each(kinds)(
  'a %s is not overwritten by who had read it before',
  async (_kind, list, create, update, of) => {
    const send = async (route: Route, who: { as: Caller }, input: object) => {
      const { status, body } = await server.call(route, input as never, who);
      return { status, body: body as { id: string; version: string; by?: string[] } };
    };
    const { body: made } = await send(create, first, { body: of('Primo') });
    const params = { id: made.id };
    const change = (who: { as: Caller }, name: string, version?: string) =>
      send(update, who, { params, body: { ...of(name), ...(version === undefined ? {} : { version }) } });
    const listed = async () => {
      const { items } = (await server.call(list, {} as never, first)).body as { items: (typeof made)[] };
      return items.find(({ id }) => id === made.id)!.version;
    };
    expect(await listed()).toBe(made.version);
    const changed = await change(first, 'Secondo', made.version);
    expect(changed.status).toBe(200);
    expect(await listed()).toBe(changed.body.version);
    expect(await change(second, 'Terzo', made.version)).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', by: ['Roberta'], version: changed.body.version },
    });
    expect(await listed()).toBe(changed.body.version);
    expect(await change(second, 'Terzo', changed.body.version)).toMatchObject({ status: 200 });
  },
);
