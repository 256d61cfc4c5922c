import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getContact, listContacts } from '#contract/contacts.ts';
import { acceptOffer, listColleagues, takeContact, transferContact } from '#contract/handling.ts';
import { listAgents, setMyPresence } from '#contract/routing.ts';
import { ensureAgent, putAgent, routingRoutes } from '#server/routing/index.ts';
import { arrive, lead, makeCentreProfile, makeCentreQueue, openOffer } from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { contactsReadRoutes } from './contacts.read.routes.ts';
import { contactsRoutes } from './contacts.routes.ts';

interface Person {
  id: string;
  session: string;
}
const as = (who: Person): { as: Caller } => ({ as: { session: who.session } });

let server: TestServer;
let leader: ReturnType<typeof lead>;
let water: string;
let power: string;
let waterQueue: Awaited<ReturnType<typeof makeCentreQueue>>;
/** Works for water and has the contact. */
let anna: Person;
/** Of the other service, yet serves the queue of the contact. */
let bruno: Person;
/** Works for water in another queue of it. */
let carla: Person;
/** Of the other service, and serves only queues there. */
let dino: Person;
/** Works for water, but takes no mail. */
let elsa: Person;
/** Sees all of water and may pass on anybody's contact there. */
let sara: Person;
let contact: string;

beforeAll(async () => {
  server = await testServer([...contactsReadRoutes, ...contactsRoutes, ...routingRoutes]);
  water = await server.makeService('water');
  power = await server.makeService('power');
  waterQueue = await makeCentreQueue(server, water);
  const waterOther = await makeCentreQueue(server, water);
  const powerQueue = await makeCentreQueue(server, power);
  const agent = async (name: string, serviceId: string, profileId: string): Promise<Person> => {
    const teamId = await server.makeTeam(serviceId);
    const person = await server.makeStaff({ name, serviceId, teamId });
    await server.ctx.tx(async (tx) => {
      await ensureAgent(tx, person.id);
      await putAgent(tx, server.ctx, person.id, { profileId, skills: [] });
    });
    return person;
  };
  const chatOnly = { chat: { max: 2, interruptedBy: [] } };
  anna = await agent('Anna', water, await makeCentreProfile(server, [waterQueue.id]));
  bruno = await agent('Bruno', power, await makeCentreProfile(server, [waterQueue.id, powerQueue.id]));
  carla = await agent('Carla', water, await makeCentreProfile(server, [waterOther.id]));
  dino = await agent('Dino', power, await makeCentreProfile(server, [powerQueue.id]));
  elsa = await agent('Elsa', water, await makeCentreProfile(server, [waterQueue.id], chatOnly));
  sara = await server.makeStaff({ name: 'Sara', role: 'supervisor', serviceId: water });
  leader = lead(server);
  await server.ctx.db
    .updateTable('routing.agent')
    .set({ connected: true, connectedUntil: new Date(Date.now() + 86_400_000) })
    .where('staffId', 'in', [anna.id, bruno.id])
    .execute();
  contact = (await arrive(server, waterQueue)).contactId;
  await server.call(takeContact, { params: { id: contact } }, as(anna));
});
afterAll(async () => {
  await leader?.stop();
  await server.stop();
});

const colleagues = async (who: Person) =>
  (await server.call(listColleagues, { params: { id: contact } }, as(who))).body.items;
const hand = (who: Person, to: Person) =>
  server.sending(transferContact, { params: { id: contact }, body: { agent: to.id } }, as(who));

describe('whom a contact can be handed to', () => {
  test('all who serve its queue or a queue of a service the agent sees, also of another service, but the one who has it', async () => {
    expect((await colleagues(anna)).map(({ name }) => name)).toEqual(['Bruno', 'Carla']);
    expect((await colleagues(sara)).map(({ name }) => name)).toEqual(['Bruno', 'Carla']);
  });

  test('whoever is listed there only for that stays hidden in the list of agents', async () => {
    const listed = (await server.call(listAgents, {}, as(anna))).body.items.map(({ id }) => id);
    expect(listed).not.toContain(bruno.id);
    expect(listed).toContain(carla.id);
  });

  test('the list says who has room now, and no more about a person than that', async () => {
    await server.call(setMyPresence, { body: { presence: 'available' } }, as(bruno));
    expect(await colleagues(anna)).toEqual([
      { id: bruno.id, name: 'Bruno', state: 'free' },
      { id: carla.id, name: 'Carla', state: 'away' },
    ]);
  });

  test('who may not pass the contact on is told no names', async () => {
    // Carla sees the contact of her service, but it is not hers.
    expect((await server.call(getContact, { params: { id: contact } }, as(carla))).status).toBe(200);
    expect((await server.sending(listColleagues, { params: { id: contact } }, as(carla))).status).toBe(403);
    expect((await server.sending(listColleagues, { params: { id: contact } }, as(dino))).status).toBe(404);
  });

  test('nobody else is accepted, and a refusal does not tell who exists', async () => {
    const refused = await hand(anna, dino);
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'agent']);
    const nobody = await hand(anna, { id: crypto.randomUUID(), session: '' });
    expect(nobody.body.detail).toBe(refused.body.detail);
    expect((await hand(anna, elsa)).status).toBe(422);
    expect((await hand(anna, anna)).status).toBe(422);
  });

  test('a queue that is not in the list of queues is none', async () => {
    const hidden = await makeCentreQueue(server, power);
    const answer = await server.sending(
      transferContact,
      { params: { id: contact }, body: { queue: hidden.id } },
      as(anna),
    );
    expect(answer.status).toBe(404);
  });

  test('one of another service who is listed gets it, and sees it', async () => {
    expect((await hand(anna, bruno)).status).toBe(200);
    await expect
      .poll(async () => (await openOffer(server, contact))?.agentId, { timeout: 20_000 })
      .toBe(bruno.id);
    const offer = (await openOffer(server, contact))!;
    expect((await server.call(acceptOffer, { params: { id: offer.id } }, as(bruno))).status).toBe(200);
    expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).status).toBe(200);
    expect((await server.call(listContacts, {}, as(bruno))).body.items.map(({ id }) => id)).toEqual([
      contact,
    ]);
  });
});
