import { IconBulb, IconFolder, IconMessageQuestion } from '@tabler/icons-react';
import { getCaseWork } from '#contract/case-work.ts';
import { countCases, listCases, getCase, listCaseEntries } from '#contract/cases.ts';
import { invalidate } from '#web/kit/index.ts';
import type { DeskModule } from '../app/screens.ts';

export const cases: DeskModule = {
  screens: [
    {
      path: '/cases',
      module: 'cases',
      permissions: ['case.read'],
      load: () => import('./cases-screen.tsx'),
      nav: { label: 'nav.cases', icon: IconFolder, order: 20, action: 'go.cases' },
    },
    {
      path: '/cases/$id',
      module: 'cases',
      permissions: ['case.read'],
      load: () => import('./case-screen.tsx'),
    },
    {
      path: '/escalations',
      module: 'escalations',
      permissions: ['case.read'],
      load: () => import('./escalations-screen.tsx'),
      nav: { label: 'nav.escalations', icon: IconMessageQuestion, order: 21 },
    },
    {
      path: '/escalations/report',
      module: 'escalations',
      permissions: ['live.read'],
      load: () => import('./centres-report.tsx'),
    },
    ...['/opinions', '/opinions/$id'].map((path, index) => ({
      path,
      module: 'escalations',
      permissions: ['knowledge.read' as const],
      load: () => import('./opinions-screen.tsx'),
      ...(index === 0 ? { nav: { label: 'nav.opinions', icon: IconBulb, order: 22 } } : {}),
    })),
  ],
  onEvent(event) {
    const { kind, data } = event;
    if (kind === 'routing.attention' && data['reason'] === 'overdue')
      void import('./step-events.ts').then(({ onOverdue }) => onOverdue(event));
    if (kind.startsWith('clock.'))
      void import('./clock-events.ts').then(({ onClockEvent }) => onClockEvent(event));
    if (kind === 'opinion.changed')
      void import('./escalation-events.ts').then(({ onOpinion }) => onOpinion());
    if (!kind.startsWith('case.')) return;
    invalidate(listCases);
    invalidate(countCases);
    const id = String(data['case']);
    invalidate(getCase, { params: { id } });
    invalidate(getCaseWork, { params: { id } });
    invalidate(listCaseEntries, { params: { id } });
    if (kind !== 'case.notice')
      void import('./relation-events.ts').then(({ onRelation }) => onRelation(event));
    if (kind === 'case.escalation')
      void import('./escalation-events.ts').then(({ onEscalation }) => onEscalation(event));
    if (kind === 'case.notice') void import('./notice-events.ts').then(({ onNews }) => onNews(id));
    void import('./charge-events.ts').then(({ onChargeEvent }) => onChargeEvent(id));
    if (kind === 'case.step') void import('./step-events.ts').then(({ onStepEvent }) => onStepEvent(event));
  },
};
