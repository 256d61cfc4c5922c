import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import {
  addParty,
  changeParty,
  listParties,
  partyCapacities,
  type CaseParty,
} from '#contract/case-relations.ts';
import { listCaseEntries, type CaseView } from '#contract/cases.ts';
import { uploadAttachment } from '#contract/conversations.ts';
import { searchCustomers } from '#contract/customers.ts';
import { listCasePapers } from '#contract/escalations.ts';
import { languages } from '#contract/words.ts';
import {
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Chip,
  Dialog,
  Field,
  FormMessage,
  formats,
  invalidate,
  SelectField,
  TextField,
  toastProblem,
  upload,
  useApi,
  useForm,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';

const roles = ['delegate', 'observer', 'affected'] as const;
const hows = ['phone', 'writing', 'desk'] as const;
const channels = ['email', 'pec', 'sms', 'none'] as const;
const orNull = (value: string) => (value.trim() === '' ? null : value.trim());

/** Gives somebody a part in a case, or changes it. */
export default function PartyDialog({
  one,
  party,
  onClose,
}: {
  one: CaseView;
  party: CaseParty | null;
  onClose: () => void;
}) {
  const t = useText('relations');
  const form = useForm({
    role: (party?.role ?? 'delegate') as (typeof roles)[number],
    name: party?.name ?? '',
    customer: party?.customer ?? '',
    email: party?.email ?? '',
    pec: party?.pec ?? '',
    phone: party?.phone ?? '',
    language: party?.language ?? 'it',
    channel: party?.channel ?? '',
    capacity: party?.capacity ?? '',
    validFrom: party?.validFrom ?? '',
    validUntil: party?.validUntil ?? '',
    document: '',
    agreed: party?.consent != null,
    how: (party?.consent?.how ?? 'phone') as (typeof hows)[number] | 'page',
    words: party?.consent?.words ?? '',
    note: party?.note ?? '',
  });
  const { values } = form;
  const known = values.customer !== '';
  // Short messages and certified mail want a yes, and so does keeping somebody informed.
  const wantsYes = !known && (values.channel === 'sms' || values.channel === 'pec');
  const asks = wantsYes || (values.role === 'observer' && values.agreed);
  const submit = form.submit(async (now) => {
    const consent = asks
      ? party?.consent != null && party.consent.words === now.words && party.consent.how === now.how
        ? undefined
        : { how: now.how, words: now.words }
      : party === null || party.consent === null
        ? undefined
        : null;
    const common = {
      ...(known
        ? {}
        : {
            email: orNull(now.email),
            pec: orNull(now.pec),
            phone: orNull(now.phone),
            language: now.language as (typeof languages)[number],
            channel: orNull(now.channel) as CaseParty['channel'],
          }),
      capacity: now.role === 'delegate' ? ((orNull(now.capacity) as CaseParty['capacity']) ?? null) : null,
      validFrom: orNull(now.validFrom),
      validUntil: orNull(now.validUntil),
      ...(now.document === '' ? {} : { document: now.document }),
      ...(consent === undefined ? {} : { consent }),
      note: now.note,
    };
    if (party === null)
      await callPatiently(addParty, {
        params: { id: one.id },
        body: { ...common, role: now.role, ...(known ? { customer: now.customer } : { name: now.name }) },
      });
    else
      await callPatiently(changeParty, {
        params: { id: one.id, party: party.id! },
        body: { ...common, ...(known ? {} : { name: now.name }) },
      });
    invalidate(listParties, { params: { id: one.id } });
    invalidate(listCaseEntries, { params: { id: one.id } });
    onClose();
  });
  return (
    <Dialog title={t(party === null ? 'parties.add' : 'parties.changeTitle')} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {party === null && (
          <SelectField
            label={t('parties.roleLabel')}
            help={t(`parties.roleHelp.${values.role}`)}
            options={roles.map((value) => ({ value, label: t(`parties.role.${value}`) }))}
            {...form.text('role')}
            data-autofocus
          />
        )}
        {party === null ? (
          <Person
            name={values.name}
            customer={values.customer}
            holder={one.customer}
            error={form.error('name') ?? form.error('customer')}
            onChange={({ name, customer }) => {
              form.set('name', name);
              form.set('customer', customer);
            }}
          />
        ) : known ? (
          <p className="t2">{party.name}</p>
        ) : (
          <TextField label={t('parties.name')} {...form.text('name')} data-autofocus />
        )}
        {!known && (
          <>
            <TextField label={t('parties.email')} type="email" optional {...form.text('email')} />
            <div className="two-fields">
              <TextField label={t('parties.pec')} type="email" optional {...form.text('pec')} />
              <TextField label={t('parties.phone')} type="tel" optional {...form.text('phone')} />
            </div>
            <div className="two-fields">
              <SelectField
                label={t('parties.channelLabel')}
                options={[
                  { value: '', label: t('parties.channel.asNow') },
                  ...channels.map((value) => ({ value, label: t(`parties.channel.${value}`) })),
                ]}
                {...form.text('channel')}
              />
              <SelectField
                label={t('parties.language')}
                options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
                {...form.text('language')}
              />
            </div>
          </>
        )}
        {values.role === 'delegate' && (
          <>
            <SelectField
              label={t('parties.capacityLabel')}
              options={[
                { value: '', label: t('parties.capacity.none') },
                ...partyCapacities.map((value) => ({ value, label: t(`parties.capacity.${value}`) })),
              ]}
              {...form.text('capacity')}
            />
            <div className="two-fields">
              <TextField label={t('parties.validFrom')} type="date" optional {...form.text('validFrom')} />
              <TextField label={t('parties.validUntil')} type="date" optional {...form.text('validUntil')} />
            </div>
            <DocumentField
              id={one.id}
              there={party?.document ?? null}
              value={values.document}
              error={form.error('document')}
              onChange={(document) => form.set('document', document)}
            />
          </>
        )}
        {values.role === 'observer' && !wantsYes && (
          <CheckField
            label={t('parties.agreed')}
            checked={values.agreed}
            onChange={(event) => form.set('agreed', event.target.checked)}
          />
        )}
        {asks && (
          <fieldset className="form consent">
            <legend>{t('parties.consent')}</legend>
            {wantsYes && <p className="s12 t2">{t('parties.consentChannel')}</p>}
            <SelectField
              label={t('parties.howLabel')}
              options={[...hows, ...(values.how === 'page' ? (['page'] as const) : [])].map((value) => ({
                value,
                label: t(`parties.how.${value}`),
              }))}
              {...form.text('how')}
            />
            <TextField
              label={t('parties.words')}
              {...form.text('words')}
              error={form.error('consent.words') ?? form.error('consent') ?? form.error('words')}
            />
          </fieldset>
        )}
        <AreaField label={t('parties.note')} rows={2} optional {...form.text('note')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t(party === null ? 'parties.add' : 'save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Somebody of the register, found while one types, or only a name. */
function Person({
  name,
  customer,
  holder,
  error,
  onChange,
}: {
  name: string;
  customer: string;
  holder: string;
  error: string | undefined;
  onChange: (who: { name: string; customer: string }) => void;
}) {
  const t = useText('relations');
  const searches = useMay('customer.read');
  const settled = useSettled(name.trim());
  const open = searches && settled.length >= 3 && customer === '';
  const found = useApi(
    searchCustomers,
    { query: { search: settled, limit: 6 } },
    { enabled: open, keepPrevious: true },
  );
  const choices = open ? (found.data?.items ?? []).filter(({ id }) => id !== holder) : [];
  return (
    <>
      <Field
        label={t('parties.who')}
        help={t(customer === '' ? 'parties.whoHelp' : 'parties.known')}
        error={error}
      >
        {(ids) => (
          <input
            className="input"
            {...ids}
            autoComplete="off"
            value={name}
            onChange={(event) => onChange({ name: event.target.value, customer: '' })}
          />
        )}
      </Field>
      {choices.length > 0 && (
        <ul className="found-people" aria-label={t('parties.found')}>
          {choices.map((one) => (
            <li key={one.id}>
              <button type="button" onClick={() => onChange({ name: one.name, customer: one.id })}>
                <span className="ell grow">{one.name}</span>
                {one.state === 'provisional' && <Chip>{t('parties.provisional')}</Chip>}
                <span className="t3 s12 num">{one.number}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The document of the delegation: a file that came with the case, or one from here. */
function DocumentField({
  id,
  there,
  value,
  error,
  onChange,
}: {
  id: string;
  there: string | null;
  value: string;
  error: string | undefined;
  onChange: (file: string) => void;
}) {
  const t = useText('relations');
  const offered = useApi(listCasePapers, { params: { id } });
  const uploads = useMay('contact.handle');
  const [added, setAdded] = useState<{ id: string; name: string; size: number }[]>([]);
  const [busy, setBusy] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  async function add(file: File) {
    setBusy(true);
    try {
      const kept = await upload(uploadAttachment, file);
      setAdded((now) => [...now, { id: kept.id, name: kept.name, size: kept.size }]);
      onChange(kept.id);
    } catch (problem) {
      toastProblem(problem);
    }
    setBusy(false);
  }
  return (
    <>
      <SelectField
        label={t('parties.document')}
        help={t('parties.documentHelp')}
        error={error}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        options={[
          { value: '', label: there ?? t('parties.noDocument') },
          ...[...added, ...(offered.data?.items ?? [])].map((file) => ({
            value: file.id,
            label: `${file.name} (${formats.bytes(file.size)})`,
          })),
        ]}
      />
      {uploads && (
        <div className="row">
          <Button
            small
            busy={busy}
            icon={<IconUpload size={14} aria-hidden />}
            onClick={() => picker.current?.click()}
          >
            {t('parties.upload')}
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label={t('parties.upload')}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file !== undefined) void add(file);
            }}
          />
        </div>
      )}
    </>
  );
}
