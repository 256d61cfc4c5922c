import type { Agent } from './agents.ts';
import type { Item } from './item.ts';
import { DOMAIN } from './organisation.ts';
import { phrase } from './phrases.ts';
import type { Random } from './random.ts';
import type { DemoMessage, DemoOrganisation, DemoStaff } from './shapes.ts';
import { chatLines, fullName, mailTo, salutation } from './writing.ts';

/** Writes the messages of contacts. */
export interface Correspondence {
  /** Adds one message to a contact, threaded after the one before it; `at` in milliseconds. */
  message: (
    item: Item,
    direction: DemoMessage['direction'],
    at: number,
    text: string,
    staff: DemoStaff | null,
  ) => void;
  /** Adds a notice that the system sends by itself. */
  tell: (item: Item, at: number, text: string, sender: DemoStaff) => void;
  /** Adds what is said while an agent handles the contact, from `from` to `to`. */
  reply: (item: Item, agent: Agent, from: number, to: number) => void;
}

/** Makes the writer of an organisation's messages. */
export function correspondence(organisation: DemoOrganisation, rng: Random): Correspondence {
  return { message, tell, reply };

  function message(
    item: Item,
    direction: DemoMessage['direction'],
    at: number,
    text: string,
    staff: DemoStaff | null,
  ): void {
    const { channel } = item.contact;
    const mail = channel !== 'chat' && direction !== 'note' && (channel === 'email' || direction === 'out');
    const id = rng.uuid();
    const point = organisation.entryPoints.find((e) => e.id === item.contact.entryPoint)!;
    const ours = channel === 'form' ? `info@${DOMAIN}` : point.address;
    const theirs = channel === 'chat' ? fullName(item.customer) : item.address;
    const messageId = mail ? `<${id}@${direction === 'in' ? item.address.split('@')[1]! : DOMAIN}>` : null;
    const subject =
      channel === 'chat' || direction === 'note'
        ? null
        : direction === 'in'
          ? item.exchange.subject
          : `Re: ${item.exchange.subject.replace(/^Re: /, '')}`;
    item.messages.push({
      id,
      conversation: item.conversation.id,
      contact: item.contact.id,
      direction,
      automatic: false,
      from:
        direction === 'in' ? theirs : channel === 'chat' || direction === 'note' ? staff!.publicName : ours,
      to: direction === 'in' ? ours : direction === 'note' ? '' : theirs,
      staff: staff?.id ?? null,
      subject,
      text,
      messageId,
      inReplyTo: mail ? item.inReplyTo : null,
      at: new Date(at),
    });
    if (messageId) item.inReplyTo = messageId;
  }

  function tell(item: Item, at: number, text: string, sender: DemoStaff): void {
    message(
      item,
      'out',
      at,
      `${salutation(item.customer)},\n\n${text}\n\nCordiali saluti,\nServizio clienti\n${organisation.name}`,
      sender,
    );
    const sent = item.messages.at(-1)!;
    sent.automatic = true;
    sent.staff = null;
  }

  function reply(item: Item, agent: Agent, from: number, to: number): void {
    const { language, channel } = item.contact;
    if (channel !== 'chat') {
      if (rng.chance(0.07))
        message(
          item,
          'note',
          from + Math.floor((to - from) * 0.5),
          phrase(
            '{Verificato in anagrafica|Controllato il gestionale|Sentito l’ufficio letture}: {tutto regolare|corrisponde a quanto scrive il cliente|dato confermato}.',
            rng,
            {},
          ),
          agent.staff,
        );
      const signature = (language === 'it' ? organisation.signature.it : organisation.signature.en).replace(
        '{{agent.publicName}}',
        agent.staff.publicName,
      );
      message(
        item,
        'out',
        to,
        mailTo(rng, item.customer, language, item.exchange.reply, signature),
        agent.staff,
      );
      return;
    }
    const lines = chatLines(rng, item.customer, language, item.exchange, agent.staff.publicName);
    // The first line was written on arrival; its words stay as they were.
    const rest = lines.slice(1);
    const firstAgent = rest.findIndex((l) => l.by === 'agent');
    // What the customer added before anybody answered was written while waiting, shortly after the first line.
    const weights = rest.map((l, i) =>
      i <= firstAgent ? 0.4 : 0.5 + Math.min(l.text.length, 160) / 60 + rng.next(),
    );
    const total = weights.reduce((a, b) => a + b, 0) + 0.5;
    let passed = 0;
    rest.forEach((line, i) => {
      passed += weights[i]!;
      const at = Math.floor(from + ((to - from) * passed) / total);
      message(
        item,
        line.by === 'customer' ? 'in' : 'out',
        at,
        line.text,
        line.by === 'agent' ? agent.staff : null,
      );
    });
  }
}
