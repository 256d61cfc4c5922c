import { createFlow, flowParts, listFlows, type Flow } from '#contract/flows.ts';
import {
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';

/** A code out of a name: what addresses and files call it. */
const codeOf = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);

/** A flow that is new, or a copy of another. */
export function NewFlowDialog({ flows, onClose }: { flows: Flow[]; onClose: () => void }) {
  const t = useText('flows');
  const kit = useText('kit');
  const parts = useApi(flowParts);
  const form = useForm({ it: '', en: '', code: '', copyOf: '', queue: '' });
  const { it, en, copyOf } = form.values;
  const code = form.values.code || codeOf(it);
  const queue = form.values.queue || (parts.data?.queues[0]?.code ?? '');
  const submit = form.submit(async () => {
    const made = await callPatiently(createFlow, {
      body: {
        code,
        name: { it: it.trim(), en: en.trim() || it.trim() },
        ...(copyOf === '' ? (queue === '' ? {} : { queue }) : { copyOf }),
      },
    });
    await refresh(listFlows, flowParts);
    onClose();
    go(`/flows/${made.code}`);
  });
  return (
    <Dialog title={t('new.title')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField
          label={t('settings.nameIt')}
          data-autofocus
          maxLength={200}
          {...form.text('it')}
          error={form.error('name.it')}
        />
        <TextField
          label={t('settings.nameEn')}
          optional
          maxLength={200}
          {...form.text('en')}
          error={form.error('name.en')}
        />
        <TextField
          label={t('new.code')}
          help={t('new.codeHelp')}
          spellCheck={false}
          maxLength={40}
          {...form.text('code')}
          value={code}
        />
        <SelectField
          label={t('new.from')}
          options={[
            { value: '', label: t('new.empty') },
            ...flows.map((one) => ({ value: one.code, label: t('new.copyOf', { name: nameIn(one.name) }) })),
          ]}
          {...form.text('copyOf')}
        />
        {copyOf === '' && (
          <SelectField
            label={t('settings.person')}
            help={t('settings.personHelp')}
            options={(parts.data?.queues ?? []).map((one) => ({ value: one.code, label: one.name }))}
            {...form.text('queue')}
            value={queue}
          />
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={it.trim() === '' || code === ''}>
            {t('new.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
