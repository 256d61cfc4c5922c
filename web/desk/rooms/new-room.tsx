import { listColleagues, listServices } from '#contract/access.ts';
import { listRooms, openRoom } from '#contract/rooms.ts';
import {
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Dialog,
  FormMessage,
  invalidate,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { CheckList } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';

/** A new room on a subject: what it is about, whose it is, who is in it from the beginning. */
export default function NewRoom({ onClose }: { onClose: () => void }) {
  const t = useText('rooms');
  const kit = useText('kit');
  const me = useMe();
  const services = useApi(listServices);
  const colleagues = useApi(listColleagues);
  const form = useForm({ name: '', topic: '', service: '', open: true, members: [] as string[] });
  const submit = form.submit(async ({ name, topic, service, open, members }) => {
    const room = await callPatiently(openRoom, {
      body: { kind: 'subject', name, topic, service: service === '' ? null : service, open, members },
    });
    invalidate(listRooms);
    onClose();
    go(`/rooms/${room.id}`);
  });
  return (
    <Dialog title={t('new')} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField
          label={t('name')}
          help={t('nameHelp')}
          maxLength={80}
          required
          data-autofocus
          {...form.text('name')}
        />
        <AreaField label={t('topic')} rows={2} maxLength={500} {...form.text('topic')} />
        <SelectField
          label={t('service')}
          help={t('serviceHelp')}
          {...form.text('service')}
          options={[
            { value: '', label: t('everybody') },
            ...(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <CheckField
          label={t('openRoom')}
          help={t('openHelp')}
          checked={form.values.open}
          onChange={(event) => form.set('open', event.target.checked)}
        />
        <CheckList
          legend={t('withWhom')}
          options={(colleagues.data?.items ?? [])
            .filter(({ id }) => id !== me.id)
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={form.values.members}
          onChange={(members) => form.set('members', members)}
        />
        <p className="row">
          <span className="grow" />
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('make')}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
