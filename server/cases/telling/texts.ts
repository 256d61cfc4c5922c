// The words around what a type of case says to its customers: the greeting of a letter, where the state can be read, the
// frame of a message about several cases, and statuses in the customer's language.

interface Words {
  greeting: (name: string) => string;
  /** Where the state can be read. */
  look: string;
  /** Above the news of several cases. */
  several: string;
  severalSubject: string;
  statuses: Record<'open' | 'in_progress' | 'waiting' | 'solved' | 'closed', string>;
}

const it: Words = {
  greeting: (name) => (name === '' ? 'Buongiorno,' : `Gentile ${name},`),
  look: 'Può vedere a che punto è, e scriverci, qui: {link}',
  several: 'ecco le novità sulle sue pratiche.',
  severalSubject: 'Novità sulle sue pratiche',
  statuses: {
    open: 'aperta',
    in_progress: 'in lavorazione',
    waiting: 'in attesa',
    solved: 'risolta',
    closed: 'chiusa',
  },
};
const en: Words = {
  greeting: (name) => (name === '' ? 'Good day,' : `Dear ${name},`),
  look: 'You can see how it stands, and write to us, here: {link}',
  several: 'here is the news of your cases.',
  severalSubject: 'News of your cases',
  statuses: {
    open: 'open',
    in_progress: 'in progress',
    waiting: 'waiting',
    solved: 'solved',
    closed: 'closed',
  },
};
const fr: Words = {
  greeting: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
  look: 'Où en est le dossier, et pour nous écrire : {link}',
  several: 'voici les nouvelles de vos dossiers.',
  severalSubject: 'Des nouvelles de vos dossiers',
  statuses: {
    open: 'ouvert',
    in_progress: 'en cours',
    waiting: 'en attente',
    solved: 'résolu',
    closed: 'clos',
  },
};
const de: Words = {
  greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  look: 'Hier sehen Sie den Stand und können uns schreiben: {link}',
  several: 'hier die Neuigkeiten zu Ihren Vorgängen.',
  severalSubject: 'Neues zu Ihren Vorgängen',
  statuses: {
    open: 'offen',
    in_progress: 'in Bearbeitung',
    waiting: 'wartend',
    solved: 'gelöst',
    closed: 'abgeschlossen',
  },
};
const es: Words = {
  greeting: (name) => (name === '' ? 'Buenos días:' : `Hola, ${name}:`),
  look: 'Puede ver cómo va, y escribirnos, aquí: {link}',
  several: 'estas son las novedades de sus expedientes.',
  severalSubject: 'Novedades de sus expedientes',
  statuses: {
    open: 'abierto',
    in_progress: 'en curso',
    waiting: 'en espera',
    solved: 'resuelto',
    closed: 'cerrado',
  },
};

const words = new Map<string, Words>([
  ['it', it],
  ['en', en],
  ['fr', fr],
  ['de', de],
  ['es', es],
]);

/** The languages in which letters are greeted and the shipped types speak; others are told in English. */
export const noticeLanguages: string[] = [...words.keys()];

const wordsOf = (language: string): Words => words.get(language) ?? en;
export const greetingIn = (language: string, name: string): string => wordsOf(language).greeting(name);
export const lookIn = (language: string): string => wordsOf(language).look;
export const severalIn = (language: string): { lead: string; subject: string } => ({
  lead: wordsOf(language).several,
  subject: wordsOf(language).severalSubject,
});
/** Where a case stands in the customer's words: as its type calls it, in other languages as its status is called. */
export function stateIn(
  language: string,
  state: { status: string; names?: Readonly<Record<string, string>> | undefined },
): string {
  const { names } = state;
  if (names !== undefined && Object.hasOwn(names, language)) return names[language]!;
  const { statuses } = wordsOf(language);
  return Object.hasOwn(statuses, state.status)
    ? statuses[state.status as keyof typeof statuses]
    : state.status;
}
