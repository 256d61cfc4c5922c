import {
  getCustomer,
  listSegments,
  searchCustomers,
  updateCustomer,
  type Customer,
} from '#contract/customers.ts';
import { languages } from '#contract/words.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  formats,
  FormMessage,
  invalidate,
  keyOf,
  nameIn,
  queryClient,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { UnsavedGuard, useEditor } from '#web/kit/records.tsx';

/** Names, language and notes. Naming a provisional customer makes it a known one. */
export function EditCustomer({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText('customers');
  const form = useEditor({
    kind: customer.kind,
    name: customer.name,
    givenName: customer.givenName ?? '',
    familyName: customer.familyName ?? '',
    language: customer.language,
    notes: customer.notes,
    segment: customer.segment ?? '',
  });
  const segments = useApi(listSegments).data?.items ?? [];
  const provisional = customer.state === 'provisional';
  const submit = form.submit(async (values) => {
    const saved = await callPatiently(updateCustomer, {
      params: { id: customer.id },
      body: {
        ...values,
        givenName: values.givenName === '' ? null : values.givenName,
        familyName: values.familyName === '' ? null : values.familyName,
        segment: values.segment === '' ? null : values.segment,
        ...(provisional ? { state: 'known' as const } : {}),
      },
    });
    form.settle();
    queryClient.setQueryData(keyOf(getCustomer, { params: { id: customer.id } }), saved);
    invalidate(searchCustomers);
    onClose();
  });
  return (
    <Dialog title={provisional ? t('edit.name') : t('edit.dialog')} onClose={onClose}>
      <UnsavedGuard dirtyNow={form.dirtyNow} />
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {provisional && <p className="notice info">{t('edit.provisional')}</p>}
        <div className="form-row">
          <SelectField
            label={t('kind')}
            options={(['person', 'company'] as const).map((value) => ({ value, label: t(value) }))}
            {...form.text('kind')}
          />
          <SelectField
            label={t('language')}
            options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
            {...form.text('language')}
          />
        </div>
        <TextField
          label={form.values.kind === 'person' ? t('fullName') : t('companyName')}
          {...form.text('name')}
          data-autofocus
        />
        {form.values.kind === 'person' && (
          <div className="form-row">
            <TextField label={t('givenName')} optional {...form.text('givenName')} />
            <TextField label={t('familyName')} optional {...form.text('familyName')} />
          </div>
        )}
        {(segments.length > 0 || customer.segment !== null) && (
          <SelectField
            label={t('segment')}
            options={[
              { value: '', label: t('noSegment') },
              ...segments
                .filter(({ active, code }) => active || code === customer.segment)
                .map(({ code, name }) => ({ value: code, label: nameIn(name) })),
            ]}
            {...form.text('segment')}
          />
        )}
        <AreaField label={t('notes')} help={t('notesHelp')} optional rows={5} {...form.text('notes')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={!form.dirty && !provisional}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
