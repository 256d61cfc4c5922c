import { IconEye, IconEyeOff, IconFolderPlus, IconMailForward, IconPencil } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { getCustomer, listSegments, sharedIdentities, type Customer } from '#contract/customers.ts';
import {
  Avatar,
  Button,
  call,
  Chip,
  Facts,
  formats,
  IconButton,
  keyOf,
  Loaded,
  nameIn,
  Page,
  queryClient,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { NewCase } from '../cases/new-case.tsx';
import { EditCustomer } from './edit-customer.tsx';
import { Identities } from './identities.tsx';
import { Timeline } from './timeline.tsx';
import { WriteFirst } from './write-first.tsx';
import './customers.css';

const CustomerAppointments = lazy(() => import('../offices/customer-appointments.tsx'));
const PinDialog = lazy(() => import('./pin.tsx'));
const Parts = lazy(() => import('./parts.tsx'));
const News = lazy(() => import('./news.tsx'));

/** One customer: who, how to reach them, what they have, and everything that happened, on all channels. */
export default function CustomerScreen() {
  const { id = '' } = useParams({ strict: false });
  const t = useText('customers');
  const customer = useApi(getCustomer, { params: { id } });
  if (customer.data === undefined)
    return (
      <Page title={t('one')}>
        <Loaded query={customer} rows={6}>
          {() => null}
        </Loaded>
      </Page>
    );
  return <CustomerPage key={id} customer={customer.data} />;
}

function CustomerPage({ customer }: { customer: Customer }) {
  const t = useText('customers');
  const writes = useMay('customer.write');
  const handles = useMay('contact.handle');
  const opensCases = useMay('case.write');
  const readsCases = useMay('case.read');
  const [dialog, setDialog] = useState<'edit' | 'write' | 'case' | null>(null);
  const close = () => setDialog(null);
  return (
    <Page
      title={customer.name}
      lead={
        <span className="row">
          <span className="num t3">{customer.number}</span>
          {customer.state === 'provisional' ? (
            <Chip tone="warn">{t('provisional')}</Chip>
          ) : (
            <Chip>{t(customer.kind)}</Chip>
          )}
          <Segment code={customer.segment} />
        </span>
      }
      actions={
        <>
          {writes && (
            <Button icon={<IconPencil size={15} aria-hidden />} onClick={() => setDialog('edit')}>
              {customer.state === 'provisional' ? t('edit.name') : t('edit.title')}
            </Button>
          )}
          {opensCases && (
            <Button icon={<IconFolderPlus size={15} aria-hidden />} onClick={() => setDialog('case')}>
              {t('openCase')}
            </Button>
          )}
          {handles && (
            <Button
              look="solid"
              icon={<IconMailForward size={15} aria-hidden />}
              onClick={() => setDialog('write')}
            >
              {t('write.title')}
            </Button>
          )}
        </>
      }
    >
      <div className="flush-body two-pane">
        <div className="side">
          <Who customer={customer} writes={writes} />
          <Suspense>
            <News id={customer.id} writes={writes} />
            {readsCases && <Parts id={customer.id} />}
          </Suspense>
          <Shared id={customer.id} />
          <Suspense fallback={null}>
            <CustomerAppointments customer={customer} />
          </Suspense>
          <Positions customer={customer} />
        </div>
        <section className="main-pane" aria-label={t('timeline.title')}>
          <Timeline customer={customer.id} />
        </section>
      </div>
      {dialog === 'edit' && <EditCustomer customer={customer} onClose={close} />}
      {dialog === 'write' && <WriteFirst customer={customer} onClose={close} />}
      {dialog === 'case' && (
        <NewCase customer={customer.id} onClose={close} onOpened={(id) => go(`/cases/${id}`)} />
      )}
    </Page>
  );
}

/** The kind of customer, by its name. */
function Segment({ code }: { code: string | null }) {
  const found = useApi(listSegments, undefined, { enabled: code !== null }).data?.items.find(
    (one) => one.code === code,
  );
  return found === undefined ? null : <Chip tone="line">{nameIn(found.name)}</Chip>;
}

/** Personal data are covered; uncovering asks the server again, which logs the look. */
function Who({ customer, writes }: { customer: Customer; writes: boolean }) {
  const t = useText('customers');
  const [shown, setShown] = useState(false);
  const [pin, setPin] = useState(false);
  const [busy, setBusy] = useState(false);
  async function reveal() {
    if (shown) {
      setShown(false);
      return;
    }
    setBusy(true);
    const input = { params: { id: customer.id } };
    try {
      queryClient.setQueryData(keyOf(getCustomer, input), await call(getCustomer, input));
      setShown(true);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="side-part" aria-label={t('who')}>
      <div className="row">
        <Avatar name={customer.name} size="l" />
        <div className="grow">
          <h2 className="ell" dir="auto">
            {customer.name}
          </h2>
          <p className="t3 s12">
            {t('since', { day: formats.shortDate(customer.createdAt) })} ·{' '}
            {formats.languageName(customer.language)}
          </p>
        </div>
        <IconButton
          label={t(shown ? 'cover' : 'reveal')}
          aria-pressed={shown}
          disabled={busy}
          onClick={() => void reveal()}
        >
          {shown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
        </IconButton>
      </div>
      <Identities customer={customer} shown={shown} writes={writes} />
      {writes && (
        <div className="row">
          <span className="grow t2">{t('pin.where')}</span>
          <Button small onClick={() => setPin(true)}>
            {t('pin.set')}
          </Button>
        </div>
      )}
      {pin && (
        <Suspense fallback={null}>
          <PinDialog customer={customer} onClose={() => setPin(false)} />
        </Suspense>
      )}
      {customer.notes !== '' && (
        <p className="notice note-text" dir="auto">
          {customer.notes}
        </p>
      )}
    </section>
  );
}

/** Others who share an address: told, never merged. */
function Shared({ id }: { id: string }) {
  const t = useText('customers');
  const shared = useApi(sharedIdentities, { params: { id } });
  const others = shared.data?.items ?? [];
  if (others.length === 0) return null;
  return (
    <section className="side-part" aria-labelledby="shared-title">
      <h3 id="shared-title">{t('shared.title')}</h3>
      <p className="help">{t('shared.help')}</p>
      <ul className="plain-rows">
        {others.map((one) => (
          <li key={one.id} className="row">
            <Link to={`/customers/${one.id}`} className="ell grow">
              {one.name}
            </Link>
            <span className="num t3 s12">{one.number}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Positions({ customer }: { customer: Customer }) {
  const t = useText('customers');
  return (
    <section className="side-part" aria-labelledby="positions-title">
      <h3 id="positions-title">
        {t('positions.title')} <span className="t3 num">{customer.positions.length}</span>
      </h3>
      {customer.positions.length === 0 && <p className="t3">{t('positions.none')}</p>}
      {customer.positions.map((one) => (
        <div key={one.id} className="position">
          <div className="row">
            <b className="grow ell">{t(`positions.kind.${one.kind}`, { defaultValue: one.kind })}</b>
            <Chip tone={one.state === 'active' ? 'ok' : 'mute'}>
              {t(`positions.state.${one.state}`, { defaultValue: one.state })}
            </Chip>
          </div>
          <Facts
            facts={[
              [
                t('positions.code'),
                <bdi key="code" dir="ltr" className="num">
                  {one.code}
                </bdi>,
              ],
              ...(one.address === '' ? [] : [[t('positions.address'), one.address] as [string, string]]),
              ...(one.since === null
                ? []
                : [[t('positions.since'), formats.shortDate(one.since)] as [string, string]]),
              ...Object.entries(one.details)
                .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
                .map(([name, value]): [string, string] => [
                  t(`positions.detail.${name}`, { defaultValue: name }),
                  /^\d{4}-\d\d-\d\d$/.test(String(value)) ? formats.shortDate(String(value)) : String(value),
                ]),
            ]}
          />
        </div>
      ))}
    </section>
  );
}
