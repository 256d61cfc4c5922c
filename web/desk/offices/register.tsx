import { useState } from 'react';
import { listCounterQueues, listVisits, registerVisit, visitPriorities } from '#contract/offices.ts';
import type { Output } from '#contract/route.ts';
import { languages } from '#contract/words.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { TicketShown } from './ticket.tsx';
import { WhoField } from './who-field.tsx';

type Queues = Output<typeof listCounterQueues>['items'];
type Registered = Output<typeof registerVisit>;

/** Somebody has come: who they are, what for, and the ticket they get. */
export function Register({ queues, onClose }: { queues: Queues; onClose: () => void }) {
  const t = useText('work');
  const kit = useText('kit');
  const [done, setDone] = useState<Registered | null>(null);
  return (
    <Dialog title={t('visit.register')} onClose={onClose} size={560}>
      {done === null ? (
        <Form queues={queues} onClose={onClose} onDone={setDone} />
      ) : (
        <TicketShown
          name={done.visit.customerName}
          ticket={done.visit.ticket}
          queue={done.visit.queueName}
          ahead={done.ahead}
          estimatedSeconds={done.estimatedSeconds}
          blocked={done.blocked}
          actions={
            <>
              <Button onClick={() => setDone(null)}>{t('visit.next')}</Button>
              <Button look="solid" onClick={onClose} data-autofocus>
                {kit('close')}
              </Button>
            </>
          }
        />
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
      <WhoField
        who={form.values}
        error={form.error('name') ?? form.error('customer')}
        onChange={({ language, ...who }) => {
          form.set('name', who.name);
          form.set('customer', who.customer);
          if (language !== undefined) form.set('language', language);
        }}
      />
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
