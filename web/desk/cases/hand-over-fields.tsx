import type { ChargeProposal } from '#contract/case-charge.ts';
import { listStepTargets } from '#contract/steps.ts';
import { AreaField, SelectField, TextField, useApi, useText, type useForm } from '#web/kit/index.ts';
import { ChargeWhy } from './charge-why.tsx';

export const emptyHandOver = { queue: '', reason: '', question: '', due: '' };
type Values = typeof emptyHandOver;

/** What is sent of it; the office that the rules propose where no other is chosen. */
export const handOverBody = ({ queue, reason, question, due }: Values) => ({
  question: question.trim(),
  ...(queue === '' ? {} : { queue }),
  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  dueAt: due === '' ? null : new Date(due).toISOString(),
});

/** To whom a case goes, with the proposal and why; another office with a reason; what is wanted and by when. */
export function HandOverFields({
  form,
  proposal,
  errorAt = form.error,
}: {
  form: ReturnType<typeof useForm<Values>>;
  proposal: ChargeProposal;
  /** What is wrong with a field, where another form sends them. */
  errorAt?: (field: string) => string | undefined;
}) {
  const t = useText('charge');
  const targets = useApi(listStepTargets);
  const others = (targets.data?.queues ?? []).filter(({ id }) => id !== proposal.queue);
  const { queue } = form.values;
  return (
    <>
      <ChargeWhy proposal={proposal} />
      <SelectField
        label={t('hand.to')}
        {...form.text('queue')}
        error={errorAt('queue')}
        options={[
          {
            value: '',
            label:
              proposal.queue === null
                ? t('admin.chooseQueue')
                : t('hand.proposed', { name: proposal.queueName ?? '' }),
          },
          ...others.map(({ id, name, open }) => ({
            value: id,
            label: open ? name : t('hand.closedQueue', { name }),
          })),
        ]}
      />
      {queue !== '' && proposal.queue !== null && (
        <TextField label={t('hand.reason')} required {...form.text('reason')} error={errorAt('reason')} />
      )}
      <AreaField
        label={t('hand.question')}
        help={t('hand.questionHelp')}
        rows={4}
        required
        {...form.text('question')}
        error={errorAt('question')}
      />
      <TextField
        label={t('hand.due')}
        help={t('hand.dueHelp')}
        type="datetime-local"
        optional
        {...form.text('due')}
        error={errorAt('dueAt')}
      />
    </>
  );
}
