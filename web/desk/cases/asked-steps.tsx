import { listSteps, type CaseStep } from '#contract/steps.ts';
import { Chip, EmptyState, formats, SlaChip, useText } from '#web/kit/index.ts';
import { RecordList, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { stateOf, whereabouts } from './steps.tsx';

/** What I have asked of other offices, over all cases: what waits, who has it, what came back. */
export default function AskedSteps({ open }: { open: 'true' | 'false' | undefined }) {
  const t = useText('work');
  const { query, foot } = usePages(listSteps, {
    query: { askedBy: 'me', ...(open === undefined ? {} : { open }) },
  });
  return (
    <RecordList<CaseStep>
      label={t('step.mine')}
      query={query}
      rowKey={(one) => one.id}
      onOpen={(one) => go(`/cases/${one.case}`)}
      foot={foot}
      empty={<EmptyState>{t(open === 'true' ? 'step.mineNone' : 'step.mineNoneEver')}</EmptyState>}
      columns={[
        { id: 'case', head: t('step.case'), cell: (one) => <span className="num">{one.caseNumber}</span> },
        {
          id: 'question',
          head: t('step.question'),
          cell: (one) => (
            <span className="subject-cell" dir="auto" title={one.question}>
              {one.question}
            </span>
          ),
        },
        { id: 'customer', head: t('step.customer'), minor: true, cell: (one) => one.customerName },
        {
          id: 'state',
          head: t('step.stands'),
          cell: (one) => {
            const { word, tone } = stateOf(one);
            return (
              <span className="row">
                <Chip tone={tone}>{t(`step.state.${word}`)}</Chip>
                <span className="t2 s12 ell">{whereabouts(one, t)}</span>
              </span>
            );
          },
        },
        {
          id: 'answer',
          head: t('step.answer'),
          cell: (one) => (
            <span className="subject-cell" dir="auto" title={one.answer ?? undefined}>
              {one.answer ?? ''}
            </span>
          ),
        },
        {
          id: 'due',
          head: t('step.due'),
          cell: (one) => (one.closedAt === null && one.dueAt !== null ? <SlaChip dueAt={one.dueAt} /> : null),
        },
        {
          id: 'asked',
          head: t('step.askedAt'),
          end: true,
          cell: (one) => formats.brief(one.closedAt ?? one.askedAt),
        },
      ]}
    />
  );
}
