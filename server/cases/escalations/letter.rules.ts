// What experts read who answer by mail. What follows the question has its subject, so that mail programs keep it together.
// Whole sentences in the language of their centre; the customer never sees them.

export interface LetterFacts {
  number: string;
  caseNumber: string;
  centre: string;
  organisation: string;
  askedByName: string;
  question: string;
  /** Ready to read, in the language and time zone of the organisation. */
  due: string;
  asked: string;
}

interface Words {
  subject: (facts: LetterFacts) => string;
  text: (facts: LetterFacts) => string;
}
export type LetterKind = 'asked' | 'reminder' | 'head' | 'withdrawn';

/** The first line of a question, for a subject. */
const lineOf = (question: string): string => {
  const line = question.trim().split('\n')[0]!.replace(/\s+/g, ' ');
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
};

const it: Record<LetterKind, Words> = {
  asked: {
    subject: ({ question }) => `Quesito: ${lineOf(question)}`,
    text: ({ number, caseNumber, centre, organisation, askedByName, question, due }) =>
      `Gentili colleghi di ${centre},\n\nvi chiediamo un parere per una pratica di ${organisation}.\n\n${question}\n\nServe una risposta entro ${due}.\n\nPer rispondere basta un messaggio di risposta a questa e-mail: non serve accedere ad alcun sistema. Potete allegare documenti. La risposta è registrata sulla pratica.\n\nQuesito ${number}, pratica ${caseNumber}\nChiede: ${askedByName}`,
  },
  reminder: {
    subject: ({ question }) => `Quesito: ${lineOf(question)}`,
    text: ({ number, centre, organisation, askedByName, question, due, asked }) =>
      `Gentili colleghi di ${centre},\n\nil quesito ${number} del ${asked} attende ancora una risposta, che serviva o serve entro ${due}.\n\n${question}\n\nPer rispondere basta un messaggio di risposta a questa e-mail.\n\n${askedByName}, ${organisation}`,
  },
  head: {
    subject: ({ question, centre }) => `Sollecito al responsabile di ${centre}: ${lineOf(question)}`,
    text: ({ number, centre, organisation, askedByName, question, due, asked }) =>
      `Gentile responsabile di ${centre},\n\nil quesito ${number}, chiesto il ${asked}, non ha avuto risposta entro ${due}, nonostante i solleciti.\n\n${question}\n\nLe chiediamo di far rispondere il suo ufficio, o di rispondere direttamente a questa e-mail.\n\n${askedByName}, ${organisation}`,
  },
  withdrawn: {
    subject: ({ question }) => `Quesito: ${lineOf(question)}`,
    text: ({ number, centre, organisation, askedByName, asked }) =>
      `Gentili colleghi di ${centre},\n\nla risposta al quesito ${number} del ${asked} non serve più. Grazie.\n\n${askedByName}, ${organisation}`,
  },
};

const en: Record<LetterKind, Words> = {
  asked: {
    subject: ({ question }) => `Question: ${lineOf(question)}`,
    text: ({ number, caseNumber, centre, organisation, askedByName, question, due }) =>
      `Dear colleagues of ${centre},\n\nwe ask for your opinion about a case of ${organisation}.\n\n${question}\n\nAn answer is needed by ${due}.\n\nTo answer, just reply to this e-mail: there is nothing to sign in to. You may attach documents. The answer is recorded on the case.\n\nQuestion ${number}, case ${caseNumber}\nAsked by: ${askedByName}`,
  },
  reminder: {
    subject: ({ question }) => `Question: ${lineOf(question)}`,
    text: ({ number, centre, organisation, askedByName, question, due, asked }) =>
      `Dear colleagues of ${centre},\n\nquestion ${number} of ${asked} is still waiting for an answer, which is or was needed by ${due}.\n\n${question}\n\nTo answer, just reply to this e-mail.\n\n${askedByName}, ${organisation}`,
  },
  head: {
    subject: ({ question, centre }) => `Reminder to the head of ${centre}: ${lineOf(question)}`,
    text: ({ number, centre, organisation, askedByName, question, due, asked }) =>
      `Dear head of ${centre},\n\nquestion ${number}, asked on ${asked}, has not been answered by ${due}, in spite of reminders.\n\n${question}\n\nPlease have your office answer it, or reply to this e-mail yourself.\n\n${askedByName}, ${organisation}`,
  },
  withdrawn: {
    subject: ({ question }) => `Question: ${lineOf(question)}`,
    text: ({ number, centre, organisation, askedByName, asked }) =>
      `Dear colleagues of ${centre},\n\nthe answer to question ${number} of ${asked} is no longer needed. Thank you.\n\n${askedByName}, ${organisation}`,
  },
};

/** Subject and text of a letter to a centre, in its language. */
export function letterWords(
  kind: LetterKind,
  language: string,
  facts: LetterFacts,
): { subject: string; text: string } {
  const words = (language === 'en' ? en : it)[kind];
  return { subject: words.subject(facts), text: words.text(facts) };
}

/** What whoever has a question in the desk reads when they are reminded. */
export const reminderNote = (
  language: string,
  { number, askedByName }: { number: string; askedByName: string },
): string =>
  language === 'en'
    ? `Reminder: ${askedByName} is waiting for the answer to question ${number}.`
    : `Sollecito: ${askedByName} attende la risposta al quesito ${number}.`;
