import { normaliseIdentity } from '#server/customers/identity.rules.ts';
import { newId } from '#server/platform/index.ts';
import { businessRuleRows, segmentOf } from './business-rules.ts';
import { emergencyRows } from './emergency-demo.ts';
import type { Demo, DemoChannel, DemoOrganisation, DemoStaff } from './index.ts';
import { houseOf, houseRows } from './house-work-demo.ts';
import type { Filled, Row } from './load.store.ts';
import { limitRows } from './limits.ts';
import { planRows, ruleColumns } from './routing-demo.ts';
import { standardTextRows } from './texts-demo.ts';

const json = (value: unknown): string => JSON.stringify(value);
const written: DemoChannel[] = ['email', 'form'];

/** Seconds an agent has to take an offer; mail waits longer than a person who is there. */
const OFFER_SECONDS = { chat: 30, email: 120, form: 120, phone: 20 };

/** Outcomes with which a question is answered. */
const SOLVING: ReadonlySet<string> = new Set(['risolto', 'informazione']);

/** Hours of the demo's chat: whoever tries it at night or on a Sunday finds it open. */
const ALWAYS_OPEN = {
  id: 'a1a9e0be-0000-4000-8000-000000000024',
  name: 'Chat del sito (sempre aperta)',
};

/** Where the first level of the classification sends a web form. */
const QUEUE_OF: Record<string, string> = {
  acqua: 'acqua',
  energia: 'energia',
  bollette: 'clienti',
  contratti: 'clienti',
  servizio: 'clienti',
  reclami: 'reclami',
};

/** The full name of a member of staff. */
export const staffName = (staff: DemoStaff): string => `${staff.name} ${staff.surname}`;

/** The team that works a queue: the one of the same name; complaints belong to all of the service. */
export const teamOf = (organisation: DemoOrganisation, queueId: string): string | null => {
  const key = organisation.queues.find((queue) => queue.id === queueId)!.key;
  return organisation.teams.find((team) => team.key === key)?.id ?? null;
};

/**
 * The rows of everything that changes little: access, hours, routing, knowledge, entry points, customers.
 * @param roles ids of the built-in roles by code
 * @param passwordHash of the password that all demo staff share
 */
export function organisationRows(
  demo: Demo,
  roles: Readonly<Record<string, string>>,
  passwordHash: string,
  now: Date,
): Filled[] {
  const { organisation } = demo;
  return [
    ...accessRows(organisation, roles, passwordHash, now),
    ...calendarRows(organisation),
    ...routingRows(organisation, now),
    ...knowledgeRows(organisation, now),
    [
      'contacts.entry_point',
      organisation.entryPoints.map((point) => ({
        id: point.id,
        channel: point.channel,
        address: point.address,
        name: point.name.it,
        service_id: point.service,
        queue_id: point.queue,
        settings: json(settingsOf(organisation, point)),
      })),
    ],
    [
      'voice.outbound',
      organisation.services.flatMap((service) => {
        const point = organisation.entryPoints.find(
          (one) => one.channel === 'phone' && one.service === service.id,
        );
        return point === undefined ? [] : [{ service_id: service.id, entry_point_id: point.id }];
      }),
    ],
    [
      'contacts.outcome',
      organisation.outcomes.map((outcome, index) => ({
        id: outcome.id,
        code: outcome.key,
        name: json(outcome.name),
        position: index + 1,
        solves: SOLVING.has(outcome.key),
      })),
    ],
    ...businessRuleRows(organisation, now),
    limitRows(organisation),
    ...customerRows(demo),
  ];
}

function accessRows(
  organisation: DemoOrganisation,
  roles: Readonly<Record<string, string>>,
  passwordHash: string,
  now: Date,
): Filled[] {
  const lookup = newId();
  return [
    [
      'access.service',
      organisation.services.map((one) => ({ id: one.id, code: one.key, name: one.name.it })),
    ],
    [
      'access.team',
      organisation.teams.map((one) => ({
        id: one.id,
        name: one.name.it,
        service_id: organisation.services.find((service) => service.key === one.key)?.id ?? null,
        supplier: one.supplier,
      })),
    ],
    [
      'access.staff',
      organisation.staff.map((one) => ({
        id: one.id,
        email: one.email,
        name: staffName(one),
        public_name: one.publicName,
        language: 'it',
        team_id: one.team,
        password_hash: passwordHash,
        created_at: now,
      })),
    ],
    // Customers are the whole organisation's: whoever answers sees all that they have with it, work stays scoped.
    [
      'access.role',
      [
        {
          id: lookup,
          code: 'customer-lookup',
          name: JSON.stringify({ it: 'Consulta dei clienti', en: 'Customer look-up' }),
          permissions: '{customer.read}',
        },
      ],
    ],
    [
      'access.grant',
      organisation.staff.flatMap((one) => [
        ...placesOf(organisation, one).map((place) => ({
          id: newId(),
          staff_id: one.id,
          role_id: roles[one.role]!,
          ...place,
        })),
        // Registers who comes to the desk.
        ...(one.key === 'marta'
          ? [
              {
                id: newId(),
                staff_id: one.id,
                role_id: roles['reception']!,
                service_id: organisation.services.at(-1)!.id,
                team_id: null,
              },
            ]
          : []),
        ...(one.role === 'agent' || one.role === 'expert'
          ? [{ id: newId(), staff_id: one.id, role_id: lookup, service_id: null, team_id: null }]
          : []),
      ]),
    ],
  ];
}

