// What the system itself writes to customers by mail, in the languages it can. An unknown language reads English.

interface Sentences {
  received(number: string): string;
  subject(number: string): string;
}

const sentences: Record<string, Sentences> = {
  it: {
    subject: (number) => `Abbiamo ricevuto il Suo messaggio [${number}]`,
    received: (number) =>
      `Gentile utente,\n\nabbiamo ricevuto il Suo messaggio e lo abbiamo registrato con il numero ${number}. Le risponderemo appena possibile.\n\nSe desidera aggiungere qualcosa, risponda a questa e-mail.`,
  },
  en: {
    subject: (number) => `We have received your message [${number}]`,
    received: (number) =>
      `Dear customer,\n\nwe have received your message and registered it under the number ${number}. We will answer as soon as we can.\n\nIf you wish to add anything, please reply to this e-mail.`,
  },
  fr: {
    subject: (number) => `Nous avons bien reçu votre message [${number}]`,
    received: (number) =>
      `Bonjour,\n\nnous avons bien reçu votre message, enregistré sous le numéro ${number}. Nous vous répondrons dès que possible.\n\nPour ajouter une information, répondez à cet e-mail.`,
  },
  de: {
    subject: (number) => `Wir haben Ihre Nachricht erhalten [${number}]`,
    received: (number) =>
      `Guten Tag,\n\nwir haben Ihre Nachricht erhalten und unter der Nummer ${number} erfasst. Wir antworten Ihnen so bald wie möglich.\n\nWenn Sie etwas ergänzen möchten, antworten Sie bitte auf diese E-Mail.`,
  },
  es: {
    subject: (number) => `Hemos recibido su mensaje [${number}]`,
    received: (number) =>
      `Estimado usuario:\n\nhemos recibido su mensaje y lo hemos registrado con el número ${number}. Le responderemos lo antes posible.\n\nSi desea añadir algo, responda a este correo.`,
  },
};

/**
 * The confirmation that a message has arrived, with its number.
 * @param own the organisation's own words, for all languages or by language; `{number}` stands for the number
 */
export function acknowledgement(
  language: string,
  number: string,
  own: unknown = null,
): { subject: string; text: string } {
  const code = language.slice(0, 2);
  const words = sentences[code] ?? sentences['en']!;
  const wanted = typeof own === 'object' && own !== null ? (own as Record<string, unknown>)[code] : own;
  const text =
    typeof wanted === 'string' && wanted.trim() !== ''
      ? wanted.replaceAll('{number}', number)
      : words.received(number);
  return { subject: words.subject(number), text };
}

const transcripts: Record<string, { subject: string; intro: string; you: string }> = {
  it: {
    subject: 'La Sua conversazione con noi',
    intro: 'Ecco la copia della chat che ha chiesto.',
    you: 'Lei',
  },
  en: {
    subject: 'Your conversation with us',
    intro: 'Here is the copy of the chat that you asked for.',
    you: 'You',
  },
  fr: {
    subject: 'Votre conversation avec nous',
    intro: 'Voici la copie du chat que vous avez demandée.',
    you: 'Vous',
  },
  de: {
    subject: 'Ihre Unterhaltung mit uns',
    intro: 'Hier ist die gewünschte Kopie Ihres Chats.',
    you: 'Sie',
  },
  es: {
    subject: 'Su conversación con nosotros',
    intro: 'Esta es la copia del chat que ha pedido.',
    you: 'Usted',
  },
};

/** The words around a copy of a chat. */
export const transcriptSentences = (language: string): { subject: string; intro: string; you: string } =>
  transcripts[language.slice(0, 2)] ?? transcripts['en']!;
