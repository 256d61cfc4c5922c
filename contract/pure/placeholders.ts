import { lettersApart } from './letters.ts';

// The placeholders of standard texts: which there are. What stands where in a text, and filling it, is `gaps.ts`.

/** Where the value of a placeholder comes from. */
export const placeholderContexts = [
  'customer',
  'contact',
  'case',
  'appointment',
  'agent',
  'organisation',
] as const;
export type PlaceholderContext = (typeof placeholderContexts)[number];

interface Known {
  context: PlaceholderContext;
  /** What it may look like, for a preview. */
  example: { it: string; en: string };
}
const one = (context: PlaceholderContext, it: string, en = it): Known => ({ context, example: { it, en } });

const known = {
  'customer.name': one('customer', 'Maria Bianchi'),
  'customer.number': one('customer', '100234'),
  'customer.email': one('customer', 'maria.bianchi@example.org'),
  'customer.phone': one('customer', '+39 055 0000000'),
  'contact.number': one('contact', 'C-2026-000123'),
  'contact.subject': one('contact', 'Bolletta troppo alta', 'Bill too high'),
  'contact.arrivedAt': one('contact', '12 novembre 2026', '12 November 2026'),
  'case.number': one('case', 'P-2026-000045'),
  'case.subject': one('case', 'Rettifica di fatturazione', 'Billing rectification'),
  'case.type': one('case', 'Reclamo', 'Complaint'),
  'case.state': one('case', 'in lavorazione', 'being worked on'),
  'case.openedAt': one('case', '10 novembre 2026', '10 November 2026'),
  'case.dueAt': one('case', '10 dicembre 2026', '10 December 2026'),
  'appointment.number': one('appointment', 'A-204'),
  'appointment.day': one('appointment', '20 novembre 2026', '20 November 2026'),
  'appointment.time': one('appointment', '10:30'),
  'appointment.office': one('appointment', 'Piazza del Mercato 1'),
  'agent.name': one('agent', 'Chiara Rossi'),
  'agent.publicName': one('agent', 'Chiara'),
  organisation: one('organisation', 'Acque e Luce del Colle'),
  'organisation.service': one('organisation', 'Servizio idrico', 'Water service'),
  today: one('organisation', '14 novembre 2026', '14 November 2026'),
} as const satisfies Record<string, Known>;

export type Placeholder = keyof typeof known;
/** Every placeholder but the fields of cases, in the order in which they are shown. */
export const placeholders = Object.entries(known).map(([name, { context, example }]) => ({
  name: name as Placeholder,
  context,
  example,
}));
/** What a signature may name: it is put on mails by itself, also where nobody wrote and where there is no case. */
export const signaturePlaceholders: readonly Placeholder[] = [
  'customer.name',
  'agent.publicName',
  'case.number',
  'contact.number',
  'organisation',
  'today',
];
const fieldPattern = /^case\.field\.([a-z][a-z0-9_]*)$/;
/** The field of a case that a placeholder names; null when it is another one. */
export const caseFieldOf = (name: string): string | null => fieldPattern.exec(name)?.[1] ?? null;
export const isPlaceholder = (name: string): boolean => Object.hasOwn(known, name);

/** The known name that is nearest to one that is not, by letters to change; null when none is near. */
export function nearestPlaceholder(name: string, names: readonly string[]): string | null {
  const wanted = name.toLowerCase().slice(0, 80);
  const far = Math.max(3, Math.floor(wanted.length / 2));
  let best: { name: string; distance: number } | null = null;
  for (const other of names) {
    const distance = lettersApart(wanted, other.toLowerCase());
    if (distance <= far && (best === null || distance < best.distance)) best = { name: other, distance };
  }
  return best?.name ?? null;
}