/** Agents see their own team's work and the services they help out in; experts whole services; the others everything. */
function placesOf(
  organisation: DemoOrganisation,
  staff: DemoStaff,
): { service_id: string | null; team_id: string | null }[] {
  if (staff.role !== 'agent' && staff.role !== 'expert') return [{ service_id: null, team_id: null }];
  const profile = organisation.profiles.find((one) => one.id === staff.profile);
  const worked = (profile?.queues ?? []).map(
    ({ queue }) => organisation.queues.find((one) => one.id === queue)!.service,
  );
  const own = organisation.services.find(
    (service) => service.key === organisation.teams.find((team) => team.id === staff.team)!.key,
  )!.id;
  return [...new Set([...staff.services, ...worked])].map((service) =>
    staff.role === 'agent' && service === own && own !== organisation.services.at(-1)!.id
      ? { service_id: null, team_id: staff.team }
      : { service_id: service, team_id: null },
  );
}

function calendarRows(organisation: DemoOrganisation): Filled[] {
  return [
    [
      'calendars.calendar',
      [
        ...organisation.calendars.map((one) => ({
          id: one.id,
          name: one.name.it,
          time_zone: one.hours.timeZone,
          italian_holidays: true,
          patron_day: '11-11',
          patron_name: 'San Martino',
        })),
        {
          ...ALWAYS_OPEN,
          time_zone: organisation.calendars[0]!.hours.timeZone,
          italian_holidays: false,
          patron_day: null,
          patron_name: null,
        },
      ],
    ],
    [
      'calendars.opening',
      [
        ...organisation.calendars.map((one) => ({ id: one.id, week: one.hours.week })),
        { id: ALWAYS_OPEN.id, week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]) },
      ].flatMap(({ id, week }) =>
        week.flatMap((bands, day) =>
          bands.map((band) => ({
            id: newId(),
            calendar_id: id,
            weekday: day + 1,
            opens: band.from,
            closes: band.to,
          })),
        ),
      ),
    ],
    [
      // Holidays come from the calendar itself; what is left are days with hours of their own.
      'calendars.exception',
      organisation.calendars.flatMap((one) =>
        one.hours.exceptions.flatMap((exception) =>
          exception.bands.map((band) => ({
            id: newId(),
            calendar_id: one.id,
            day: exception.date,
            name: exception.name,
            closed: false,
            opens: band.from,
            closes: band.to,
          })),
        ),
      ),
    ],
  ];
}

function routingRows(organisation: DemoOrganisation, now: Date): Filled[] {
  const channels: DemoChannel[] = ['chat', 'email', 'form'];
  const plan = planRows(organisation, now);
  const { id: planId, ...version } = plan;
  return [
    [
      'routing.skill',
      organisation.skills.map((one) => ({ id: one.id, code: one.key, name: json(one.name) })),
    ],
    ['routing.plan', [plan]],
    ['routing.plan_version', [{ plan_id: planId, ...version, changed_by: 'Filodiretto' }]],
    [
      'routing.queue',
      organisation.queues.map((one) => ({
        id: one.id,
        code: one.key,
        name: one.name.it,
        service_id: one.service,
        team_id: teamOf(organisation, one.id),
        calendar_id: one.calendar,
        priority: one.priority,
        offer_seconds: json(OFFER_SECONDS),
        short_abandon_seconds: one.shortAbandonSeconds,
        service_level: json({
          formula: 'negative',
          version: 1,
          threshold: { ...one.target.seconds, phone: 20 },
          target: one.target.percent / 100,
        }),
        requires: json(one.requires),
        ...ruleColumns(organisation, one.key, planId),
      })),
    ],
    [
      'routing.profile',
      organisation.profiles.map((one) => ({
        id: one.id,
        name: one.name.it,
        // Who chats only chats; who writes may be asked for anything else meanwhile.
        capacity: json({
          chat: { max: one.capacity.chat, interruptedBy: [] },
          email: { max: one.capacity.email + 2, interruptedBy: ['chat', 'form', 'phone', 'case'] },
          form: { max: one.capacity.form + 2, interruptedBy: ['chat', 'email', 'phone', 'case'] },
          // One call at a time; it comes on top of what is written.
          phone: { max: 1, interruptedBy: [] },
          // Experts are asked about cases; to the others they come back with the answer.
          case: { max: 2, interruptedBy: ['chat', 'email', 'form', 'phone'] },
        }),
      })),
    ],
    [
      'routing.profile_queue',
      organisation.profiles.flatMap((one) =>
        one.queues.flatMap(({ queue, priority }, index) =>
          [...channels, 'phone', ...(one.key !== 'esperti' && index === 0 ? ['case'] : [])].map(
            (channel) => ({
              profile_id: one.id,
              queue_id: queue,
              channel,
              priority,
            }),
          ),
        ),
      ),
    ],
    ...houseRows(organisation),
    ...emergencyRows(organisation, ALWAYS_OPEN.id),
    [
      'routing.agent',
      organisation.staff
        .filter((one) => one.role !== 'auditor' && one.role !== 'head_of_office')
        .map((one) => ({
          staff_id: one.id,
          // Who sits at the counter serves it before everything else.
          profile_id: one.key === 'samira' ? houseOf().profile : one.profile,
          presence_since: now,
        })),
    ],
    [
      'routing.agent_skill',
      organisation.staff
        .filter((one) => one.role !== 'auditor' && one.role !== 'head_of_office')
        .flatMap((one) =>
          one.skills.map(({ skill, level }) => ({ staff_id: one.id, skill_id: skill, level })),
        ),
    ],
  ];
}

