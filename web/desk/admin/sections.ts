import { lazy, type ComponentType } from 'react';
import type { Permission } from '#contract/words.ts';

export interface Section {
  id: string;
  group: 'people' | 'routing' | 'channels' | 'content' | 'integration' | 'control';
  /** Any of these shows it. */
  permissions: Permission[];
  Content: ComponentType;
}
const of = (
  group: Section['group'],
  id: string,
  load: () => Promise<{ default: ComponentType }>,
  ...permissions: Permission[]
): Section => ({ id, group, permissions, Content: lazy(load) });

/** Every section of the administration, in the order of its menu. */
export const sections: Section[] = [
  of('people', 'organisation', () => import('./organisation.tsx'), 'admin.read'),
  of('people', 'staff', () => import('./staff.tsx'), 'admin.read'),
  of('people', 'roles', () => import('./roles.tsx'), 'admin.read'),
  of('people', 'teams', () => import('./teams.tsx'), 'admin.read'),
  of('people', 'services', () => import('./services.tsx'), 'admin.read'),
  of('people', 'staff-protection', () => import('./staff-protection.tsx'), 'admin.read'),
  of('routing', 'queues', () => import('./queues.tsx'), 'admin.read'),
  of('routing', 'plans', () => import('./plans.tsx'), 'admin.read'),
  of('routing', 'rules', () => import('./rules.tsx'), 'admin.read'),
  of('routing', 'centres', () => import('./centres.tsx'), 'admin.read'),
  of('routing', 'charge', () => import('./charge.tsx'), 'admin.read'),
  of('routing', 'suppliers', () => import('./suppliers.tsx'), 'admin.read'),
  of('routing', 'profiles', () => import('./profiles.tsx'), 'admin.read'),
  of('routing', 'agents', () => import('./agents.tsx'), 'admin.read'),
  of('routing', 'skills', () => import('./skills.tsx'), 'admin.read'),
  of('routing', 'hours', () => import('./hours.tsx'), 'admin.read'),
  of('routing', 'offices', () => import('./offices.tsx'), 'admin.read'),
  of('routing', 'segments', () => import('./segments.tsx'), 'admin.read'),
  of('channels', 'entry-points', () => import('./entry-points.tsx'), 'admin.read'),
  of('channels', 'mailboxes', () => import('./mailboxes.tsx'), 'admin.read'),
  of('channels', 'quarantine', () => import('./quarantine.tsx'), 'admin.read', 'email.quarantine'),
  of('channels', 'outbox', () => import('./outbox.tsx'), 'admin.read'),
  of('channels', 'outbound', () => import('./outbound.tsx'), 'admin.read'),
  of('channels', 'gateways', () => import('./gateways.tsx'), 'admin.read'),
  of('content', 'classification', () => import('./classification.tsx'), 'admin.read'),
  of('content', 'case-types', () => import('./case-types.tsx'), 'admin.read'),
  of('content', 'outcomes', () => import('./outcomes.tsx'), 'admin.read'),
  of('content', 'texts', () => import('./texts.tsx'), 'admin.read', 'admin.knowledge'),
  of('content', 'telling', () => import('./telling.tsx'), 'admin.read'),
  of('content', 'prompts', () => import('./prompts.tsx'), 'admin.read'),
  of('content', 'packs', () => import('./packs.tsx'), 'admin.read'),
  of('content', 'standards', () => import('./standards.tsx'), 'admin.read'),
  of('content', 'regulations', () => import('./regulations.tsx'), 'admin.read'),
  of('integration', 'speech', () => import('./speech.tsx'), 'admin.read'),
  of('integration', 'tokens', () => import('./tokens.tsx'), 'admin.read', 'admin.staff'),
  of('integration', 'webhooks', () => import('./webhooks.tsx'), 'admin.read', 'admin.webhooks'),
  of(
    'control',
    'compensations',
    () => import('./compensations.tsx'),
    'compensation.decide',
    'compensation.bill',
  ),
  of('control', 'indicators', () => import('./indicators.tsx'), 'admin.read'),
  of('control', 'thresholds', () => import('./thresholds.tsx'), 'live.read'),
  of('control', 'audit', () => import('./audit.tsx'), 'audit.read'),
  of('control', 'reads', () => import('./reads.tsx'), 'audit.read'),
];
