import { listCaseEntries } from '#contract/cases.ts';
import {
  handEscalation,
  listEscalations,
  listEscalationTargets,
  withdrawEscalation,
  type Escalation,
} from '#contract/escalations.ts';
import { listSteps } from '#contract/steps.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  invalidate,
  SelectField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';

/** Takes an escalation back, or hands it to another centre; both with why. */
export default function EndDialog({
  what,
  one,
  onClose,
}: {
  what: 'withdraw' | 'hand';
  one: Escalation;
  onClose: () => void;
}) {
  const t = useText('escalations');
  const kit = useText('kit');
  const hands = what === 'hand';
  const targets = useApi(listEscalationTargets, { params: { id: one.case } }, { enabled: hands });
  const form = useForm({ centre: '', why: '' });
  const submit = form.submit(async ({ centre, why }) => {
    if (hands) await callPatiently(handEscalation, { params: { id: one.id }, body: { centre, why } });
    else await callPatiently(withdrawEscalation, { params: { id: one.id }, body: { why } });
    invalidate(listEscalations);
    invalidate(listSteps);
    invalidate(listCaseEntries, { params: { id: one.case } });
    onClose();
  });
  return (
    <Dialog title={t(`${what}Title`)} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2 clamp" dir="auto">
          {one.question}
        </p>
        {hands && (
          <SelectField
            label={t('toCentre')}
            {...form.text('centre')}
            data-autofocus
            options={[
              { value: '', label: t('choose') },
              ...(targets.data?.items ?? [])
                .filter(({ id }) => id !== one.centre)
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <AreaField
          label={t(`${what}Why`)}
          help={t(`${what}Help`)}
          rows={3}
          {...(hands ? {} : { 'data-autofocus': true })}
          {...form.text('why')}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            type="submit"
            look={hands ? 'solid' : 'danger'}
            busy={form.busy}
            disabled={form.values.why.trim() === '' || (hands && form.values.centre === '')}
          >
            {t(what)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
