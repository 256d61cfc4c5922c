import { IconPhoneOutgoing } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { cancelCallback, listCallbacks, type Callback } from '#contract/callbacks.ts';
import { listCaseEntries, type CaseView } from '#contract/cases.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  FormMessage,
  Loaded,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { callTime, shownNumber } from '../callbacks/numbers.ts';

const Reschedule = lazy(() => import('../callbacks/reschedule.tsx'));
const PromiseCallback = lazy(() => import('../callbacks/promise.tsx'));

/** The calls that are owed to the customer about a case, and how they went. */
export default function CaseCalls({ one, writes }: { one: CaseView; writes: boolean }) {
  const t = useText('charge');
  const handles = useMay('contact.handle');
  const reads = useMay('contact.read');
  const calls = useApi(
    listCallbacks,
    { query: { case: one.id, sort: 'newest', limit: 50 } },
    { enabled: reads },
  );
  const [promising, setPromising] = useState(false);
  const [leaving, setLeaving] = useState<Callback | null>(null);
  const [moving, setMoving] = useState<Callback | null>(null);
  if (!reads) return null;
  return (
    <section className="side-part" aria-labelledby="case-calls">
      <div className="row">
        <h3 id="case-calls">
          {t('calls.title')} <span className="t3 num">{calls.data?.items.length ?? ''}</span>
        </h3>
        <span className="grow" />
        {writes && one.status !== 'closed' && (
          <Button small icon={<IconPhoneOutgoing size={14} aria-hidden />} onClick={() => setPromising(true)}>
            {t('calls.promise')}
          </Button>
        )}
      </div>
      <Loaded query={calls} rows={1} height={40}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="t3 s12">{t('calls.none')}</p>
          ) : (
            <ul className="steps">
              {items.map((call) => (
                <CallRow
                  key={call.contact.id}
                  call={call}
                  {...(handles ? { onCancel: () => setLeaving(call), onMove: () => setMoving(call) } : {})}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {promising && (
        <Suspense>
          <PromiseCallback
            contact={{ customer: one.customer, customerName: one.customerName, queue: null }}
            about={one.id}
            onClose={() => {
              setPromising(false);
              void refresh(listCallbacks, listCaseEntries);
            }}
          />
        </Suspense>
      )}
      {moving !== null && (
        <Suspense>
          <Reschedule callback={moving} onClose={() => setMoving(null)} />
        </Suspense>
      )}
      {leaving !== null && <Cancel call={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function CallRow({ call, onCancel, onMove }: { call: Callback; onCancel?: () => void; onMove?: () => void }) {
  const t = useText('charge');
  const words = useText('callbacks');
  const when = call.dueAt ?? call.promisedAt;
  return (
    <li className="step-row">
      <p className="row">
        <Chip tone={call.state === 'reached' ? 'ok' : call.state === 'open' ? 'accent' : 'mute'}>
          {words(`state.${call.state}`)}
        </Chip>
        <span className="num ell grow">{shownNumber(call.number)}</span>
        {call.state === 'open' && when !== null && <span className="t2 s12 num">{callTime(when)}</span>}
      </p>
      {call.note !== '' && (
        <p className="clamp" dir="auto">
          {call.note}
        </p>
      )}
      <p className="row s12 t3">
        <span className="ell">{call.contact.queueName}</span>
        <span className="grow" />
        {onMove !== undefined && call.state === 'open' && (
          <button type="button" className="link" onClick={onMove}>
            {t('calls.move')}
          </button>
        )}
        {onCancel !== undefined && call.state === 'open' && (
          <button type="button" className="link" onClick={onCancel}>
            {t('calls.cancel')}
          </button>
        )}
        <Link to={`/inbox/${call.contact.id}`} className="link">
          {t('calls.open')}
        </Link>
      </p>
    </li>
  );
}

function Cancel({ call, onClose }: { call: Callback; onClose: () => void }) {
  const t = useText('charge');
  const kit = useText('kit');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(cancelCallback, { params: { id: call.contact.id }, body: { why } });
    await refresh(listCallbacks, listCaseEntries);
    onClose();
  });
  return (
    <Dialog title={t('calls.cancelTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField label={t('calls.why')} rows={2} required data-autofocus {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy} disabled={form.values.why.trim() === ''}>
            {t('calls.cancelTitle')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
