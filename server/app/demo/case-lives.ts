import type { CaseTransition, CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import { fieldsOf } from './case-fields.ts';
import { random, type Random } from './random.ts';
import type { CaseStatus, CaseType, DemoCase, DemoCaseEvent } from './shapes.ts';

// A case of the demo is told in five statuses; here its story becomes one of its type: along its transitions, with its
// fields, tasks, approvals and documents. Drawn from a source of its own, so that the rest of the past stays as it is.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** By which transitions a story goes on. What cannot be made from where the case stands is left out. */
interface Path {
  take: string[];
  wait?: string[];
  back?: string[];
  solve: string[];
  close: string[];
  /** Ends it without what solving would have needed. */
  reject?: string;
}
const plain: Path = { take: ['take'], wait: ['wait'], back: ['resume'], solve: ['solve'], close: ['close'] };
const PATHS: Record<CaseType, Path> = {
  information: plain,
  orientation: plain,
  complaint: plain,
  billing_rectification: {
    take: ['take'],
    wait: ['ask_customer'],
    back: ['resume'],
    solve: ['propose', 'rectify'],
    close: ['close'],
    reject: 'reject',
  },
  double_billing: {
    take: ['take'],
    wait: ['ask_customer'],
    back: ['resume'],
    solve: ['cancel_bill'],
    close: ['close'],
    reject: 'reject',
  },
  collection_suspension: {
    take: ['take'],
    wait: ['ask_documents'],
    back: ['documents_in'],
    solve: ['suspend'],
    close: ['close'],
  },
  document_duplicate: { take: ['take'], solve: ['send'], close: ['close'] },
  fault_report: {
    take: ['send_team'],
    wait: ['suspend'],
    back: ['arrive'],
    solve: ['arrive', 'repair'],
    close: ['close'],
  },
  holder_change: {
    take: ['take'],
    wait: ['ask_documents'],
    back: ['documents_in'],
    solve: ['register'],
    close: ['close'],
  },
  meter_reading: {
    take: ['check'],
    wait: ['ask_photo'],
    back: ['photo_in'],
    solve: ['register'],
    close: ['close'],
    reject: 'reject',
  },
  smart_card_activation: {
    take: ['take'],
    wait: ['ask_customer'],
    back: ['resume'],
    solve: ['activate'],
    close: ['close'],
  },
  water_analysis: { take: ['arrange'], solve: ['sample', 'deliver', 'report'], close: ['close'] },
  water_saving_kit: { take: ['prepare'], solve: ['deliver'], close: ['close'] },
};

export interface Move {
  id: string;
  transition: CaseTransition;
  from: string;
  to: string;
  at: Date;
  staff: string;
  text: string;
}
/** The life of a case, as its type tells it. */
export interface CaseLife {
  state: string;
  status: CaseStatus;
  since: Date;
  fields: FieldValues;
  moves: Move[];
  tasks: { key: string; ticks: number[]; madeAt: Date; doneAt: Date | null; by: string }[];
  approvals: {
    id: string;
    key: string;
    askedAt: Date;
    by: string;
    note: string;
    verdict: 'approved' | 'refused' | 'void' | null;
    decidedAt: Date | null;
    reason: string;
  }[];
  documents: { id: string; file: string; key: string; at: Date; by: string }[];
}

const draw = (rng: Random, from: number, to: number): number => from + rng.next() * (to - from);

/** When a team that was sent is there, after the report: nearly always within three hours. */
const arrival = (rng: Random): number =>
  rng.chance(0.06) ? draw(rng, 200, 430) * MINUTE : draw(rng, 35, 165) * MINUTE;

/** Makes it of the story in statuses; `now` is the end of all of it. */
export function lifeOf(
  definition: CaseTypeDefinition,
  one: DemoCase,
  events: readonly DemoCaseEvent[],
  now: Date,
): CaseLife {
  const rng = random(`life ${one.id}`);
  const path = PATHS[one.type];
  const [first] = definition.states;
  const life: CaseLife = {
    state: first!.key,
    status: 'open',
    since: one.openedAt,
    fields: {},
    moves: [],
    tasks: [],
    approvals: [],
    documents: [],
  };
  const values = fieldsOf(one.type, { rng, openedAt: one.openedAt, subject: one.subject });
  const statusOf = (key: string) => definition.states.find((state) => state.key === key)!.status;
  const enter = (state: string, at: Date, by: string) => {
    life.state = state;
    life.status = statusOf(state);
    life.since = at;
    // What is known already is not overwritten by what an ending without it would say.
    life.fields = { ...values[state]?.(at), ...life.fields };
    for (const task of definition.tasks.filter(({ inState }) => inState === state))
      if (!life.tasks.some(({ key }) => key === task.key))
        life.tasks.push({ key: task.key, ticks: [], madeAt: at, doneAt: null, by });
  };
  Object.assign(life.fields, values['']?.(one.openedAt));
  enter(first!.key, one.openedAt, one.owner);

  const lines = (key: string) => definition.tasks.find((task) => task.key === key)!.checklist.length;
  const go = (key: string, wish: Date, staff: string, text: string): boolean => {
    const at = new Date(Math.max(wish.getTime(), life.since.getTime()));
    const transition = definition.transitions.find((way) => way.key === key);
    if (transition === undefined || !transition.from.includes(life.state) || at > now) return false;
    const { needs } = transition;
    const before = new Date(Math.max(life.since.getTime(), at.getTime() - draw(rng, 10, 50) * MINUTE));
    for (const task of life.tasks.filter(({ doneAt }) => doneAt === null))
      if (needs.tasks.includes(task.key) || rng.chance(0.8)) {
        task.doneAt = before;
        task.ticks = Array.from({ length: lines(task.key) }, (_, line) => line);
      }
    for (const document of needs.documents)
      life.documents.push({ id: rng.uuid(), file: rng.uuid(), key: document, at: before, by: staff });
    if (needs.approval !== undefined) {
      const asked = life.since.getTime() + (before.getTime() - life.since.getTime()) * draw(rng, 0.2, 0.6);
      life.approvals.push({
        id: rng.uuid(),
        key: needs.approval,
        askedAt: new Date(asked),
        by: staff,
        note: '',
        // Used up by the step that it was given for.
        verdict: 'void',
        decidedAt: before,
        reason: '',
      });
    }
    life.moves.push({ id: rng.uuid(), transition, from: life.state, to: transition.to, at, staff, text });
    enter(transition.to, at, staff);
    return true;
  };

  const rejected = path.reject !== undefined && one.closedAt !== null && rng.chance(0.25);
  const fault = one.type === 'fault_report';
  let waited = false;
  for (const { status, at, staff, text } of events.filter((event) => event.kind === 'status')) {
    if (status === 'in_progress' && !waited)
      go(
        path.take[0]!,
        fault ? new Date(one.openedAt.getTime() + draw(rng, 4, 15) * MINUTE) : at,
        staff,
        text,
      );
    else if (status === 'waiting') {
      waited = true;
      for (const key of path.wait ?? []) {
        // Somebody came before the work had to rest.
        if (fault) go('arrive', new Date(one.openedAt.getTime() + arrival(rng)), staff, 'Squadra sul posto.');
        go(key, at, staff, text);
      }
    } else if (status === 'in_progress') {
      for (const key of path.back ?? []) go(key, at, staff, text);
    } else if (status === 'solved' && !rejected) {
      const from = life.since.getTime();
      for (const [index, key] of path.solve.entries()) {
        const part = (at.getTime() - from) * ((index + 1) / path.solve.length);
        const when =
          fault && key === 'arrive'
            ? Math.min(one.openedAt.getTime() + arrival(rng), at.getTime())
            : from + part;
        go(key, new Date(Math.max(when, life.since.getTime())), staff, key === path.solve.at(-1) ? text : '');
      }
    } else if (status === 'closed')
      for (const key of rejected ? [path.reject!, ...path.close] : path.close)
        if (life.status !== 'closed') go(key, at, staff, one.resolution ?? text);
  }
  if (one.closedAt === null) goOn(definition, one, life, { path, rng, now, go });
  return life;
}

/** What is still open is somewhere on its way: between two steps, with a task half done, or waiting for an approval. */
function goOn(
  definition: CaseTypeDefinition,
  one: DemoCase,
  life: CaseLife,
  more: {
    path: Path;
    rng: Random;
    now: Date;
    go: (key: string, at: Date, staff: string, text: string) => boolean;
  },
): void {
  const { path, rng, now, go } = more;
  if (one.type === 'fault_report') {
    // Nobody lets a report lie until the office opens.
    go(
      'send_team',
      new Date(one.openedAt.getTime() + draw(rng, 4, 15) * MINUTE),
      one.owner,
      'Squadra avvisata.',
    );
    if (life.state === 'sent')
      go('arrive', new Date(one.openedAt.getTime() + arrival(rng)), one.owner, 'Squadra sul posto.');
  } else if (life.status === 'in_progress')
    for (const key of path.solve.slice(0, -1))
      if (rng.chance(0.7)) go(key, new Date(life.since.getTime() + draw(rng, 0.4, 1.6) * DAY), one.owner, '');
      else break;
  for (const task of life.tasks.filter(({ doneAt }) => doneAt === null)) {
    const { length } = definition.tasks.find(({ key }) => key === task.key)!.checklist;
    task.ticks = Array.from({ length: rng.int(0, Math.max(0, length - 1)) }, (_, line) => line);
  }
  const wanted = definition.approvals.find(({ transition }) =>
    definition.transitions.find(({ key }) => key === transition)?.from.includes(life.state),
  );
  const at = new Date(life.since.getTime() + draw(rng, 0.5, 4) * HOUR);
  if (wanted === undefined || at > now || !rng.chance(0.75)) return;
  const refused = rng.chance(0.2) && at.getTime() + 2 * HOUR < now.getTime();
  life.approvals.push({
    id: rng.uuid(),
    key: wanted.key,
    askedAt: at,
    by: one.owner,
    note: rng.pick([
      'Letture e ricalcolo in allegato.',
      'Importo verificato con la fatturazione.',
      'Serve entro domani.',
    ]),
    verdict: refused ? 'refused' : null,
    decidedAt: refused ? new Date(at.getTime() + draw(rng, 0.5, 2) * HOUR) : null,
    reason: refused ? 'Manca il calcolo del periodo precedente: va aggiunto.' : '',
  });
}
