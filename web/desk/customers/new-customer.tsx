import { createCustomer, searchCustomers } from '#contract/customers.ts';
import { languages } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Dialog,
  formats,
  FormMessage,
  invalidate,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';

/** Makes a customer by hand, with the addresses that are known. */
export function NewCustomer({ onClose }: { onClose: () => void }) {
  const t = useText('customers');
  const form = useForm({
    kind: 'person' as 'person' | 'company',
    name: '',
    language: 'it',
    email: '',
    phone: '',
    fiscal: '',
  });
  const fiscal = form.values.kind === 'person' ? ('fiscal_code' as const) : ('vat_number' as const);
  const given = (['email', 'phone', 'fiscal'] as const).filter((name) => form.values[name].trim() !== '');
  // The server names an identity by its place in the list; the list holds only what was filled in.
  const error = (name: (typeof given)[number]) => {
    const at = given.indexOf(name);
    return at < 0 ? undefined : form.error(`identities[${at}].value`);
  };
  const submit = form.submit(async (values) => {
    const made = await callPatiently(createCustomer, {
      body: {
        kind: values.kind,
        name: values.name,
        language: values.language,
        identities: given.map((name) => ({
          type: name === 'fiscal' ? fiscal : name,
          value: values[name],
          primary: true,
        })),
      },
    });
    invalidate(searchCustomers);
    go(`/customers/${made.id}`);
  });
  return (
    <Dialog title={t('new.title')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
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
        <div className="form-row">
          <TextField
            label={t('identity.email')}
            optional
            type="email"
            {...form.text('email')}
            error={error('email')}
          />
          <TextField
            label={t('identity.phone')}
            optional
            type="tel"
            {...form.text('phone')}
            error={error('phone')}
          />
        </div>
        <TextField
          label={t(`identity.${fiscal}`)}
          optional
          {...form.text('fiscal')}
          error={error('fiscal')}
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
