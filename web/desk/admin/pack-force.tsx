import { useState } from 'react';
import { forcePack } from '#contract/clock-packs.ts';
import { listPacks, type PackView } from '#contract/clocks.ts';
import {
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  nameIn,
  TextField,
  toast,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { MovesPart } from './moves-part.tsx';

/** Puts a draft in force from a day, after showing which open limits it moves. */
export function ForcePack({ pack, onClose }: { pack: PackView; onClose: () => void }) {
  const t = useText('clocks');
  const kit = useText('kit');
  const form = useForm({ from: pack.validFrom, why: '' });
  const [earlier, setEarlier] = useState(false);
  const { from } = form.values;
  const unconfirmed = pack.standards.filter(({ confirmed }) => !confirmed).length;
  const submit = form.submit(async (values) => {
    await callPatiently(forcePack, {
      params: { id: pack.id },
      body: { ...values, version: pack.version, earlier },
    });
    await refresh(listPacks);
    toast(t('pack.forced', { name: nameIn(pack.name) }));
    onClose();
  });
  return (
    <Dialog title={t('pack.forceTitle', { name: nameIn(pack.name) })} size={680} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p>{t('pack.forceText')}</p>
        {unconfirmed > 0 && <p className="help">{t('pack.unconfirmed', { count: unconfirmed })}</p>}
        <TextField label={t('pack.forceFrom')} type="date" {...form.text('from')} data-autofocus />
        <MovesPart
          wish={/^\d{4}-\d\d-\d\d$/.test(from) ? { pack: pack.id, from } : null}
          known={earlier}
          onKnown={setEarlier}
        />
        <TextField label={t('packs.why')} help={t('packs.whyHelp')} {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('pack.force')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
