import { initialSetting } from '#server/recordings/settings.service.ts';
import type { DemoOrganisation } from './index.ts';
import type { Filled } from './load.store.ts';
import { random } from './random.ts';

// The demo organisation's emergency line: a number of its own that leads straight to a person, at any hour, and on which
// every call is recorded. People of the water team and the experts answer it before everything else.

const json = (value: unknown): string => JSON.stringify(value);

/** The number of the emergency line. */
export const EMERGENCY_NUMBER = '+39055010999';

const WELCOME = {
  it: 'Pronto intervento di Acque e Luce del Colle. Se c’è odore di gas, apra le finestre, non accenda luci ed esca. Resti in linea: le risponde subito una persona.',
  en: 'Emergency line of Acque e Luce del Colle. If you smell gas, open the windows, do not switch on any light and go outside. Stay on the line: a person answers at once.',
};
const NOTICE = {
  it: 'Le chiamate al pronto intervento sono registrate.',
  en: 'Calls to the emergency line are recorded.',
};

/** The queue of the emergency line and its number; always the same ids. */
export function emergencyOf() {
  const rng = random('emergency');
  return { queue: rng.uuid(), entryPoint: rng.uuid() };
}

/**
 * The rows of the emergency line, to be written after profiles and calendars.
 * @param calendar one that is open at all hours
 */
export function emergencyRows(organisation: DemoOrganisation, calendar: string): Filled[] {
  const { queue, entryPoint } = emergencyOf();
  const of = <T extends { key: string }>(list: readonly T[], key: string): T =>
    list.find((one) => one.key === key)!;
  const service = of(organisation.services, 'acqua').id;
  return [
    [
      'routing.queue',
      [
        {
          id: queue,
          code: 'pronto',
          name: 'Pronto intervento',
          service_id: service,
          team_id: of(organisation.teams, 'acqua').id,
          calendar_id: calendar,
          priority: 1,
          offer_seconds: json({ phone: 15 }),
          // Whoever hangs up at once counts, too: nine in ten speak with a person within two minutes.
          short_abandon_seconds: 0,
          service_level: json({ formula: 'negative', version: 1, threshold: { phone: 120 }, target: 0.9 }),
        },
      ],
    ],
    [
      'routing.profile_queue',
      ['acqua', 'esperti'].map((key) => ({
        profile_id: of(organisation.profiles, key).id,
        queue_id: queue,
        channel: 'phone',
        priority: 1,
      })),
    ],
    [
      'contacts.entry_point',
      [
        {
          id: entryPoint,
          channel: 'phone',
          address: EMERGENCY_NUMBER,
          name: 'Pronto intervento',
          service_id: service,
          queue_id: queue,
          settings: json({ web: true, calendarId: calendar }),
        },
      ],
    ],
    [
      'voice.waiting_setting',
      [
        {
          queue_id: queue,
          direct: true,
          tell_position: false,
          tell_wait: false,
          every_seconds: 60,
          choices_seconds: 90,
          choices: '{}',
          welcome: json(WELCOME),
        },
      ],
    ],
    [
      'recordings.setting',
      [
        {
          queue_id: queue,
          mode: 'mandatory',
          emergency: true,
          keep_days: 365,
          pause_seconds: initialSetting.pauseSeconds,
          ask_why: true,
          agents_listen: initialSetting.agentsListen,
          notice: json(NOTICE),
        },
      ],
    ],
  ];
}
