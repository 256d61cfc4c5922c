import { caseRowsOf, merged, type CasesWith } from './case-rows.ts';
import type { DemoCase, DemoContact, DemoDay, DemoLeg, DemoMessage, DemoOrganisation } from './index.ts';
import type { Filled, Row } from './load.store.ts';
import { staffName, teamOf } from './load-organisation.ts';

const LANGUAGE_SKILL: Partial<Record<string, string>> = {
  en: 'inglese',
  fr: 'francese',
  ro: 'rumeno',
  ar: 'arabo',
};
const preview = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 160);

/** What a conversation has come to so far. */
interface Thread {
  count: number;
  lastAt: Date;
  open: boolean;
  /** As it was written, before later contacts changed it. */
  written: { count: number; lastAt: Date } | null;
  /** Its messages do not come in the order of their times. */
  disordered: boolean;
}

/** Turns the days of the past into rows, and remembers what only later days can tell. */
export interface History {
  /** The rows of some days, table by table in the order in which they may be written. */
  rowsOf(days: readonly DemoDay[]): Filled[];
  /** Conversations that came to more than was written of them. */
  changed(): { id: string; count: number; lastAt: Date; open: boolean }[];
  /** Conversations whose messages must be numbered by time. */
  disordered(): string[];
  contacts(): number;
  /** The highest number of a contact and of a case. */
  last(): { contact: number; case: number };
}

