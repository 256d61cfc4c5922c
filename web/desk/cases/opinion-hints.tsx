import { IconBulb } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { listCaseEntries } from '#contract/cases.ts';
import { listOpinions, suggestOpinions, useOpinion, type Opinion } from '#contract/opinions.ts';
import {
  Button,
  call,
  invalidate,
  toast,
  toastProblem,
  useSettled,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { OpinionFacts, OpinionPapers, Standing } from './opinion-view.tsx';

/** Opinions that may answer a question already, or are about the classification at hand. Nothing found shows nothing. */
export function OpinionHints({
  question = '',
  classification,
  caseId,
  contact,
  onUsed,
}: {
  question?: string;
  classification: string | null;
  /** Where it is written that one was used. */
  caseId?: string;
  contact?: string;
  onUsed?: (one: Opinion) => void;
}) {
  const t = useText('escalations');
  const reads = useMay('knowledge.read');
  const asked = useSettled(question.trim(), 400);
  const found = useQuery({
    queryKey: ['opinions', 'suggested', asked, classification],
    queryFn: ({ signal }) => call(suggestOpinions, { body: { question: asked, classification } }, { signal }),
    enabled: reads && (asked.length > 5 || (question === '' && classification !== null)),
    placeholderData: (old) => old,
    staleTime: 30_000,
  });
  const use = useWrite(useOpinion, { onError: toastProblem });
  const items = found.data?.items ?? [];
  if (!reads || items.length === 0) return null;
  async function take(one: Opinion) {
    await use.mutateAsync({
      params: { id: one.id },
      body: {
        ...(caseId === undefined ? {} : { case: caseId }),
        ...(contact === undefined ? {} : { contact }),
      },
    });
    invalidate(listOpinions);
    if (caseId !== undefined) invalidate(listCaseEntries, { params: { id: caseId } });
    toast(t(caseId === undefined ? 'opinion.counted' : 'opinion.written'));
    onUsed?.(one);
  }
  return (
    <section className="opinion-hints" aria-label={t(question === '' ? 'opinion.about' : 'opinion.same')}>
      <h4 className="row s12">
        <IconBulb size={14} aria-hidden />
        {t(question === '' ? 'opinion.about' : 'opinion.same')}
      </h4>
      <ul>
        {items.map((one) => (
          <li key={one.id}>
            <details>
              <summary>
                <span className="ell" dir="auto">
                  {one.question.split('\n')[0]}
                </span>
                <Standing one={one} />
              </summary>
              <p className="case-words" dir="auto">
                {one.answer}
              </p>
              <OpinionPapers one={one} />
              <OpinionFacts one={one} />
              <Button small busy={use.isPending} onClick={() => void take(one)}>
                {t(caseId === undefined ? 'opinion.helped' : 'opinion.use')}
              </Button>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
