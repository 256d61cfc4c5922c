import { getCase, listCaseEntries } from '#contract/cases.ts';
import { askStep, listSteps, listStepTargets } from '#contract/steps.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  invalidate,
  Loaded,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';

/** Asks a back office, or one person in it, about a case. */
export default function AskStep({
  id,
  contact,
  onClose,
}: {
  /** The case. */
  id: string;
  /** The contact during which it is asked. */
  contact?: string;
  onClose: () => void;
}) {
  const t = useText('work');
  const kit = useText('kit');
  const targets = useApi(listStepTargets, undefined, { staleTime: 0 });
  const form = useForm({ to: '', question: '', due: '' });
  const submit = form.submit(async ({ to, question, due }) => {
    const [kind, target] = to.split(' ');
    await callPatiently(askStep, {
      params: { id },
      body: {
        ...(kind === 'agent' ? { agent: target! } : { queue: target ?? '' }),
        question,
        dueAt: due === '' ? null : new Date(due).toISOString(),
        ...(contact === undefined ? {} : { contact }),
      },
    });
    invalidate(listSteps);
    invalidate(listCaseEntries, { params: { id } });
    invalidate(getCase, { params: { id } });
    onClose();
  });
  const wrong = form.error('queue') ?? form.error('agent');
  return (
    <Dialog title={t('step.ask')} onClose={onClose} size={560}>
      <Loaded query={targets} rows={4} height={44}>
        {({ queues, agents }) => (
          <form className="form" noValidate onSubmit={(event) => void submit(event)}>
            <FormMessage>{form.message}</FormMessage>
            <p className="t2">{queues.length === 0 ? t('step.nobody') : t('step.askLead')}</p>
            <Field
              label={t('step.to')}
              error={wrong}
              help={form.values.to.startsWith('agent') ? t('step.toPerson') : undefined}
            >
              {(ids) => (
                <select className="input" {...ids} {...form.text('to')} data-autofocus>
                  <option value="">{t('step.choose')}</option>
                  <optgroup label={t('step.queues')}>
                    {queues.map(({ id: queue, name, open }) => (
                      <option key={queue} value={`queue ${queue}`}>
                        {open ? name : t('step.closedQueue', { name })}
                      </option>
                    ))}
                  </optgroup>
                  <optgroup label={t('step.people')}>
                    {agents.map(({ id: agent, name, state }) => (
                      <option key={agent} value={`agent ${agent}`}>
                        {t(`step.${state}`, { name })}
                      </option>
                    ))}
                  </optgroup>
                </select>
              )}
            </Field>
            <AreaField
              label={t('step.question')}
              help={t('step.questionHelp')}
              rows={5}
              {...form.text('question')}
            />
            <TextField
              label={t('step.due')}
              help={t('step.dueHelp')}
              type="datetime-local"
              optional
              {...form.text('due')}
              error={form.error('dueAt')}
            />
            <div className="form-actions">
              <Button onClick={onClose}>{kit('cancel')}</Button>
              <Button
                type="submit"
                look="solid"
                busy={form.busy}
                disabled={form.values.to === '' || form.values.question.trim() === ''}
              >
                {t('step.send')}
              </Button>
            </div>
          </form>
        )}
      </Loaded>
    </Dialog>
  );
}
