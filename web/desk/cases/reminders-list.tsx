import { listReminders } from '#contract/escalations.ts';
import type { Output } from '#contract/route.ts';
import { Chip, EmptyState, formats, useText } from '#web/kit/index.ts';
import { RecordList, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';

type Reminder = Output<typeof listReminders>['items'][number];

/** Reminders over all questions: those that went out, by themselves or by hand, or those to come. */
export default function RemindersList({
  which,
  query: asked,
}: {
  which: 'sent' | 'planned';
  query: { centre?: string; whom?: 'centre' | 'head'; since?: string; until?: string };
}) {
  const t = useText('escalations');
  const { query, foot } = usePages(listReminders, { query: { which, ...asked } });
  return (
    <RecordList<Reminder>
      label={t('reminders')}
      query={query}
      rowKey={(one) => one.id}
      onOpen={(one) => go(`/cases/${one.case}`)}
      foot={foot}
      empty={<EmptyState>{t(`remindersList.${which}Empty`)}</EmptyState>}
      columns={[
        {
          id: 'when',
          head: t('when'),
          cell: (one) => <span className="num">{formats.brief(one.sentAt ?? one.plannedAt)}</span>,
        },
        {
          id: 'whom',
          head: t('remindersList.whom'),
          cell: (one) => (
            <Chip tone={one.whom === 'head' ? 'warn' : 'line'}>{t(`remindersList.${one.whom}`)}</Chip>
          ),
        },
        { id: 'centre', head: t('centre'), cell: (one) => one.centreName },
        {
          id: 'to',
          head: t('remindersList.to'),
          minor: true,
          cell: (one) => <span className="ell">{one.sentTo}</span>,
        },
        {
          id: 'how',
          head: t('remindersList.how'),
          minor: true,
          cell: (one) =>
            one.percent === null
              ? t('remindersList.byHand', { name: one.sentByName })
              : t('remindersList.byItself', { percent: formats.percent(one.percent / 100) }),
        },
        {
          id: 'number',
          head: t('number'),
          cell: (one) => <span className="num">{one.escalationNumber}</span>,
        },
        {
          id: 'question',
          head: t('question'),
          cell: (one) => (
            <span className="subject-cell" dir="auto" title={one.question}>
              {one.question}
            </span>
          ),
        },
        {
          id: 'case',
          head: t('case'),
          minor: true,
          cell: (one) => <span className="num">{one.caseNumber}</span>,
        },
      ]}
    />
  );
}
