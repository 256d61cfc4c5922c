import { dayOf } from '#server/calendars/hours.rules.ts';
import { DAY, HOUR, addDays, dayOfMonth, midnightOf } from './clock.ts';
import type { Item } from './item.ts';
import type { Values } from './phrases.ts';
import type { DemoChannel, DemoConversation, DemoCustomer, DemoPosition, Language } from './shapes.ts';
import type { Topic } from './topics.ts';
import { TOPICS } from './topics.ts';
import type { Exchange } from './writing.ts';
import { laterFacts, makeFacts, positionKindOf, writeExchange } from './writing.ts';
import type { World } from './world.ts';

/** Makes contacts: who writes, on what, from where and in which words; times in milliseconds. */
export interface ContactMaker {
  firstContact: (at: number, channel: DemoChannel, wanted: Language | null) => Item;
  /** A second contact on the matter of an earlier one. */
  followUp: (at: number, before: Item, channel: DemoChannel) => Item;
}

/** Makes the maker of a world's contacts. */
export function contactMaker(world: World): ContactMaker {
  const { organisation, rng } = world;
  const calendar = organisation.calendars[0]!.hours;
  const queues = new Map(organisation.queues.map((q) => [q.key, q]));
  const entry = new Map(organisation.entryPoints.map((e) => [e.key, e]));
  const emails = new Map(
    world.identities.filter((i) => i.type === 'email').map((i) => [i.customer, i.value]),
  );
  const positionsOf = Map.groupBy(world.positions, (p) => p.customer);
  const customersBy = Map.groupBy(world.customers, (c) => c.language);
  // One morning a main burst: everybody writes about it.
  const burstDay = addDays(
    dayOf(calendar, world.now.getTime() - world.days * DAY),
    Math.floor(world.days * 0.55),
  );
  const burstFrom = midnightOf(calendar, burstDay) + 8 * HOUR;
  return { firstContact, followUp };

  function firstContact(at: number, channel: DemoChannel, wanted: Language | null): Item {
    let customer: DemoCustomer;
    let topic: Topic;
    let kind: DemoPosition['kind'] | null;
    const day = dayOfMonth(at);
    const burst = at > burstFrom && at < burstFrom + 6 * HOUR;
    for (;;) {
      const list = wanted ? customersBy.get(wanted)! : world.customers;
      // Some customers write much more than others.
      customer = list[Math.floor(list.length * rng.next() ** 1.5)]!;
      topic = rng.weighted(TOPICS, (t) => {
        const reading = t.key.includes('.lettura') || t.key.includes('contatore.gas');
        const season = reading
          ? day >= 22
            ? 1.9
            : 0.6
          : burst && t.key === 'acqua.guasti.mancanza'
            ? 16
            : 1;
        return t.weight * season;
      });
      kind = positionKindOf(topic);
      if (!kind || positionsOf.get(customer.id)?.some((p) => p.kind === kind)) break;
    }
    // Many who were born elsewhere write in Italian.
    const language = wanted ?? (customer.language !== 'it' && rng.chance(0.4) ? 'it' : customer.language);
    const own = positionsOf.get(customer.id)!;
    const position = own.find((p) => p.kind === kind) ?? rng.pick(own);
    const code = (k: DemoPosition['kind'], invented: string): string =>
      own.find((p) => p.kind === k)?.code ?? invented;
    const facts = makeFacts(
      rng,
      at,
      customer,
      position,
      code('electricity', `IT999E${rng.digits(8)}`),
      code('gas', `9999${rng.digits(10)}`),
    );
    const exchange = writeExchange(rng, topic, language, facts, null);
    if (language !== 'it') topic = TOPICS.find((t) => t.key === exchange.topic) ?? topic;
    const mailbox = { acqua: 'guasti', energia: 'energia', clienti: 'info', reclami: 'reclami' }[topic.queue];
    const entryKey =
      channel === 'form' ? 'modulo' : channel === 'chat' ? 'chat' : rng.chance(0.8) ? mailbox : 'info';
    const entryPoint = entry.get(entryKey)!;
    const conversation: DemoConversation = {
      id: rng.uuid(),
      customer: customer.id,
      channel,
      entryPoint: entryPoint.id,
      subject: exchange.subject,
      language,
      startedAt: new Date(at),
    };
    return newItem(at, channel, customer, topic, facts, exchange, conversation, true, null);
  }

  function followUp(at: number, before: Item, channel: DemoChannel): Item {
    const same = before.conversation.channel === channel && channel !== 'chat';
    const language = before.contact.language;
    const own = positionsOf.get(before.customer.id)!;
    const facts = laterFacts(before.facts, makeFacts(rng, at, before.customer, own[0]!, '', ''));
    const exchange = writeExchange(
      rng,
      before.topic,
      language,
      facts,
      same ? `Re: ${before.conversation.subject}` : before.exchange.subject,
    );
    const conversation = same
      ? before.conversation
      : {
          ...before.conversation,
          id: rng.uuid(),
          channel,
          entryPoint: entry.get(channel === 'chat' ? 'chat' : channel === 'form' ? 'modulo' : 'info')!.id,
          startedAt: new Date(at),
        };
    const item = newItem(
      at,
      channel,
      before.customer,
      before.topic,
      facts,
      exchange,
      conversation,
      !same,
      before.case,
    );
    item.follow = true;
    item.inReplyTo = same ? (before.messages.findLast((m) => m.messageId !== null)?.messageId ?? null) : null;
    return item;
  }

  function newItem(
    at: number,
    channel: DemoChannel,
    customer: DemoCustomer,
    topic: Topic,
    facts: Values,
    exchange: Exchange,
    conversation: DemoConversation,
    isNew: boolean,
    caseId: string | null,
  ): Item {
    const queue = queues.get(topic.queue)!;
    return {
      contact: {
        id: rng.uuid(),
        number: 0,
        conversation: conversation.id,
        customer: customer.id,
        channel,
        entryPoint: conversation.entryPoint,
        queue: queue.id,
        state: 'queued',
        agent: null,
        case: caseId,
        class: null,
        outcome: null,
        subject: exchange.subject,
        language: conversation.language,
        arrivedAt: new Date(at),
        answeredAt: null,
        closedAt: null,
      },
      topic,
      customer,
      facts,
      exchange,
      conversation,
      isNew,
      queue,
      legs: [],
      messages: [],
      inReplyTo: null,
      address: emails.get(customer.id)!,
      follow: false,
      case: caseId,
      place: 'gone',
      visit: 0,
      patience: rng.chance(0.02) ? rng.int(2, 4) * 1000 : Math.round((20 + rng.exponential(820)) * 1000),
    };
  }
}