function knowledgeRows(organisation: DemoOrganisation, now: Date): Filled[] {
  const queueOf = (key: string) =>
    organisation.queues.find((queue) => queue.key === QUEUE_OF[key])?.id ?? null;
  return [
    [
      'knowledge.classification',
      organisation.classification
        .toSorted((a, b) => a.level - b.level)
        .map((one) => ({
          id: one.id,
          parent_id: one.parent,
          level: one.level,
          code: one.key,
          name: json(one.name),
          queue_hint: one.level === 1 ? queueOf(one.key) : null,
          position: one.position,
        })),
    ],
    ...standardTextRows(organisation, now),
  ];
}

function settingsOf(
  organisation: DemoOrganisation,
  point: DemoOrganisation['entryPoints'][number],
): Record<string, unknown> {
  const mail = {
    senderName: organisation.name,
    signature: organisation.signature,
  };
  // Also called from the browser, at any hour, so that they can be tried: the main number is answered by the menu, the one
  // of the water service by people.
  if (point.channel === 'phone') {
    const web = { web: true, calendarId: ALWAYS_OPEN.id };
    return point.key === 'telefono' ? { ...web, flow: 'menu' } : point.key === 'telefono-acqua' ? web : {};
  }
  if (!written.includes(point.channel))
    return {
      calendarId: ALWAYS_OPEN.id,
      offlineForm: organisation.entryPoints.find((one) => one.channel === 'form')?.id ?? null,
      greeting: {
        it: `Buongiorno, questa è la chat di ${organisation.name}. Scrivi pure la tua domanda.`,
        en: `Hello, this is the chat of ${organisation.name}. Please write your question.`,
      },
    };
  if (point.channel === 'email') return mail;
  return {
    ...mail,
    ...(point.key === 'reclamo-online' ? { opens: 'complaint' } : {}),
    calendarId: point.calendar,
    replyFrom: organisation.entryPoints.find((one) => one.channel === 'email')!.address,
  };
}

function customerRows({ customers, identities, positions }: Demo): Filled[] {
  const since = new Map(customers.map((one) => [one.id, new Date(`${one.since}T08:00:00Z`)]));
  return [
    [
      'customers.customer',
      customers.map((one) => ({
        id: one.id,
        number: one.number,
        kind: one.kind,
        state: 'known',
        name: one.companyName ?? `${one.name} ${one.surname}`,
        given_name: one.kind === 'person' ? one.name : null,
        family_name: one.surname,
        language: one.language,
        segment: segmentOf(one),
        created_at: since.get(one.id),
        updated_at: since.get(one.id),
      })),
    ],
    [
      'customers.identity',
      identities.map((one): Row => {
        const normal = normaliseIdentity(one.type, one.value);
        if (!normal.ok) throw new Error(`demo: ${one.type} ${one.value}: ${normal.message}`);
        return {
          id: one.id,
          customer_id: one.customer,
          type: one.type,
          value: one.value,
          normal: normal.value,
          verified_at: since.get(one.customer),
          is_primary: one.primary,
          valid_from: since.get(one.customer),
        };
      }),
    ],
    [
      'customers.position',
      positions.map(({ address, ...one }) => ({
        id: one.id,
        customer_id: one.customer,
        kind: one.kind,
        code: one.code,
        service_id: one.service,
        address: `${address.street} ${address.number}, ${address.postcode} ${address.town} (${address.province})`,
        state: one.until === null ? 'active' : 'closed',
        since: one.since,
        details: json(one.until === null ? {} : { until: one.until }),
      })),
    ],
  ];
}
