import type { CaseView } from '#contract/cases.ts';
import { ApiProblem, AreaField, Button, Dialog, FormMessage, TextField, useText } from '#web/kit/index.ts';
import { UnsavedGuard, useEditor } from '#web/kit/records.tsx';
import type { Change } from './change.ts';

/** Subject and description. */
export function EditText({
  one,
  change,
  onClose,
}: {
  one: CaseView;
  change: (body: Change) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('cases');
  const form = useEditor({ subject: one.subject, description: one.description });
  const submit = form.submit(async (values) => {
    try {
      await change(values);
      form.settle();
      onClose();
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 409)
        throw new ApiProblem(409, 'changed', t('conflict'));
      throw error;
    }
  });
  return (
    <Dialog title={t('editText')} onClose={onClose} size={620}>
      <UnsavedGuard dirtyNow={form.dirtyNow} />
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('subject')} {...form.text('subject')} data-autofocus />
        <AreaField label={t('description')} optional rows={9} {...form.text('description')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={!form.dirty}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
