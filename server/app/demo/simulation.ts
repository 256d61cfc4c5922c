import { dayOf, openingsOn } from '#server/calendars/hours.rules.ts';
import type { Agent } from './agents.ts';
import { makeAgents, windowsOf } from './agents.ts';
import type { Arrival } from './arrivals.ts';
import { arrivalsOf } from './arrivals.ts';
import type { CaseStory } from './cases.ts';
import { makeCase } from './cases.ts';
import { DAY, HOUR, MINUTE, addDays, lastWorkingInstant, midnightOf } from './clock.ts';
import { contactMaker } from './contact-maker.ts';
import { correspondence } from './correspondence.ts';
import { eventHeap } from './heap.ts';
import type { Item } from './item.ts';
import type { DemoChannel, DemoDay, DemoLeg, DemoQueue, Language } from './shapes.ts';
import type { Topic } from './topics.ts';
import type { World } from './world.ts';
import { chatLines, formFrom, mailFrom } from './writing.ts';

/** No chat in the last half hour and no written contact taken after: whoever signs in finds work waiting, and no ghost. */
const QUIET = 35 * MINUTE;
/** Agents who keep their last written contact open, so that their list is not empty at the first sign-in. */
const KEEPERS = ['chiara', 'davide', 'luca', 'paolo'];
const HANDLE: Record<DemoChannel, { median: number; sigma: number; wrap: number }> = {
  chat: { median: 400, sigma: 0.5, wrap: 40 },
  email: { median: 562, sigma: 0.65, wrap: 24 },
  form: { median: 480, sigma: 0.6, wrap: 22 },
};

type Event =
  | { kind: 'arrive'; channel: DemoChannel; follow: Item | null; language: Language | null }
  | { kind: 'leave' | 'overflow'; item: Item; visit: number }
  | { kind: 'answer'; item: Item; agent: Agent; leg: DemoLeg; result: 'accepted' | 'declined' | 'timed_out' }
  | { kind: 'handled'; item: Item; agent: Agent; transferTo: DemoQueue | null }
  | { kind: 'wrapped'; item: Item; agent: Agent }
  | { kind: 'look' }
  | { kind: 'closing' };

/**
 * Lives the past of the organisation up to `now` as a simulation of arrivals, queues and agents, and gives it out day
 * by day. A contact is in the day in which it ended; those still open are in the last. References point to the same
 * day or to an earlier one.
 */
