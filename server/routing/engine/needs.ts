/** Who meets a need (R7): skills, teams and named agents, joined by AND and OR. */
import { compareText } from './sorted.ts';
import type { AgentState, Need } from './types.ts';

type Asked = Pick<AgentState, 'id' | 'skills' | 'team'>;

function meetsOne(agent: Asked, need: Need): boolean {
  if ('skill' in need) return (agent.skills[need.skill] ?? 0) >= need.level;
  if ('team' in need) return agent.team === need.team;
  if ('agent' in need) return agent.id === need.agent;
  if ('all' in need) return meets(agent, need.all);
  for (const one of need.any) if (meetsOne(agent, one)) return true;
  return false;
}

/** All must be met. */
export function meets(agent: Asked, needs: readonly Need[]): boolean {
  for (const need of needs) if (!meetsOne(agent, need)) return false;
  return true;
}

function textOf(need: Need): string {
  if ('skill' in need) return `${need.skill}>=${need.level}`;
  if ('team' in need) return `team:${need.team}`;
  if ('agent' in need) return `agent:${need.agent}`;
  const [parts, sign] = 'all' in need ? [need.all, '&'] : [need.any, '|'];
  return `(${parts.map(textOf).sort(compareText).join(sign)})`;
}

/** Needs as one text, the same for the same set in any order; '' when nothing is asked. */
export function signatureOf(needs: readonly Need[]): string {
  if (needs.length === 0) return '';
  if (needs.length === 1) return textOf(needs[0] as Need);
  return needs.map(textOf).sort(compareText).join(',');
}

/** 'a:<agent>' and 't:<team>' of everybody whom a need names, each once. */
export function namesIn(need: Need): string[] {
  const names = new Set<string>();
  const walk = (one: Need): void => {
    if ('agent' in one) names.add(`a:${one.agent}`);
    else if ('team' in one) names.add(`t:${one.team}`);
    else if ('all' in one) one.all.forEach(walk);
    else if ('any' in one) one.any.forEach(walk);
  };
  walk(need);
  return [...names].sort(compareText);
}
