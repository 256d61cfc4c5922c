import { useState } from 'react';
import { changeHolder, listParties } from '#contract/case-relations.ts';
import { getCase, listCaseEntries, type CaseView } from '#contract/cases.ts';
import { searchCustomers } from '#contract/customers.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  invalidate,
  useApi,
  useForm,
  useSettled,
  useText,
} from '#web/kit/index.ts';

/** The case belongs to another customer: who, and why. */
export default function HolderDialog({ one, onClose }: { one: CaseView; onClose: () => void }) {
  const t = useText('relations');
  const kit = useText('kit');
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim());
  const found = useApi(
    searchCustomers,
    { query: { search: settled, limit: 20 } },
    { enabled: settled.length >= 2, keepPrevious: true },
  );
  const form = useForm({ customer: '', why: '' });
  const submit = form.submit(async ({ customer, why }) => {
    await callPatiently(changeHolder, {
      params: { id: one.id },
      body: { customer, why, version: one.version },
    });
    invalidate(getCase, { params: { id: one.id } });
    invalidate(listParties, { params: { id: one.id } });
    invalidate(listCaseEntries);
    onClose();
  });
  const picked = form.text('customer');
  return (
    <Dialog title={t('holder.title')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <p className="t2">{t('holder.lead', { name: one.customerName })}</p>
        <FormMessage>{form.message ?? picked.error ?? null}</FormMessage>
        <input
          className="input"
          type="search"
          data-autofocus
          aria-label={t('holder.search')}
          placeholder={t('holder.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="choices" role="radiogroup" aria-label={t('holder.found')}>
          {found.data?.items
            .filter(({ id }) => id !== one.customer)
            .map(({ id, name, number }) => (
              <label key={id} className="choice">
                <input
                  type="radio"
                  name="holder"
                  checked={form.values.customer === id}
                  onChange={() => picked.onChange({ target: { value: id } })}
                />
                <span className="ell grow">{name}</span>
                <span className="t3 s12 num">{number}</span>
              </label>
            ))}
        </div>
        <AreaField label={t('holder.why')} rows={2} required {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={form.values.customer === '' || form.values.why.trim().length < 3}
          >
            {t('holder.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
