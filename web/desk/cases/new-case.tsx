import { listCases, openCase } from '#contract/cases.ts';
import { customerTimeline } from '#contract/contacts.ts';
import {
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Dialog,
  FormMessage,
  invalidate,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { ClassificationField } from './classification-field.tsx';
import { OpeningFields, useOpeningType } from './opening-fields.tsx';

/** Opens a case for a customer who is not in a contact right now. */
export function NewCase({
  customer,
  onClose,
  onOpened,
}: {
  customer: string;
  onClose: () => void;
  onOpened: (id: string) => void;
}) {
  const t = useText('cases');
  const form = useForm({
    subject: '',
    description: '',
    classification: null as string | null,
    tellCustomer: true,
  });
  const opening = useOpeningType(form.values.classification);
  const submit = form.submit(async (values) => {
    const made = await callPatiently(openCase, { body: { ...values, ...opening.body, customer } });
    invalidate(listCases);
    invalidate(customerTimeline);
    onOpened(made.id);
  });
  return (
    <Dialog title={t('new.title')} onClose={onClose} size={580}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('subject')} {...form.text('subject')} data-autofocus />
        <ClassificationField
          value={form.values.classification}
          error={form.error('classification')}
          onChange={(id) => form.set('classification', id)}
        />
        <OpeningFields opening={opening} errorAt={form.error} />
        <AreaField label={t('description')} optional {...form.text('description')} />
        <CheckField
          label={t('tell')}
          checked={form.values.tellCustomer}
          onChange={(event) => form.set('tellCustomer', event.target.checked)}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('new.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
