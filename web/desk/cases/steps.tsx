import { IconClock, IconMessageQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { CaseView } from '#contract/cases.ts';
import { listSteps, withdrawStep, type CaseStep } from '#contract/steps.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  EmptyState,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  SlaChip,
  useApi,
  useForm,
  useText,
  type Text,
  type Tone,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import './cases.css';

const AskStep = lazy(() => import('./ask-step.tsx'));

const tones: Record<string, Tone> = {
  active: 'accent',
  answered: 'ok',
  partly: 'warn',
  returned: 'warn',
  withdrawn: 'mute',
};

/** Where a step stands, in one word and its tone. */
export const stateOf = ({ outcome, state }: CaseStep): { word: string; tone: Tone } => {
  const word = outcome ?? state;
  return { word, tone: tones[word] ?? 'line' };
};

/** Who has a step now, or where it waits; '' once it is over. */
export function whereabouts(step: CaseStep, t: Text): string {
  if (step.outcome !== null)
    return step.closedByName === null ? '' : t('step.with', { name: step.closedByName });
  if (step.state === 'queued' || step.state === 'offered')
    return t('step.waitsIn', { name: step.queueName ?? '—' });
  return step.agentName === null ? '' : t('step.with', { name: step.agentName });
}

/** What was asked of other offices about a case, the newest first. */
export function Steps({
  one,
  writes,
  contact,
}: {
  one: CaseView;
  writes: boolean;
  /** The contact at hand, when it is asked during one. */
  contact?: string;
}) {
  const t = useText('work');
  const steps = useApi(listSteps, { query: { case: one.id, limit: 50 } });
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState<CaseStep | null>(null);
  return (
    <section className="side-part" aria-labelledby="case-steps">
      <div className="row">
        <h3 id="case-steps">
          {t('step.title')} <span className="t3 num">{steps.data?.items.length ?? ''}</span>
        </h3>
        <span className="grow" />
        {writes && one.status !== 'closed' && (
          <Button small icon={<IconMessageQuestion size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {t('step.ask')}
          </Button>
        )}
      </div>
      <Loaded query={steps} rows={1} height={48}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{t('step.none')}</EmptyState>
          ) : (
            <ul className="steps">
              {items.map((step) => (
                <StepRow key={step.id} step={step} writes={writes} onWithdraw={() => setLeaving(step)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Suspense>
        {asking && (
          <AskStep
            id={one.id}
            {...(contact === undefined ? {} : { contact })}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
      {leaving !== null && <Withdraw step={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function StepRow({ step, writes, onWithdraw }: { step: CaseStep; writes: boolean; onWithdraw: () => void }) {
  const t = useText('work');
  const seesContacts = useMay('contact.read');
  const { word, tone } = stateOf(step);
  return (
    <li className="step-row">
      <p className="row">
        <Chip tone={tone}>{t(`step.state.${word}`)}</Chip>
        {step.handover !== null && <Chip tone="line">{t(`step.handover.${step.handover.direction}`)}</Chip>}
        <span className="ell t2 s12 grow">{whereabouts(step, t)}</span>
        {step.outcome === null && step.dueAt !== null ? (
          <SlaChip dueAt={step.dueAt} />
        ) : (
          <span className="t3 s12 num">{formats.brief(step.closedAt ?? step.askedAt)}</span>
        )}
      </p>
      <p className="clamp" dir="auto">
        {step.question}
      </p>
      {step.answer !== null && (
        <p className="step-answer" dir="auto">
          {step.answer}
        </p>
      )}
      <p className="row s12 t3">
        <span className="ell">{t('step.asked', { name: step.askedByName })}</span>
        {step.overdueAt !== null && step.outcome === null && (
          <span className="row warn-text">
            <IconClock size={12} aria-hidden />
            {t('step.overdue')}
          </span>
        )}
        <span className="grow" />
        {writes && step.outcome === null && (
          <button type="button" className="link" onClick={onWithdraw}>
            {t('step.withdraw')}
          </button>
        )}
        {seesContacts && step.outcome === null && (
          <Link to={`/inbox/${step.id}`} className="link">
            {t('step.open')}
          </Link>
        )}
      </p>
    </li>
  );
}

function Withdraw({ step, onClose }: { step: CaseStep; onClose: () => void }) {
  const t = useText('work');
  const kit = useText('kit');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(withdrawStep, { params: { id: step.id }, body: { why } });
    invalidate(listSteps);
    onClose();
  });
  return (
    <Dialog title={t('step.withdrawTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2 clamp" dir="auto">
          {step.question}
        </p>
        <AreaField
          label={t('step.withdrawWhy')}
          help={t('step.withdrawHelp')}
          rows={3}
          data-autofocus
          {...form.text('why')}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy} disabled={form.values.why.trim() === ''}>
            {t('step.withdraw')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
