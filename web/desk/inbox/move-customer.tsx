import { useState } from 'react';
import { customerTimeline, getContact, workload } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { setContactCustomer } from '#contract/handling.ts';
import { searchCustomers } from '#contract/customers.ts';
import {
  Button,
  CheckField,
  Chip,
  Dialog,
  FormMessage,
  problemText,
  useApi,
  useSettled,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import type { FullContact } from './types.ts';

/** The contact belongs to somebody else: a person decides, never the system. */
export default function MoveCustomer({ contact, onClose }: { contact: FullContact; onClose: () => void }) {
  const t = useText('inbox');
  const kit = useText('kit');
  const [search, setSearch] = useState('');
  const [target, setTarget] = useState('');
  const [keep, setKeep] = useState(true);
  const settled = useSettled(search.trim());
  const found = useApi(
    searchCustomers,
    { query: { search: settled, limit: 20 } },
    { enabled: settled.length >= 2, keepPrevious: true },
  );
  const write = useWrite(setContactCustomer, {
    invalidates: [getContact, getConversation, workload, customerTimeline],
    onSuccess: onClose,
  });
  return (
    <Dialog
      title={t('move.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            disabled={target === ''}
            busy={write.isPending}
            onClick={() =>
              write.mutate({ params: { id: contact.id }, body: { customer: target, addIdentity: keep } })
            }
          >
            {t('move.submit')}
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="t2">{t('move.text', { name: contact.customerName })}</p>
        <FormMessage>{write.error === null ? null : problemText(write.error, kit)}</FormMessage>
        <input
          className="input"
          type="search"
          data-autofocus
          aria-label={t('move.search')}
          placeholder={t('move.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="choices" role="radiogroup" aria-label={t('move.customers')}>
          {found.data?.items
            .filter(({ id }) => id !== contact.customer)
            .map((one) => (
              <label key={one.id} className="choice">
                <input
                  type="radio"
                  name="customer"
                  checked={target === one.id}
                  onChange={() => setTarget(one.id)}
                />
                <span className="ell grow">{one.name}</span>
                {one.state === 'provisional' && <Chip>{t('customer.provisional')}</Chip>}
                <span className="t3 s12 num">{one.number}</span>
              </label>
            ))}
          {found.data?.items.length === 0 && <p className="menu-empty">{t('move.nobody')}</p>}
        </div>
        <CheckField
          label={t('move.keep')}
          checked={keep}
          onChange={(event) => setKeep(event.target.checked)}
        />
      </div>
    </Dialog>
  );
}
