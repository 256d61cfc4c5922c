import { useState } from 'react';
import { myAgent } from '#contract/routing.ts';
import {
  Button,
  CheckField,
  Dialog,
  FormMessage,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import { namedTarget, TargetPicker, type Target } from './target-picker.tsx';
import { isWhy, rememberWhy, WhyField } from './why.tsx';
import type { Destination, Steered } from './verbs.ts';

/** Where contacts of others go: another queue, back into their own, an agent, or oneself. */
export default function PassDialog({
  contacts,
  onWish,
  onClose,
}: {
  contacts: readonly Steered[];
  onWish: (to: Destination) => Promise<void> | void;
  onClose: () => void;
}) {
  const t = useText('steering');
  const me = useMe();
  const [target, setTarget] = useState<Target>({ to: 'queue', id: '' });
  const form = useForm({ why: '', note: '', keepPlace: true });
  const [one] = contacts;
  const own = useApi(myAgent, undefined, { enabled: me.isAgent });
  const mine =
    me.isAgent &&
    contacts.every(({ channel, agent }) => agent !== me.id && (own.data?.load[channel]?.max ?? 0) > 0);
  const submit = form.submit(async ({ why, note, keepPlace }) => {
    await onWish({ ...namedTarget(target), keepPlace, note, why: why.trim() });
    rememberWhy(why.trim());
    onClose();
  });
  // Their own queue makes sense for what an agent has: it goes back.
  const back = contacts.every(({ agent }) => agent !== null);
  return (
    <Dialog
      title={
        contacts.length === 1
          ? t('pass.titleOne', { name: one?.customerName })
          : t('pass.title', { count: contacts.length })
      }
      onClose={onClose}
      size={540}
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TargetPicker
          // Of several contacts the first is asked for; the server looks at each.
          contact={one?.id ?? ''}
          value={target}
          onChange={setTarget}
          queueName={({ id, name }) =>
            contacts.some(({ queue }) => queue !== id) ? name : back ? t('pass.back', { name }) : null
          }
          {...(mine ? { self: { id: me.id, name: t('pass.me'), state: t('pass.atOnce') } } : {})}
        >
          {target.to === 'agent' && target.id !== '' && target.id !== me.id && (
            <p className="help">{t('pass.agentHelp')}</p>
          )}
        </TargetPicker>
        {target.id !== me.id && (
          <CheckField
            label={t('pass.keepPlace')}
            help={t('pass.keepPlaceHelp')}
            checked={form.values.keepPlace}
            onChange={(event) => form.set('keepPlace', event.target.checked)}
          />
        )}
        <WhyField {...form.text('why')} />
        <TextField
          label={t('pass.note')}
          optional
          maxLength={2000}
          autoComplete="off"
          {...form.text('note')}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={target.id === '' || !isWhy(form.values.why)}
          >
            {t('pass.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