/** Makes the history of an organisation; days are given to it oldest first, each once. */
export function makeHistory(
  organisation: DemoOrganisation,
  customerNames: ReadonlyMap<string, string>,
  also: CasesWith,
): History {
  const threads = new Map<string, Thread>();
  const queues = new Map(
    organisation.queues.map((queue) => [queue.id, { ...queue, team: teamOf(organisation, queue.id) }]),
  );
  const staff = new Map(organisation.staff.map((one) => [one.id, staffName(one)]));
  const skills = new Map(organisation.skills.map((skill) => [skill.key, skill.id]));
  const contactById = new Map<
    string,
    { entryPoint: string; queue: string; conversation: string; channel: string; language: string }
  >();
  const top = { contact: 0, case: 0 };
  const caseRows = caseRowsOf(organisation, also);
  const placeOfCase = (one: DemoCase) => {
    top.case = Math.max(top.case, Number(one.number.slice(-6)));
    const contact = contactById.get(one.contact)!;
    const queue = queues.get(contact.queue)!;
    return { ...contact, service: queue.service, team: queue.team };
  };
  let contactCount = 0;

  return {
    rowsOf(days) {
      const contacts = days.flatMap((day) => day.contacts);
      const conversations = days.flatMap((day) => day.conversations);
      const messagesOf = Map.groupBy(
        days.flatMap((day) => day.messages),
        (message) => message.contact,
      );
      const legs = days.flatMap((day) => day.legs);
      const legsOf = Map.groupBy(legs, (leg) => leg.contact);
      contactCount += contacts.length;
      for (const one of contacts) {
        top.contact = Math.max(top.contact, one.number);
        if (one.case !== null) contactById.set(one.id, one);
      }
      const placeOf = new Map<string, string>();
      for (const one of contacts)
        if (!placeOf.has(one.conversation)) placeOf.set(one.conversation, one.queue);
      const channelOf = new Map(contacts.map((one) => [one.id, one]));
      const messages = contacts.flatMap((one) =>
        (messagesOf.get(one.id) ?? [])
          .toSorted((a, b) => a.at.getTime() - b.at.getTime())
          .map((message) => messageRow(message, channelOf.get(one.id)!)),
      );
      for (const one of contacts) {
        const thread = threads.get(one.conversation);
        if (thread && one.closedAt === null) thread.open = true;
      }
      const conversationRows = conversations.map((one) => {
        const queue = queues.get(placeOf.get(one.id)!)!;
        const thread = threads.get(one.id)!;
        thread.written = { count: thread.count, lastAt: thread.lastAt };
        return {
          id: one.id,
          channel: one.channel,
          entry_point_id: one.entryPoint,
          service_id: queue.service,
          team_id: queue.team,
          customer_id: one.customer,
          subject: one.subject,
          state: thread.open ? 'open' : 'closed',
          language: one.language,
          created_at: one.startedAt,
          last_message_at: thread.lastAt,
          message_count: thread.count,
        };
      });
      return [
        ['contacts.conversation', conversationRows],
        [
          'contacts.contact',
          contacts.map((one) => contactRow(one, messagesOf.get(one.id) ?? [], legsOf.get(one.id) ?? [])),
        ],
        ['contacts.message', messages],
        ['contacts.leg', legs.map(legRow)],
        [
          'routing.work_item',
          contacts
            .filter((one) => one.closedAt === null)
            .map((one) => itemRow(one, legsOf.get(one.id) ?? [])),
        ],
        ...days.reduce<Filled[]>((all, day) => merged(all, caseRows(day, placeOfCase)), []),
      ];
    },
    changed: () =>
      [...threads]
        .filter(
          ([, thread]) =>
            thread.written !== null &&
            (thread.written.count !== thread.count ||
              thread.written.lastAt.getTime() !== thread.lastAt.getTime()),
        )
        .map(([id, { count, lastAt, open }]) => ({ id, count, lastAt, open })),
    disordered: () => [...threads].filter(([, thread]) => thread.disordered).map(([id]) => id),
    contacts: () => contactCount,
    last: () => top,
  };

  function messageRow(message: DemoMessage, contact: DemoContact): Row {
    const thread = threads.get(message.conversation);
    let seq = 1;
    if (thread === undefined)
      threads.set(message.conversation, {
        count: 1,
        lastAt: message.at,
        open: false,
        written: null,
        disordered: false,
      });
    else {
      thread.count += 1;
      seq = thread.count;
      if (message.at < thread.lastAt) thread.disordered = true;
      else thread.lastAt = message.at;
    }
    const mail = contact.channel !== 'chat' && message.direction !== 'note';
    const author =
      message.direction === 'in'
        ? customerNames.get(contact.customer)!
        : message.staff === null
          ? organisation.name
          : staff.get(message.staff)!;
    return {
      id: message.id,
      conversation_id: message.conversation,
      contact_id: message.contact,
      seq,
      direction: message.direction,
      channel: contact.channel,
      author_staff: message.staff,
      author_customer: message.direction === 'in' ? contact.customer : null,
      author_name: author,
      sender: mail ? message.from : null,
      recipients: mail && message.to.includes('@') ? [message.to] : [],
      subject: message.subject,
      text: message.text,
      message_id: message.messageId,
      in_reply_to: message.inReplyTo,
      refs: message.inReplyTo === null ? [] : [message.inReplyTo],
      automatic: message.automatic,
      delivery: message.direction === 'out' ? (contact.channel === 'chat' ? 'read' : 'sent') : null,
      delivery_at: message.direction === 'out' ? message.at : null,
      at: message.at,
      received_at: message.at,
    };
  }

  function contactRow(contact: DemoContact, messages: readonly DemoMessage[], legs: readonly DemoLeg[]): Row {
    const queue = queues.get(contact.queue)!;
    const said = messages
      .filter((message) => message.direction === 'in' || (message.direction === 'out' && !message.automatic))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const last = said.at(-1)!;
    const handled = legs.findLast((leg) => leg.kind === 'handle' && leg.result === 'completed');
    return {
      id: contact.id,
      number: `C-${contact.arrivedAt.getFullYear()}-${String(contact.number).padStart(6, '0')}`,
      channel: contact.channel,
      direction: 'in',
      state: contact.state,
      conversation_id: contact.conversation,
      customer_id: contact.customer,
      entry_point_id: contact.entryPoint,
      service_id: queue.service,
      team_id: queue.team,
      queue_id: contact.queue,
      agent_id: contact.state === 'queued' ? null : contact.agent,
      case_id: contact.case,
      subject: contact.subject,
      preview: preview(last.text) || contact.subject,
      language: contact.language,
      arrived_at: contact.arrivedAt,
      answered_at: contact.answeredAt,
      first_reply_at: said.find((message) => message.direction === 'out')?.at ?? null,
      handled_at: handled?.endedAt ?? null,
      closed_at: contact.closedAt,
      outcome_id: contact.outcome,
      classification_id: contact.class,
      unread: contact.closedAt === null && last.direction === 'in',
      last_message_at: last.at,
      last_direction: last.direction,
    };
  }

  function itemRow(contact: DemoContact, legs: readonly DemoLeg[]): Row {
    const queue = queues.get(contact.queue)!;
    const language = skills.get(LANGUAGE_SKILL[contact.language] ?? '');
    const open = legs.find((leg) => leg.endedAt === null)!;
    const offers = legs.filter((leg) => leg.kind === 'offer');
    const of = (result: string) => offers.filter((leg) => leg.result === result).length;
    return {
      id: contact.id,
      channel: contact.channel,
      queue_id: contact.queue,
      service_id: queue.service,
      state: contact.state === 'queued' ? 'waiting' : 'active',
      arrived_at: contact.arrivedAt,
      queued_at: contact.arrivedAt,
      waiting_since: legs.findLast((leg) => leg.kind === 'queue')!.startedAt,
      requires: JSON.stringify([
        ...queue.requires,
        ...(language === undefined ? [] : [{ skill: language, level: 1 }]),
      ]),
      agent_id: contact.state === 'queued' ? null : contact.agent,
      active_at: contact.state === 'queued' ? null : open.startedAt,
      offer_count: offers.length,
      refusal_count: of('declined'),
      missed_count: of('timed_out'),
    };
  }
}

const legRow = (leg: DemoLeg): Row => ({
  id: leg.id,
  contact_id: leg.contact,
  ordinal: leg.ordinal,
  kind: leg.kind,
  queue_id: leg.queue,
  agent_id: leg.agent,
  started_at: leg.startedAt,
  ended_at: leg.endedAt,
  result: leg.result,
});