export function* simulate(world: World): Generator<DemoDay> {
  const { organisation, rng } = world;
  const now = world.now.getTime();
  const calendar = organisation.calendars[0]!.hours;
  const queues = new Map(organisation.queues.map((q) => [q.key, q]));
  const queueById = new Map(organisation.queues.map((q) => [q.id, q]));
  const classIds = new Map(organisation.classification.map((c) => [c.key, c.id]));
  const outcomes = new Map(organisation.outcomes.map((o) => [o.key, o.id]));
  const { firstContact, followUp } = contactMaker(world);
  const { message, tell, reply } = correspondence(organisation, rng);
  const agents = makeAgents(organisation, rng);
  const heap = eventHeap<Event>();
  const waiting: { chat: Item[]; written: Item[] } = { chat: [], written: [] };
  const busy = new Set<Item>();
  let contactNumber = 0;
  let caseNumber = 0;

  const firstDay = dayOf(calendar, now - world.days * DAY);
  const lastDay = dayOf(calendar, now);
  const lastWork = lastWorkingInstant(calendar, now - QUIET);
  let bucket = emptyDay(firstDay);

  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
    bucket = emptyDay(day);
    const midnight = midnightOf(calendar, day);
    const dayEnd = Math.min(midnightOf(calendar, addDays(day, 1)), now);
    openDay(day, midnight);
    for (let at = heap.peek(); at !== null && at < dayEnd; at = heap.peek()) {
      const event = heap.pop()!;
      step(event.at, event.value);
      match(event.at);
    }
    if (day === lastDay) {
      for (const item of [...waiting.chat, ...waiting.written, ...busy]) emit(item);
    }
    yield bucket;
  }

  function openDay(day: string, midnight: number): void {
    const holiday = calendar.exceptions.some((e) => e.date === day && e.bands.length === 0);
    const open = openingsOn(calendar, day);
    for (const agent of agents)
      agent.windows = open.flatMap((o) =>
        windowsOf(agent, day, midnight, rng, o.from.getTime(), o.to.getTime()),
      );
    for (const agent of agents) for (const [from] of agent.windows) heap.push(from, { kind: 'look' });
    const last = open.at(-1);
    if (last) heap.push(last.to.getTime(), { kind: 'closing' });
    let list: Arrival[] = arrivalsOf(rng, day, midnight, calendar, holiday);
    if (day === lastDay) list = list.filter((a) => a.channel !== 'chat' || a.at < now - QUIET);
    for (const arrival of list)
      heap.push(arrival.at, { kind: 'arrive', channel: arrival.channel, follow: null, language: null });
    if (day === lastDay) {
      const languages: (Language | null)[] = ['en', 'ar', 'fr', null, null, null, null, null];
      languages.forEach((language, i) => {
        const at = now - QUIET + MINUTE + i * 4 * MINUTE + rng.int(0, 2 * MINUTE);
        heap.push(Math.max(at, midnight), {
          kind: 'arrive',
          channel: i % 3 === 1 ? 'form' : 'email',
          follow: null,
          language,
        });
      });
    }
  }

  function step(at: number, event: Event): void {
    switch (event.kind) {
      case 'arrive':
        return arrive(at, event.channel, event.follow, event.language);
      case 'leave':
        if (event.item.visit === event.visit && event.item.place !== 'gone')
          leaveQueue(event.item, at, 'abandoned');
        return;
      case 'closing':
        for (const item of [...waiting.chat]) leaveQueue(item, at, 'expired');
        return;
      case 'overflow': {
        const next = event.item.queue.overflow;
        if (event.item.visit !== event.visit || event.item.place !== 'waiting' || !next) return;
        event.item.legs.findLast((l) => l.kind === 'queue')!.result = 'flowed_out';
        event.item.legs.findLast((l) => l.kind === 'queue')!.endedAt = new Date(at);
        remove(event.item);
        enqueue(event.item, queueById.get(next.queue)!, at);
        return;
      }
      case 'answer':
        return answer(at, event.item, event.agent, event.leg, event.result);
      case 'handled':
        return handled(at, event.item, event.agent, event.transferTo);
      case 'wrapped':
        return wrapped(at, event.item, event.agent);
      case 'look':
        return;
    }
  }

  function arrive(at: number, channel: DemoChannel, before: Item | null, wanted: Language | null): void {
    const item = before ? followUp(at, before, channel) : firstContact(at, channel, wanted);
    contactNumber += 1;
    item.contact.number = contactNumber;
    const entryPoint = organisation.entryPoints.find((e) => e.id === item.contact.entryPoint)!;
    if (channel === 'chat') {
      const lines = chatLines(rng, item.customer, item.contact.language, item.exchange, '');
      message(item, 'in', at, lines[0]!.text, null);
    } else {
      const text =
        channel === 'email'
          ? mailFrom(rng, item.customer, item.contact.language, item.exchange.ask)
          : formFrom(rng, item.contact.language, item.exchange.ask);
      message(item, 'in', at, text, null);
    }
    const wrong = channel !== 'email' && rng.chance(0.06) ? queues.get('clienti')! : null;
    enqueue(
      item,
      channel === 'email' ? queueById.get(entryPoint.queue)! : (wrong ?? queues.get(item.topic.queue)!),
      at,
    );
  }

  /** Whether anybody in the queue speaks the language. */
  function speaks(queue: DemoQueue, language: Language): boolean {
    return agents.some((a) => a.queues.has(queue.id) && a.languages.has(language));
  }

  function enqueue(item: Item, wanted: DemoQueue, at: number): void {
    // Who writes a language that nobody there speaks goes to the queue that has them all.
    const queue = speaks(wanted, item.contact.language) ? wanted : queues.get('clienti')!;
    item.queue = queue;
    item.contact.queue = queue.id;
    item.contact.state = 'queued';
    item.place = 'waiting';
    item.visit += 1;
    leg(item, 'queue', null, at);
    if (item.contact.channel === 'chat') {
      waiting.chat.push(item);
      heap.push(Math.min(at + item.patience, Math.max(now - 2000, at + 1)), {
        kind: 'leave',
        item,
        visit: item.visit,
      });
      if (queue.overflow)
        heap.push(at + queue.overflow.afterSeconds * 1000, { kind: 'overflow', item, visit: item.visit });
    } else {
      const list = waiting.written;
      let i = list.length;
      while (
        i > 0 &&
        (list[i - 1]!.queue.priority > queue.priority ||
          (list[i - 1]!.queue.priority === queue.priority &&
            list[i - 1]!.contact.arrivedAt > item.contact.arrivedAt))
      )
        i -= 1;
      list.splice(i, 0, item);
    }
  }

  function match(at: number): void {
    for (const item of [...waiting.chat]) {
      if (item.place !== 'waiting') continue;
      const agent = choose(item, at);
      if (agent) offer(item, agent, at);
    }
    if (at > now - QUIET || waiting.written.length === 0) return;
    if (!agents.some((a) => isFree(a, 'email', at))) return;
    for (const item of [...waiting.written]) {
      if (item.place !== 'waiting') continue;
      const agent = choose(item, at);
      if (agent) offer(item, agent, at);
    }
  }

  function isFree(agent: Agent, channel: DemoChannel, at: number): boolean {
    if (agent.offered) return false;
    const margin = channel === 'chat' ? 2 * MINUTE : 4 * MINUTE;
    if (!agent.windows.some(([from, to]) => from <= at && at < to - margin)) return false;
    if (channel === 'chat') return agent.load.chat < agent.capacity.chat;
    return agent.load.email + agent.load.form === 0 && agent.load.chat === 0;
  }

  function choose(item: Item, at: number): Agent | null {
    const { channel, language } = item.contact;
    let best: Agent | null = null;
    for (const agent of agents) {
      const rank = agent.queues.get(item.queue.id);
      if (rank === undefined || !agent.languages.has(language) || !isFree(agent, channel, at)) continue;
      const bestRank = best ? best.queues.get(item.queue.id)! : Infinity;
      if (rank < bestRank || (rank === bestRank && agent.idleSince < best!.idleSince)) best = agent;
    }
    return best;
  }

  function offer(item: Item, agent: Agent, at: number): void {
    item.place = 'offered';
    agent.offered = true;
    const chat = item.contact.channel === 'chat';
    const draw = rng.next();
    const result = draw < 0.94 ? 'accepted' : draw < 0.98 ? 'timed_out' : 'declined';
    const seconds =
      result === 'timed_out' ? (chat ? 30 : 120) : chat ? 3 + rng.exponential(9) : 3 + rng.exponential(14);
    const made = leg(item, 'offer', agent, at);
    heap.push(at + Math.round(Math.min(seconds, chat ? 29 : 119) * 1000), {
      kind: 'answer',
      item,
      agent,
      leg: made,
      result,
    });
  }

  function answer(
    at: number,
    item: Item,
    agent: Agent,
    made: DemoLeg,
    result: 'accepted' | 'declined' | 'timed_out',
  ): void {
    if (made.endedAt) return;
    made.endedAt = new Date(at);
    made.result = result;
    agent.offered = false;
    if (result !== 'accepted') {
      item.place = 'waiting';
      // Whoever let an offer pass is not asked again for a while.
      agent.idleSince = at + 3 * MINUTE;
      heap.push(at + 1000, { kind: 'look' });
      return;
    }
    const { channel } = item.contact;
    const place = item.legs.findLast((l) => l.kind === 'queue')!;
    place.endedAt = new Date(at);
    place.result = 'answered';
    remove(item);
    busy.add(item);
    agent.load[channel] += 1;
    item.contact.agent = agent.staff.id;
    item.contact.state = 'active';
    item.contact.answeredAt ??= new Date(at);
    leg(item, 'handle', agent, at);
    if (
      channel !== 'chat' &&
      KEEPERS.includes(agent.staff.key) &&
      at >= lastWork - 3.5 * HOUR &&
      !agent.keeping
    ) {
      agent.keeping = true;
      return;
    }
    const right = queues.get(item.topic.queue)!;
    const served = speaks(right, item.contact.language);
    const transferTo =
      right !== item.queue && served && item.visit < 3 && !agent.queues.has(right.id) && rng.chance(0.7)
        ? right
        : null;
    const { median, sigma } = HANDLE[channel];
    const both = 1 + 0.2 * Math.max(0, agent.load.chat - 1);
    let seconds = rng.logNormal(median, sigma) * agent.pace * both * (transferTo ? 0.35 : 1);
    seconds = Math.max(channel === 'chat' ? 60 : 40, Math.min(seconds, 3600));
    // Whatever is live ends before now: nobody is at the other end of it.
    const end =
      channel === 'chat'
        ? Math.max(at + 1000, Math.min(at + seconds * 1000, now - 90_000))
        : at + seconds * 1000;
    heap.push(Math.round(end), { kind: 'handled', item, agent, transferTo });
  }

  function handled(at: number, item: Item, agent: Agent, transferTo: DemoQueue | null): void {
    const handle = item.legs.at(-1)!;
    handle.endedAt = new Date(at);
    const { channel } = item.contact;
    if (transferTo) {
      handle.result = 'transferred_out';
      busy.delete(item);
      release(agent, channel, at);
      message(
        item,
        'note',
        at,
        rng.pick([
          'Passo alla coda competente: la richiesta riguarda un altro servizio.',
          'Di competenza dell’altra squadra, cliente già identificato.',
          'Trasferisco: serve chi segue questa materia. Il cliente è avvisato.',
        ]),
        agent.staff,
      );
      item.patience = Math.round((120 + rng.exponential(400)) * 1000);
      enqueue(item, transferTo, at);
      return;
    }
    handle.result = 'completed';
    reply(item, agent, handle.startedAt.getTime(), at);
    leg(item, 'wrap_up', agent, at);
    const wrap = Math.min(rng.logNormal(HANDLE[channel].wrap, 0.5), 180);
    heap.push(Math.min(at + Math.round(wrap * 1000), Math.max(at + 1, now - 1000)), {
      kind: 'wrapped',
      item,
      agent,
    });
  }

  function wrapped(at: number, item: Item, agent: Agent): void {
    const last = item.legs.at(-1)!;
    last.endedAt = new Date(at);
    last.result = 'completed';
    const { contact } = item;
    contact.closedAt = new Date(at);
    contact.state = 'closed';
    contact.class = classIds.get(item.topic.key)!;
    busy.delete(item);
    release(agent, contact.channel, at);
    let story: CaseStory | null = null;
    if (!item.case && rng.chance(item.topic.caseChance * (item.follow ? 1.5 : 0.75))) {
      caseNumber += 1;
      const number = `PR-${bucket.date.slice(0, 4)}-${String(caseNumber).padStart(6, '0')}`;
      story = makeCase(
        rng,
        organisation.calendars[1]!.hours,
        contact,
        item.topic,
        number,
        new Date(at),
        ownerOf(item.topic, agent),
        world.now,
      );
      item.case = story.case.id;
    }
    contact.case = item.case;
    contact.outcome = outcomes.get(
      story
        ? 'pratica'
        : rng.weighted(
            ['risolto', 'informazione', 'inoltrato', 'attesa_cliente', 'non_pertinente'] as const,
            (o) => ({ risolto: 52, informazione: 33, inoltrato: 6, attesa_cliente: 7, non_pertinente: 2 })[o],
          ),
    )!;
    if (story) {
      bucket.cases.push(story.case);
      bucket.caseEvents.push(...story.events);
      for (const { at: when, text } of story.told) tell(item, when.getTime(), text, agent.staff);
    }
    emit(item);
    if (rng.chance(item.follow ? 0.12 : 0.14)) {
      const channel =
        contact.channel === 'email'
          ? 'email'
          : rng.weighted(['email', 'form', 'chat'] as const, (c) => (c === contact.channel ? 6 : 3));
      const when = Math.round(at + 2 * HOUR + rng.exponential(2.6 * DAY));
      const instant = channel === 'chat' ? chatTime(when) : when;
      if (instant !== null && instant < now - QUIET)
        heap.push(instant, { kind: 'arrive', channel, follow: item, language: null });
    }
  }

  /** The same hour on the next day on which the chat is open, or null when that is out of its hours. */
  function chatTime(at: number): number | null {
    for (let i = 0; i < 8; i += 1) {
      const day = dayOf(calendar, at + i * DAY);
      for (const open of openingsOn(calendar, day)) {
        const from = open.from.getTime() + 10 * MINUTE;
        const to = open.to.getTime() - 30 * MINUTE;
        if (to > at) return Math.max(at, from + Math.floor(rng.next() * (to - from) * 0.6));
      }
    }
    return null;
  }

  function ownerOf(topic: Topic, agent: Agent): string {
    const experts = agents.filter((a) => a.staff.role === 'expert');
    const expert = experts.find(
      (a) =>
        a.staff.skills.length > 0 &&
        (topic.queue === 'acqua'
          ? a.staff.key === 'giulia'
          : topic.queue === 'energia'
            ? a.staff.key === 'stefano'
            : true),
    );
    return expert && rng.chance(0.55)
      ? (topic.queue === 'clienti' || topic.queue === 'reclami' ? rng.pick(experts) : expert).staff.id
      : agent.staff.id;
  }

  function leaveQueue(item: Item, at: number, result: 'abandoned' | 'expired'): void {
    const open = item.legs.at(-1)!;
    if (open.kind === 'offer' && !open.endedAt) {
      open.endedAt = new Date(at);
      open.result = 'abandoned';
      agents.find((a) => a.staff.id === open.agent)!.offered = false;
    }
    const place = item.legs.findLast((l) => l.kind === 'queue')!;
    place.endedAt = new Date(at);
    place.result = result;
    remove(item);
    item.contact.state = result;
    item.contact.closedAt = new Date(at);
    emit(item);
  }

  function remove(item: Item): void {
    item.place = 'gone';
    const list = item.contact.channel === 'chat' ? waiting.chat : waiting.written;
    const i = list.indexOf(item);
    if (i >= 0) list.splice(i, 1);
  }

  function release(agent: Agent, channel: DemoChannel, at: number): void {
    agent.load[channel] -= 1;
    agent.idleSince = at;
  }

  function leg(item: Item, kind: DemoLeg['kind'], agent: Agent | null, at: number): DemoLeg {
    const made: DemoLeg = {
      id: rng.uuid(),
      contact: item.contact.id,
      ordinal: item.legs.length + 1,
      kind,
      queue: item.queue.id,
      agent: agent?.staff.id ?? null,
      startedAt: new Date(at),
      endedAt: null,
      result: null,
    };
    item.legs.push(made);
    return made;
  }

  function emit(item: Item): void {
    if (item.isNew) bucket.conversations.push(item.conversation);
    bucket.contacts.push(item.contact);
    bucket.legs.push(...item.legs);
    bucket.messages.push(...item.messages);
  }
}

function emptyDay(date: string): DemoDay {
  return { date, conversations: [], messages: [], contacts: [], legs: [], cases: [], caseEvents: [] };
}
