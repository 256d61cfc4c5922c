import type { Escalation } from '#contract/escalations.ts';
import type { Tone } from '#web/kit/index.ts';

/** Where an escalation stands, in one word and its tone. */
export function standing(one: Escalation): { word: string; tone: Tone } {
  if (one.outcome === 'answered') return { word: 'answered', tone: 'ok' };
  if (one.outcome === 'partly' || one.outcome === 'returned') return { word: one.outcome, tone: 'warn' };
  if (one.outcome !== null) return { word: one.outcome, tone: 'mute' };
  if (one.overdue) return { word: 'overdue', tone: 'crit' };
  return {
    word: one.agentName === null ? 'waiting' : 'working',
    tone: one.agentName === null ? 'line' : 'accent',
  };
}
