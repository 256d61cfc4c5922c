import { changeRoom, getRoom, listRooms, type RoomView } from '#contract/rooms.ts';
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

/** Name, topic and openness of a room on a subject; and its end. */
export default function RoomSettings({ room, onClose }: { room: RoomView; onClose: () => void }) {
  const t = useText('rooms');
  const kit = useText('kit');
  const form = useForm({
    name: room.name,
    topic: room.topic,
    open: room.open,
    closed: room.closedAt !== null,
  });
  const submit = form.submit(async (body) => {
    await callPatiently(changeRoom, { params: { id: room.id }, body });
    invalidate(getRoom, { params: { id: room.id } });
    invalidate(listRooms);
    onClose();
  });
  return (
    <Dialog title={t('settings')} onClose={onClose} size={520}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('name')} maxLength={80} data-autofocus {...form.text('name')} />
        <AreaField label={t('topic')} rows={2} maxLength={500} {...form.text('topic')} />
        <CheckField
          label={t('openRoom')}
          help={t('openHelp')}
          checked={form.values.open}
          onChange={(event) => form.set('open', event.target.checked)}
        />
        <CheckField
          label={t('close')}
          help={t('closeHelp')}
          checked={form.values.closed}
          onChange={(event) => form.set('closed', event.target.checked)}
        />
        <p className="row">
          <span className="grow" />
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {kit('save')}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
