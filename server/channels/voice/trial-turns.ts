import type { FlowLanguage } from '#contract/flow-graph.ts';
import type { Turn } from '#contract/flow-turns.ts';
import type { TurnSaying } from '#contract/voice-turns.ts';
import { breakFlow, flowStanding } from '#server/flows/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { canHear } from '#server/speech/index.ts';
import { nextOf, sayingsOf } from './flow-calls.rules.ts';
import type { Answered, FlowScript } from './script.ts';

// Turns of a call in which a flow is tried: those of a real one, except that nobody is ever put through to.

/** Said where a real caller would come to a person; without a queue, and with its name. */
const ends: Readonly<Record<FlowLanguage, readonly [person: string, queue: string]>> = {
  it: [
    'Qui la chiamata passerebbe a una persona. La prova finisce qui.',
    'Qui la chiamata passerebbe a una persona della coda {queue}. La prova finisce qui.',
  ],
  en: [
    'Here the call would go to a person. The trial ends here.',
    'Here the call would go to a person, in the queue {queue}. The trial ends here.',
  ],
  fr: [
    'Ici, l’appel passerait à une personne. L’essai se termine ici.',
    'Ici, l’appel passerait à une personne de la file {queue}. L’essai se termine ici.',
  ],
  de: [
    'Hier ginge der Anruf an eine Person. Der Test endet hier.',
    'Hier ginge der Anruf an eine Person der Warteschlange {queue}. Der Test endet hier.',
  ],
  es: [
    'Aquí la llamada pasaría a una persona. La prueba termina aquí.',
    'Aquí la llamada pasaría a una persona de la cola {queue}. La prueba termina aquí.',
  ],
  ar: [
    'هنا تُحوَّل المكالمة إلى موظف. تنتهي التجربة هنا.',
    'هنا تُحوَّل المكالمة إلى موظف في قائمة الانتظار {queue}. تنتهي التجربة هنا.',
  ],
  pl: [
    'W tym miejscu rozmowa trafiłaby do pracownika. Próba kończy się tutaj.',
    'W tym miejscu rozmowa trafiłaby do pracownika z kolejki {queue}. Próba kończy się tutaj.',
  ],
  ru: [
    'Здесь звонок перешёл бы к сотруднику. Проверка закончена.',
    'Здесь звонок перешёл бы к сотруднику из очереди {queue}. Проверка закончена.',
  ],
  ro: [
    'Aici apelul ar ajunge la o persoană. Proba se încheie aici.',
    'Aici apelul ar ajunge la o persoană din coada {queue}. Proba se încheie aici.',
  ],
};

/** What is said where a trial would come to a person. @param queue its name; null: none is known */
export function trialEnd(language: FlowLanguage, queue: string | null): TurnSaying {
  const [person, named] = ends[language];
  return {
    prompt: null,
    text: queue === null ? person : named.replace('{queue}', () => queue),
    language,
    // Where nothing here can say all of it.
    instead: 'connecting',
    notice: false,
  };
}

/** What a turn of a flow that is tried is for its call; null: the flow cannot go on. */
export async function trialAnswered(
  tx: Tx,
  ctx: Ctx,
  script: FlowScript,
  { service }: NonNullable<FlowScript['trial']>,
  turn: Turn | null,
): Promise<Answered> {
  const language = turn?.language ?? (await flowStanding(tx, script.session))!.language;
  const common = { language, place: { service, queue: null } };
  if (turn !== null && turn.outcome?.kind !== 'queue')
    return {
      ...common,
      script: { ...script, turn: turn.turn },
      say: sayingsOf(turn),
      next: nextOf(turn, turn.ask !== null && (await canHear(ctx))),
    };
  if (turn === null) await breakFlow(tx, ctx, script.session);
  const queueId = turn?.outcome?.kind === 'queue' ? turn.outcome.queueId : null;
  const [queue] = queueId === null ? [] : await readQueues(tx, [queueId]);
  return {
    ...common,
    script: { ...script, turn: turn?.turn ?? script.turn },
    say: [...(turn === null ? [] : sayingsOf(turn)), trialEnd(language, queue?.name ?? null)],
    next: { kind: 'end' },
  };
}
