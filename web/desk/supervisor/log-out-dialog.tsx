import { useState } from 'react';
import { listContacts } from '#contract/contacts.ts';
import { logOutAgent } from '#contract/control.ts';
import { listAgents, type ListedAgent } from '#contract/routing.ts';
import {
  Button,
  callPatiently,
  ChannelIcon,
  Chip,
  Dialog,
  FormMessage,
  formats,
  Loaded,
  toast,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { isWhy, rememberWhy, WhyField } from '../steering/why.tsx';

const shown = 8;

/** Ends an agent's work at all their desks; first of all it says what they have open, and what becomes of it. */
export function LogOutDialog({ agent, onClose }: { agent: ListedAgent; onClose: () => void }) {
  const t = useText('supervisor');
  const kit = useText('kit');
  const open = useApi(
    listContacts,
    { query: { agent: agent.id, state: 'active,wrap_up', sort: 'oldest', limit: 200 } },
    { staleTime: 0 },
  );
  const [contacts, setContacts] = useState<'return' | 'keep'>('return');
  const form = useForm({ why: '' });
  const held = open.data?.items.filter(({ state }) => state === 'active').length ?? 0;
  const wrapping = (open.data?.items.length ?? 0) - held;
  const submit = form.submit(async ({ why }) => {
    const { returned } = await callPatiently(logOutAgent, {
      params: { id: agent.id },
      body: { contacts, why: why.trim() },
    });
    rememberWhy(why.trim());
    await refresh(listAgents);
    toast(t('logOut.done', { name: agent.name, count: returned.length }));
    onClose();
  });
  return (
    <Dialog title={t('logOut.title', { name: agent.name })} onClose={onClose} size={520}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p>{t('logOut.text')}</p>
        <section className="open-part" aria-label={t('logOut.open')}>
          <h3>{t('logOut.open')}</h3>
          <Loaded query={open} rows={2} height={24}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="t2">{t('logOut.nothing')}</p>
              ) : (
                <ul className="open-work">
                  {items.slice(0, shown).map((one) => (
                    <li key={one.id}>
                      <ChannelIcon channel={one.channel} size={14} />
                      <span className="ell">{one.customerName}</span>
                      <span className="ell t2 grow">{one.subject === '' ? one.preview : one.subject}</span>
                      {one.state === 'wrap_up' && <Chip tone="warn">{t('list.wrapUp')}</Chip>}
                    </li>
                  ))}
                  {items.length > shown && (
                    <li className="t2">{t('logOut.more', { count: items.length - shown })}</li>
                  )}
                </ul>
              )
            }
          </Loaded>
        </section>
        {held > 0 && (
          <fieldset className="lend-part">
            <legend className="field-label">
              {t('logOut.what', { count: held, number: formats.number(held) })}
            </legend>
            {(['return', 'keep'] as const).map((one) => (
              <label key={one} className="step-choice">
                <input
                  type="radio"
                  name="contacts"
                  checked={contacts === one}
                  onChange={() => setContacts(one)}
                />
                {t(`logOut.${one}`)}
              </label>
            ))}
          </fieldset>
        )}
        {wrapping > 0 && <p className="help">{t('logOut.wrapping', { count: wrapping })}</p>}
        <WhyField {...form.text('why')} first />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy} disabled={!isWhy(form.values.why)}>
            {t('logOut.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
