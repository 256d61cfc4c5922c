import { IconUserPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { downloadDelegation, endParty, listParties, type CaseParty } from '#contract/case-relations.ts';
import type { CaseView } from '#contract/cases.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  urlOf,
  useApi,
  useForm,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import './relations.css';

const PartyDialog = lazy(() => import('./party-dialog.tsx'));
const HolderDialog = lazy(() => import('./holder-dialog.tsx'));
const PartyLink = lazy(() => import('./case-link.tsx').then((part) => ({ default: part.PartyLink })));

const tones: Record<CaseParty['standing'], Tone> = {
  in_force: 'ok',
  not_yet: 'line',
  expired: 'warn',
  no_document: 'warn',
  ended: 'mute',
};

/** The people of a case: its holder, who acts for them, who is kept informed, whom it concerns. */
export default function PartiesPanel({ one, writes }: { one: CaseView; writes: boolean }) {
  const t = useText('relations');
  const parties = useApi(listParties, { params: { id: one.id } });
  const [editing, setEditing] = useState<CaseParty | 'new' | null>(null);
  const [ending, setEnding] = useState<CaseParty | null>(null);
  const [paging, setPaging] = useState<CaseParty | null>(null);
  const [passing, setPassing] = useState(false);
  return (
    <section className="side-part" aria-labelledby="case-parties">
      <div className="row">
        <h3 id="case-parties">
          {t('parties.title')}{' '}
          <span className="t3 num">
            {parties.data?.items.filter(({ standing }) => standing !== 'ended').length ?? ''}
          </span>
        </h3>
        <span className="grow" />
        {writes && (
          <Button
            small
            aria-label={t('parties.add')}
            icon={<IconUserPlus size={14} aria-hidden />}
            onClick={() => setEditing('new')}
          >
            {t('add')}
          </Button>
        )}
      </div>
      <Loaded query={parties} rows={1} height={40}>
        {({ items }) => (
          <ul className="relation-rows">
            {items.map((party) => (
              <PartyRow
                key={party.id ?? 'holder'}
                id={one.id}
                party={party}
                writes={writes}
                onEdit={() => setEditing(party)}
                onEnd={() => setEnding(party)}
                onPage={() => setPaging(party)}
                onPass={() => setPassing(true)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      <Suspense>
        {passing && <HolderDialog one={one} onClose={() => setPassing(false)} />}
        {editing !== null && (
          <PartyDialog
            one={one}
            party={editing === 'new' ? null : editing}
            onClose={() => setEditing(null)}
          />
        )}
        {paging !== null && (
          <Dialog title={t('parties.pageTitle', { name: paging.name })} onClose={() => setPaging(null)}>
            <div className="form">
              <p className="t2">{t(`parties.pageShows.${paging.page ?? 'generic'}`)}</p>
              <PartyLink id={one.id} party={paging.id!} />
              <div className="form-actions">
                <Button data-autofocus onClick={() => setPaging(null)}>
                  {t('done')}
                </Button>
              </div>
            </div>
          </Dialog>
        )}
      </Suspense>
      {ending !== null && <EndParty id={one.id} party={ending} onClose={() => setEnding(null)} />}
    </section>
  );
}

function PartyRow({
  id,
  party,
  writes,
  onEdit,
  onEnd,
  onPage,
  onPass,
}: {
  id: string;
  party: CaseParty;
  writes: boolean;
  onEdit: () => void;
  onEnd: () => void;
  onPage: () => void;
  onPass: () => void;
}) {
  const t = useText('relations');
  const seesCustomers = useMay('customer.read');
  const over = party.standing === 'ended';
  const news = over
    ? t('parties.endedBy', { name: party.endedBy ?? '', day: formats.shortDate(party.endedAt ?? '') })
    : t(
        `parties.told.${party.told ?? (party.role === 'observer' && party.standing === 'in_force' ? 'noConsent' : 'nothing')}`,
      );
  const addresses = [party.email, party.pec, party.phone].filter((value) => value !== null);
  return (
    <li className={over ? 'relation-row over' : 'relation-row'}>
      <p className="row">
        <span className="ell grow">
          {party.customer !== null && seesCustomers ? (
            <Link to={`/customers/${party.customer}`}>{party.name}</Link>
          ) : (
            <b dir="auto">{party.name}</b>
          )}
        </span>
        <Chip tone={party.role === 'holder' ? 'accent' : 'line'}>{t(`parties.role.${party.role}`)}</Chip>
        {party.standing !== 'in_force' && (
          <Chip tone={tones[party.standing]}>{t(`parties.standing.${party.standing}`)}</Chip>
        )}
      </p>
      {party.role === 'holder' && writes && seesCustomers && (
        <p className="row s12">
          <span className="grow" />
          <button type="button" className="link" aria-label={t('holder.change')} onClick={onPass}>
            {t('holder.action')}
          </button>
        </p>
      )}
      {party.role !== 'holder' && (
        <>
          <p className="s12 t2">
            {[
              party.capacity === null ? '' : t(`parties.capacity.${party.capacity}`),
              party.validFrom === null ? '' : t('parties.from', { day: formats.day(party.validFrom) }),
              party.validUntil === null ? '' : t('parties.until', { day: formats.day(party.validUntil) }),
              party.channel === null || over || party.told === null
                ? news
                : `${news} (${t(`parties.channel.${party.channel}`)})`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {addresses.length > 0 && !over && <p className="s12 t3 ell">{addresses.join(' · ')}</p>}
          {party.note !== '' && (
            <p className="s12 t2 clamp" dir="auto">
              {party.note}
            </p>
          )}
          {over && party.why !== null && (
            <p className="s12 t3" dir="auto">
              «{party.why}»
            </p>
          )}
          <p className="row s12">
            {party.document !== null && (
              <a
                className="ell"
                href={urlOf(downloadDelegation, { params: { id, party: party.id! } })}
                download={party.document}
              >
                {party.document}
              </a>
            )}
            <span className="grow" />
            {writes && !over && (
              <>
                {party.page !== null && (
                  <button
                    type="button"
                    className="link"
                    aria-label={t('parties.pageOne', { name: party.name })}
                    onClick={onPage}
                  >
                    {t('parties.page')}
                  </button>
                )}
                <button
                  type="button"
                  className="link"
                  aria-label={t('parties.editOne', { name: party.name })}
                  onClick={onEdit}
                >
                  {t('change')}
                </button>
                <button
                  type="button"
                  className="link"
                  aria-label={t('parties.endOne', { name: party.name })}
                  onClick={onEnd}
                >
                  {t('parties.end')}
                </button>
              </>
            )}
          </p>
        </>
      )}
    </li>
  );
}

function EndParty({ id, party, onClose }: { id: string; party: CaseParty; onClose: () => void }) {
  const t = useText('relations');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(endParty, { params: { id, party: party.id! }, body: { why } });
    invalidate(listParties, { params: { id } });
    onClose();
  });
  return (
    <Dialog title={t('parties.endTitle', { name: party.name })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('parties.endLead')}</p>
        <AreaField label={t('why')} rows={2} data-autofocus {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy} disabled={form.values.why.trim().length < 3}>
            {t('parties.end')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
