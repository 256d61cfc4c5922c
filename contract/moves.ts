import { z } from 'zod';
import { id, idParams, instant, list, route } from './route.ts';

/** A queue that is served meanwhile, on every channel the agent handles. 1 is served first; null = the queue's own. */
const movedQueue = z.object({
  queue: id,
  priority: z.number().int().min(1).max(99).nullable().default(null),
  delaySeconds: z.number().int().min(0).max(9999).default(0),
});
/** Level 0: the skill does not count meanwhile. */
const movedSkill = z.object({ skill: id, level: z.number().int().min(0).max(5) });

export const agentMove = z.object({
  id,
  agent: id,
  agentName: z.string(),
  queues: z.array(movedQueue),
  leaves: z.array(id),
  skills: z.array(movedSkill),
  /** What these queues are called, by id: not everybody who is told of a move sees them. */
  names: z.record(z.string(), z.string()),
  from: instant,
  until: instant,
  why: z.string(),
  by: z.string(),
  endedAt: instant.nullable(),
  /** Who ended it early; null when its time was up. */
  endedBy: z.string().nullable(),
});
export type AgentMove = z.output<typeof agentMove>;

export const listMoves = route({
  method: 'GET',
  path: '/api/v1/agent-moves',
  tag: 'routing',
  summary: 'Moves of agents in force, in scope, those that end first before the others',
  permission: 'routing.supervise',
  output: list(agentMove),
});
export const moveAgents = route({
  method: 'POST',
  path: '/api/v1/agent-moves',
  tag: 'routing',
  summary: 'Lend agents to queues and skills until a time; afterwards all is as before, by itself',
  permission: 'routing.supervise',
  body: z.object({
    agents: z.array(id).min(1).max(200),
    queues: z.array(movedQueue).max(50).default([]),
    /** Queues of their profile that they do not serve meanwhile. */
    leaves: z.array(id).max(50).default([]),
    skills: z.array(movedSkill).max(50).default([]),
    until: instant,
    why: z.string().trim().min(3).max(500),
  }),
  status: 201,
  output: list(agentMove),
});
export const endMove = route({
  method: 'POST',
  path: '/api/v1/agent-moves/:id/end',
  tag: 'routing',
  summary: 'End a move before its time',
  permission: 'routing.supervise',
  params: idParams,
  body: z.object({ why: z.string().trim().min(3).max(500) }),
});
/** What an agent is told of their own moves. */
export const myMoves = route({
  method: 'GET',
  path: '/api/v1/agents/me/moves',
  tag: 'routing',
  summary: 'The moves of mine that are in force',
  permission: 'signed-in',
  output: list(agentMove),
});
