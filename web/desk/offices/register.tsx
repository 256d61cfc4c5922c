import { useState } from 'react';
import { searchCustomers } from '#contract/customers.ts';
import { listCounterQueues, listVisits, registerVisit, visitPriorities } from '#contract/offices.ts';
import type { Output } from '#contract/route.ts';
import { languages } from '#contract/words.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  formats,
  invalidate,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useForm,
  useSettled,
  useText,
} from '#web/kit/index.ts';

type Queues = Output<typeof listCounterQueues>['items'];
type Registered = Output<typeof registerVisit>;

/** Somebody has come: who they are, what for, and the ticket they get. */
export function Register({ queues, onClose }: { queues: Queues; onClose: () => void }) {
  const t = useText('work');
  const [done, setDone] = useState<Registered | null>(null);
  return (
    <Dialog title={t('visit.register')} onClose={onClose} size={560}>
      {done === null ? (
        <Form queues={queues} onClose={onClose} onDone={setDone} />
      ) : (
        <Ticket done={done} onClose={onClose} onNext={() => setDone(null)} />
      )}
    </Dialog>
  );
}

function Form({
  queues,
  onClose,
  onDone,
}: {
  queues: Queues;
  onClose: () => void;
  onDone: (done: Registered) => void;
}) {
  const t = useText('work');
  const kit = useText('kit');
  const form = useForm({
    queue: queues[0]?.id ?? '',
    name: '',
    customer: '',
    subject: '',
    note: '',
    language: 'it',
    priority: '',
  });
  const { name, customer } = form.values;
  const settled = useSettled(name.trim());
  const found = useApi(
    searchCustomers,
    { query: { search: settled, limit: 6 } },
    { enabled: settled.length >= 3 && customer === '', keepPrevious: true },
  );
  const submit = form.submit(async (values) => {
    const made = await callPatiently(registerVisit, {
      body: {
        queue: values.queue,
        ...(values.customer === '' ? { name: values.name } : { customer: values.customer }),
        subject: values.subject,
        note: values.note,
        ...(values.customer === '' ? { language: values.language } : {}),
        priority: values.priority === '' ? null : (values.priority as (typeof visitPriorities)[number]),
      },
    });
    invalidate(listVisits);
    invalidate(listCounterQueues);
    onDone(made);
  });
  const choices = customer === '' && settled.length >= 3 ? (found.data?.items ?? []) : [];
  return (
    <form className="form" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <SelectField
        label={t('visit.queue')}
        options={queues.map(({ id, name: label, waiting }) => ({
          value: id,
          label: `${label} · ${t('visit.waiting', { count: waiting })}`,
        }))}
        {...form.text('queue')}
      />
      <Field
        label={t('visit.who')}
        help={t(customer === '' ? 'visit.whoHelp' : 'visit.known')}
        error={form.error('name') ?? form.error('customer')}
      >
        {(ids) => (
          <input
            className="input"
            {...ids}
            data-autofocus
            autoComplete="off"
            value={name}
            onChange={(event) => {
              form.set('name', event.target.value);
              form.set('customer', '');
            }}
          />
        )}
      </Field>
      {choices.length > 0 && (
        <ul className="visit-customers" aria-label={t('visit.found')}>
          {choices.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => {
                  form.set('name', one.name);
                  form.set('customer', one.id);
                  form.set('language', one.language);
                }}
              >
                <span className="ell grow">{one.name}</span>
                <span className="t3 s12 num">{one.number}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextField label={t('visit.subject')} {...form.text('subject')} />
      <AreaField label={t('visit.note')} optional rows={2} {...form.text('note')} />
      <div className="form-row">
        <SelectField
          label={t('visit.language')}
          disabled={customer !== ''}
          options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          {...form.text('language')}
        />
        <SelectField
          label={t('visit.priorityLabel')}
          options={[
            { value: '', label: t('visit.noPriority') },
            ...visitPriorities.map((value) => ({ value, label: t(`visit.priority.${value}`) })),
          ]}
          {...form.text('priority')}
        />
      </div>
      <p className="help">{t('visit.priorityHelp')}</p>
      <div className="form-actions">
        <Button onClick={onClose}>{kit('cancel')}</Button>
        <Button
          type="submit"
          look="solid"
          busy={form.busy}
          disabled={name.trim() === '' || form.values.subject.trim() === ''}
        >
          {t('visit.give')}
        </Button>
      </div>
    </form>
  );
}

/** The ticket, large enough to be read aloud; or what to say where the queue takes nobody. */
function Ticket({
  done: { visit, ahead, estimatedSeconds, blocked },
  onClose,
  onNext,
}: {
  done: Registered;
  onClose: () => void;
  onNext: () => void;
}) {
  const t = useText('work');
  const kit = useText('kit');
  return (
    <div className="visit-ticket" role="status">
      {blocked === null ? (
        <>
          <p className="t2">{visit.customerName}</p>
          <p className="visit-number num">{visit.ticket}</p>
          <p>{visit.queueName}</p>
          <p className="t2">
            {ahead === 0 ? t('visit.first') : t('visit.ahead', { count: ahead })}
            {estimatedSeconds !== null &&
              ` · ${t('visit.estimate', { time: formats.span(estimatedSeconds) })}`}
          </p>
        </>
      ) : (
        <>
          <h3>{t(`visit.blocked.${blocked.because}`)}</h3>
          <p className="t2">{nameIn(blocked.text)}</p>
        </>
      )}
      <div className="form-actions">
        <Button onClick={onNext}>{t('visit.next')}</Button>
        <Button look="solid" onClick={onClose} data-autofocus>
          {kit('close')}
        </Button>
      </div>
    </div>
  );
}
