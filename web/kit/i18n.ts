import i18next, { type BackendModule } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

export type Language = 'it' | 'en';
// One chunk per language and module, loaded when a screen of the module is first shown.
const files = import.meta.glob<Record<string, unknown>>(
  [
    '../../locales/*/{kit,desk,keys,inbox,appointments,flows,flow-story,callbacks,phone,consult,profile,customers,contacts,cases,clocks,supervisor,listening,steering,control,admin,figures,rules,routing,work,telling,telling-texts,problems,recordings,rooms,speech,escalations,knowledge,case-report,case-types,charge,first-contact,relations,standard-texts}.json',
  ],
  { import: 'default' },
);

const backend: BackendModule = {
  type: 'backend',
  init: () => {},
  read(language, namespace, tell) {
    const load = files[`../../locales/${language}/${namespace}.json`];
    if (load === undefined) {
      tell(new Error(`no texts for ${namespace} in ${language}`), null);
      return;
    }
    load().then(
      (texts) => tell(null, texts as Parameters<typeof tell>[1]),
      (error: unknown) => tell(error as Error, null),
    );
  },
};

const stored = 'filodiretto.language';

/** The language before anybody signs in: the last one used here, else the browser's, else Italian. */
export function firstLanguage(): Language {
  const last = localStorage.getItem(stored);
  if (last === 'it' || last === 'en') return last;
  return navigator.language.toLowerCase().startsWith('it') ||
    !navigator.language.toLowerCase().startsWith('en')
    ? 'it'
    : 'en';
}

/** Loads the texts that every screen needs. */
export async function startI18n(): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: false,
      ns: ['kit', 'desk', 'inbox'],
      defaultNS: 'desk',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = i18next.language;
  // Nobody waits for these: without them a problem is said in the server's words. What opens by a key, under fingers that
  // are typing already, has its own at hand.
  void i18next.loadNamespaces(['problems', 'keys', 'phone']);
}

/** Changes the language of the screen at once. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(stored, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export const language = (): Language => (i18next.language === 'en' ? 'en' : 'it');

export type Text = (key: string, values?: Record<string, unknown>) => string;
/** `t` for the texts of one module, `locales/<language>/<module>.json`. One module per file, so that a test can check. */
export const useText = (namespace: string): Text => useTranslation(namespace).t as unknown as Text;
/** Loads the texts of a module, for code outside components. */
export const loadTexts = (namespace: string): Promise<void> => i18next.loadNamespaces(namespace);
/** For code outside components; the module's texts must be loaded. */
export const textOf =
  (namespace: string): Text =>
  (key, values) =>
    i18next.t(key, { ns: namespace, ...values });
/** A name that the staff wrote in both languages. */
export const nameIn = (names: { it: string; en: string }): string => names[language()];
