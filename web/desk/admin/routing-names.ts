import { listTeams } from '#contract/access.ts';
import { listAgents, listQueues, listSkills } from '#contract/routing.ts';
import { nameIn, useApi } from '#web/kit/index.ts';
import type { Choice } from '#web/kit/records.tsx';
import type { Names } from './plan-words.ts';

/** What plans and rules may name, as choices, and the names of what they name. */
export interface RoutingNames extends Names {
  skills: Choice[];
  teams: Choice[];
  agents: Choice[];
  queues: Choice[];
}

export function useRoutingNames(): RoutingNames {
  const skills = useApi(listSkills).data?.items ?? [];
  const teams = useApi(listTeams).data?.items ?? [];
  const agents = useApi(listAgents).data?.items ?? [];
  const queues = useApi(listQueues).data?.items ?? [];
  const choices = {
    skills: skills.map(({ id, name, active }) => ({ value: id, label: nameIn(name), active })),
    teams: teams.map(({ id, name }) => ({ value: id, label: name })),
    agents: agents.map(({ id, name }) => ({ value: id, label: name })),
    queues: queues.map(({ id, name }) => ({ value: id, label: name })),
  };
  const named = (list: Choice[]) => (id: string) => list.find(({ value }) => value === id)?.label ?? null;
  return {
    ...choices,
    skill: named(choices.skills),
    team: named(choices.teams),
    agent: named(choices.agents),
    queue: named(choices.queues),
  };
}
