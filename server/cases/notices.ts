// What the customer reads when a case is opened and closed, in the customer's language.

export interface NoticeFacts {
  number: string;
  subject: string;
  customerName: string;
  organisation: string;
  /** Of a closed case. */
  resolution: string | null;
}

interface Words {
  greeting: (name: string) => string;
  opened: (facts: NoticeFacts) => string;
  closed: (facts: NoticeFacts) => string;
  openedLine: (facts: NoticeFacts) => string;
  closedLine: (facts: NoticeFacts) => string;
}

const texts = {
  it: {
    greeting: (name) => (name === '' ? 'Buongiorno,' : `Gentile ${name},`),
    opened: ({ number, subject }) =>
      `abbiamo aperto la pratica ${number}: «${subject}».\n\nPer aggiungere qualcosa risponda a questo messaggio, lasciando il numero della pratica nell'oggetto.`,
    closed: ({ number, subject, resolution }) =>
      `la pratica ${number}, «${subject}», è chiusa. Ecco come l'abbiamo risolta:\n\n${resolution}\n\nSe qualcosa non va, risponda a questo messaggio lasciando il numero della pratica nell'oggetto.`,
    openedLine: ({ number }) => `Abbiamo aperto la pratica ${number} per questa richiesta.`,
    closedLine: ({ number, resolution }) => `La pratica ${number} è chiusa: ${resolution}`,
  },
  en: {
    greeting: (name) => (name === '' ? 'Good day,' : `Dear ${name},`),
    opened: ({ number, subject }) =>
      `we have opened case ${number}: “${subject}”.\n\nTo add anything, answer this message and leave the case number in the subject.`,
    closed: ({ number, subject, resolution }) =>
      `case ${number}, “${subject}”, is closed. This is how we resolved it:\n\n${resolution}\n\nIf anything is still wrong, answer this message and leave the case number in the subject.`,
    openedLine: ({ number }) => `We have opened case ${number} for this request.`,
    closedLine: ({ number, resolution }) => `Case ${number} is closed: ${resolution}`,
  },
  fr: {
    greeting: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
    opened: ({ number, subject }) =>
      `nous avons ouvert le dossier ${number} : « ${subject} ».\n\nPour ajouter une information, répondez à ce message en laissant le numéro du dossier dans l'objet.`,
    closed: ({ number, subject, resolution }) =>
      `le dossier ${number}, « ${subject} », est clos. Voici comment nous l'avons traité :\n\n${resolution}\n\nSi quelque chose ne va pas, répondez à ce message en laissant le numéro du dossier dans l'objet.`,
    openedLine: ({ number }) => `Nous avons ouvert le dossier ${number} pour cette demande.`,
    closedLine: ({ number, resolution }) => `Le dossier ${number} est clos : ${resolution}`,
  },
  de: {
    greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
    opened: ({ number, subject }) =>
      `wir haben den Vorgang ${number} eröffnet: „${subject}“.\n\nWenn Sie etwas ergänzen möchten, antworten Sie auf diese Nachricht und lassen Sie die Vorgangsnummer im Betreff stehen.`,
    closed: ({ number, subject, resolution }) =>
      `der Vorgang ${number}, „${subject}“, ist abgeschlossen. So haben wir ihn gelöst:\n\n${resolution}\n\nWenn etwas nicht stimmt, antworten Sie auf diese Nachricht und lassen Sie die Vorgangsnummer im Betreff stehen.`,
    openedLine: ({ number }) => `Wir haben zu dieser Anfrage den Vorgang ${number} eröffnet.`,
    closedLine: ({ number, resolution }) => `Der Vorgang ${number} ist abgeschlossen: ${resolution}`,
  },
  es: {
    greeting: (name) => (name === '' ? 'Buenos días:' : `Hola, ${name}:`),
    opened: ({ number, subject }) =>
      `hemos abierto el expediente ${number}: «${subject}».\n\nPara añadir algo, responda a este mensaje dejando el número del expediente en el asunto.`,
    closed: ({ number, subject, resolution }) =>
      `el expediente ${number}, «${subject}», está cerrado. Así lo hemos resuelto:\n\n${resolution}\n\nSi algo no está bien, responda a este mensaje dejando el número del expediente en el asunto.`,
    openedLine: ({ number }) => `Hemos abierto el expediente ${number} para esta solicitud.`,
    closedLine: ({ number, resolution }) => `El expediente ${number} está cerrado: ${resolution}`,
  },
} satisfies Record<string, Words>;

/** The languages in which customers are told; others are told in English. */
export const noticeLanguages = Object.keys(texts);

/** The message about a case: a letter for mail, a line for a chat, and the subject with the number in it. */
export function caseNotice(
  about: 'opened' | 'closed',
  language: string,
  facts: NoticeFacts,
): { subject: string; letter: string; line: string } {
  const words: Words = language in texts ? texts[language as keyof typeof texts] : texts.en;
  return {
    subject: `[${facts.number}] ${facts.subject}`,
    letter: `${words.greeting(facts.customerName)}\n\n${words[about](facts)}\n\n${facts.organisation}`,
    line: words[about === 'opened' ? 'openedLine' : 'closedLine'](facts),
  };
}
