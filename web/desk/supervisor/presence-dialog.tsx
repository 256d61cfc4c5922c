import { listAgents, setPresence, type ListedAgent } from '#contract/routing.ts';
import type { Presence } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';

const choices = [
  'available',
  'break',
  'meal',
  'training',
  'meeting',
  'back_office',
  'coaching',
  'offline',
] as const;

/** Sets somebody else's presence; the why is kept in the audit log. */
export function PresenceDialog({ agent, onClose }: { agent: ListedAgent; onClose: () => void }) {
  const t = useText('supervisor');
  const form = useForm<{ to: (typeof choices)[number]; why: string }>({
    to: agent.presence === 'available' && agent.status !== 'not_responding' ? 'break' : 'available',
    why: '',
  });
  const submit = form.submit(async ({ to, why }) => {
    const declared: Presence = to === 'available' || to === 'offline' ? to : 'not_ready';
    await callPatiently(setPresence, {
      params: { id: agent.id },
      body: { presence: declared, reason: to === 'available' || to === 'offline' ? null : to, why },
    });
    await refresh(listAgents);
    onClose();
  });
  return (
    <Dialog title={t('presence.title', { name: agent.name })} onClose={onClose} size={440}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <SelectField
          label={t('presence.to')}
          value={form.values.to}
          error={form.error('presence') ?? form.error('reason')}
          onChange={(event) => form.set('to', event.target.value as (typeof choices)[number])}
          options={choices.map((one) => ({ value: one, label: t(`word.${one}`) }))}
          data-autofocus
        />
        <TextField
          label={t('presence.why')}
          help={t('presence.whyHelp')}
          {...form.text('why')}
          maxLength={500}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('presence.cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={form.values.why.trim().length < 3}>
            {t('presence.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
