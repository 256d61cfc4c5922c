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

/** The confirmation that a message has arrived, with its number. */
export function acknowledgement(language: string, number: string): { subject: string; text: string } {
  const words = sentences[language.slice(0, 2)] ?? sentences['en']!;
  return { subject: words.subject(number), text: words.received(number) };
}
