import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { listCalendars, updateCalendar } from '#contract/calendars.ts';
import { getContact } from '#contract/contacts.ts';
import { sendMessage } from '#contract/conversations.ts';
import { listOutcomes } from '#contract/entry-points.ts';
import { acceptOffer, finishContact, wrapUpContact } from '#contract/handling.ts';
import { listClassification } from '#contract/knowledge.ts';
import type { Input, Output, Route } from '#contract/route.ts';
import { listProfiles, myAgent, setMyPresence, updateProfile } from '#contract/routing.ts';
import { DEMO_PASSWORD } from '#server/app/demo/logins.ts';
import { DOMAIN } from '#server/app/demo/index.ts';
import { callServer, enter, type Caller } from '#tests/support/api.ts';
import { openTestDesk } from '#tests/support/live.ts';
import type { ServerProcess } from '#tests/support/server-process.ts';
import { inRoot } from './project.mjs';

const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
const answers = [
  'Buongiorno, ho la sua posizione davanti: verifico subito e le scrivo fra un momento.',
  'Buongiorno, la lettura che ci ha comunicato è registrata: la trova nella prossima bolletta.',
  'Buongiorno, abbiamo avvisato la squadra di zona: passa entro oggi pomeriggio.',
  'Buongiorno, il pagamento risulta arrivato ieri: può non tenere conto del sollecito.',
];
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** Somebody of the demo's staff, signed in. */
export interface Colleague {
  id: string;
  as: { session: string };
}

/** The demo organisation at work: open at every hour, customers who write, colleagues who answer. */
export interface LivelyFloor {
  /** Calls the API as an administrator's program, or as somebody. */
  call<R extends Route>(route: R, input?: Partial<Input<R>>, as?: Caller): Promise<Output<R>>;
  /** Signs somebody of the demo's staff in. `name`: the beginning of their address. */
  enter(name: string): Promise<{ session: string }>;
  /** Signs agents in; they stay connected, accept what they are offered, answer it and close it. */
  bringToWork(...names: string[]): Promise<void>;
  /** Signs an agent in with a state of presence in which nothing is offered. */
  bringAway(name: string, reason: 'break' | 'training' | 'meeting' | 'back_office'): Promise<Colleague>;
  stop(): void;
}

/** Opens the demo at every hour, gives its agents room for several mails, and lets customers write. */
export async function livelyFloor(server: ServerProcess): Promise<LivelyFloor> {
  const call: LivelyFloor['call'] = (route, input = {}, as = { token: server.token }) =>
    callServer(server.url, route, input, as);
  for (const { id, now: _now, ...calendar } of (await call(listCalendars)).items)
    await call(updateCalendar, {
      params: { id },
      body: { ...calendar, openings: everyDay, italianHolidays: false, patronDay: null, exceptions: [] },
    });
  for (const { id, ...profile } of (await call(listProfiles)).items) {
    const capacity = Object.fromEntries(
      Object.entries(profile.capacity).map(([channel, limit]) => [
        channel,
        { ...limit, max: Math.max(4, limit.max) },
      ]),
    );
    await call(updateProfile, { params: { id }, body: { ...profile, capacity } });
  }
  const outcomes = (await call(listOutcomes)).items;
  const subjects = (await call(listClassification)).items.filter((node) => node.level === 3);

  const smtp = `127.0.0.1:${server.smtpPort}`;
  const customers = spawn(
    process.execPath,
    [inRoot('server/app/demo/traffic.ts'), '--rate', '40', '--seed', 'pictures'].concat([
      '--url',
      server.url,
      '--smtp',
      smtp,
    ]),
    { env: { ...process.env, FILO_BOOTSTRAP_TOKEN: server.token }, stdio: 'ignore' },
  );

  const signIn = (name: string) => enter(server.url, `${name}@${DOMAIN}`, DEMO_PASSWORD);
  const colleague = async (name: string): Promise<Colleague> => {
    const as = await signIn(name);
    return { id: (await call(myAgent, {}, as)).id, as };
  };
  const desks: { close(): void }[] = [];
  let over = false;

  /** From the offer to the outcome, at a person's pace. */
  async function handle({ as }: Colleague, offer: string): Promise<void> {
    await sleep(1500 + Math.random() * 4000);
    const contact = await call(acceptOffer, { params: { id: offer } }, as);
    await sleep(3000 + Math.random() * 5000);
    await call(
      sendMessage,
      { params: { id: contact.conversation }, body: { kind: 'reply', text: pick(answers) } },
      as,
    );
    await sleep(8000 + Math.random() * 25_000);
    const params = { id: contact.id };
    await call(finishContact, { params }, as);
    await sleep(2000);
    if ((await call(getContact, { params }, as)).state === 'wrap_up')
      await call(
        wrapUpContact,
        { params, body: { outcome: pick(outcomes).id, classification: pick(subjects).id } },
        as,
      );
  }

  return {
    call,
    enter: signIn,
    async bringToWork(...names) {
      for (const name of names) {
        const one = await colleague(name);
        const desk = await openTestDesk(server.url, one.as);
        desks.push(desk);
        let heard = 0;
        const look = () => {
          for (const event of desk.events.slice(heard))
            if (event.kind === 'contact.offered' && event.data['agent'] === one.id)
              // A visitor who leaves or an offer that runs out ends the work on it: as in life.
              void handle(one, String(event.data['offer'])).catch(() => undefined);
          heard = desk.events.length;
        };
        const timer = setInterval(() => (over ? clearInterval(timer) : look()), 200);
        desks.push({ close: () => clearInterval(timer) });
        await call(setMyPresence, { body: { presence: 'available' } }, one.as);
      }
    },
    async bringAway(name, reason) {
      const one = await colleague(name);
      desks.push(await openTestDesk(server.url, one.as));
      await call(setMyPresence, { body: { presence: 'not_ready', reason } }, one.as);
      return one;
    },
    stop() {
      over = true;
      customers.kill('SIGTERM');
      for (const desk of desks) desk.close();
    },
  };
}
