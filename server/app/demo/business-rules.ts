import { businessRule } from '#contract/rules.ts';
import { newId } from '#server/platform/index.ts';
import type { DemoOrganisation } from './shapes.ts';
import type { Filled } from './load.store.ts';

// What the demo organisation has agreed on: what is dangerous first, then who can answer, then what must not lie about.

const SEGMENTS = [
  { code: 'famiglia', name: { it: 'Famiglie', en: 'Households' } },
  { code: 'impresa', name: { it: 'Imprese', en: 'Companies' } },
  { code: 'ente', name: { it: 'Enti pubblici', en: 'Public bodies' } },
];

/** The kind of a demo customer. */
export const segmentOf = (customer: { kind: 'person' | 'company' }): string =>
  customer.kind === 'company' ? 'impresa' : 'famiglia';

/** The rows of segments and of the business rules, as version 1. */
export function businessRuleRows(organisation: DemoOrganisation, now: Date): Filled[] {
  const of = (list: readonly { id: string; key: string }[], key: string) =>
    list.find((one) => one.key === key)!.id;
  const queue = (key: string) => of(organisation.queues, key);
  const author = organisation.staff.find(({ role }) => role === 'administrator')!;
  const rules = [
    {
      name: 'Odore o fuga di gas: pronto intervento',
      when: [
        {
          what: 'text',
          how: 'stems',
          any: [
            'odore di gas',
            'puzza di gas',
            'fuga di gas',
            'perdita di gas',
            'sento gas',
            'gas leak',
            'smell of gas',
            'smell gas',
          ],
        },
      ],
      set: { queue: queue('energia'), boostSeconds: 4 * 3600, tags: ['pronto intervento'] },
    },
    {
      name: 'Acqua: allagamenti e tubi rotti',
      when: [
        {
          what: 'text',
          how: 'words',
          any: ['allagament*', 'allagat*', 'tubo rotto', 'tubo scoppiato', 'burst pipe', 'flooded'],
        },
      ],
      set: { queue: queue('acqua'), boostSeconds: 3600, tags: ['guasto urgente'] },
    },
    {
      name: 'Scrive in inglese: a chi lo parla',
      when: [{ what: 'language', any: ['en'] }],
      set: { requires: [{ skill: of(organisation.skills, 'inglese'), level: 3 }], tags: ['inglese'] },
      goOn: true,
    },
    {
      name: 'Imprese con una fornitura attiva',
      when: [
        { what: 'segment', any: ['impresa'] },
        { what: 'position', kinds: [], state: 'active' },
      ],
      set: { boostSeconds: 900, tags: ['impresa'] },
      goOn: true,
    },
    {
      name: 'Scritti che suonano come un reclamo',
      when: [
        { what: 'channel', any: ['email', 'form'] },
        { what: 'queue', any: [queue('reclami')], not: true },
        {
          what: 'text',
          how: 'stems',
          any: [
            'reclamo',
            'diffida',
            'avvocato',
            'risarcimento',
            'associazione consumatori',
            'conciliazione',
          ],
        },
      ],
      set: { queue: queue('reclami'), tags: ['reclamo'] },
      goOn: true,
    },
    {
      name: 'Arrivato a sportelli chiusi',
      when: [
        { what: 'channel', any: ['email', 'form'] },
        { what: 'day', is: 'closed' },
      ],
      set: { tags: ['fuori orario'] },
      goOn: true,
    },
    {
      name: 'Chat ferma da 3 minuti',
      afterSeconds: 180,
      when: [{ what: 'channel', any: ['chat'] }],
      set: { boostSeconds: 600, tags: ['attesa lunga'] },
    },
    {
      name: 'Reclamo senza risposta da 2 giorni',
      afterSeconds: 2 * 86_400,
      when: [
        { what: 'queue', any: [queue('reclami')] },
        { what: 'day', is: 'open' },
      ],
      set: { boostSeconds: 86_400, tags: ['da sollecitare'] },
    },
  ].map((rule) => businessRule.parse({ id: newId(), ...rule }));
  return [
    [
      'customers.segment',
      SEGMENTS.map(({ code, name }, at) => ({ code, name: JSON.stringify(name), position: at + 1 })),
    ],
    [
      'routing.rule_set',
      [
        {
          id: newId(),
          version: 1,
          calendar_id: of(organisation.calendars, 'servizio'),
          rules: JSON.stringify(rules),
          comment: 'Prima stesura, concordata con i responsabili dei servizi.',
          author: `staff:${author.id}`,
          author_name: `${author.name} ${author.surname}`,
          saved_at: now,
        },
      ],
    ],
  ];
}
