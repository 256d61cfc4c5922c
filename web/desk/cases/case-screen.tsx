import { IconAlertTriangle, IconPhoneOutgoing } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { getCaseWork } from '#contract/case-work.ts';
import { getCase, listCaseEntries, listCases, moveCase, updateCase, type CaseView } from '#contract/cases.ts';
import { listContacts } from '#contract/contacts.ts';
import { listColleagues, listTeams } from '#contract/access.ts';
import type { Output } from '#contract/route.ts';
import {
  ApiProblem,
  Button,
  callPatiently,
  ChannelIcon,
  Chip,
  EmptyState,
  Facts,
  formats,
  invalidate,
  keyOf,
  Loaded,
  nameIn,
  Page,
  queryClient,
  SelectField,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import type { Change } from './change.ts';
import { refresh } from '#web/kit/records.tsx';
import { useMay, useMe } from '../app/session.ts';
import { useCalls } from '../phone/call-number.tsx';
import { askToCall } from '../phone/calling.ts';
import { ClassificationField } from './classification-field.tsx';
import { Entries } from './entries.tsx';
import type { Move, Way } from './move-dialog.tsx';
import { EditText } from './edit-text.tsx';
import { useCaseTypes } from './use-types.ts';
import { Steps } from './steps.tsx';
import { Ways } from './ways.tsx';
import { statusTone } from './words.ts';
import './cases.css';

const Escalations = lazy(async () => ({ default: (await import('./escalations.tsx')).Escalations }));
const ChargePanel = lazy(() => import('./charge-panel.tsx'));
const CaseCalls = lazy(() => import('./case-calls.tsx'));
const ClocksPanel = lazy(() => import('./clocks-panel.tsx'));
const NoticesPanel = lazy(() => import('./notices-panel.tsx'));
const SubcasesPanel = lazy(() => import('./subcases-panel.tsx'));
const PlanPanel = lazy(() => import('./plan-panel.tsx'));
const PartiesPanel = lazy(() => import('./parties-panel.tsx'));
const CaseRoom = lazy(() => import('../rooms/case-room.tsx'));

const MoveDialog = lazy(() => import('./move-dialog.tsx'));
const WorkPanel = lazy(() => import('./work-panel.tsx'));

/** One case: what it is about, what happened, who has it, and the contacts that belong to it. */
export default function CaseScreen() {
  const { id = '' } = useParams({ strict: false });
  const t = useText('cases');
  const one = useApi(getCase, { params: { id } });
  if (one.data === undefined)
    return (
      <Page title={t('one')}>
        <Loaded query={one} rows={6}>
          {() => null}
        </Loaded>
      </Page>
    );
  return <CasePage key={id} one={one.data} />;
}

function CasePage({ one }: { one: CaseView }) {
  const t = useText('cases');
  const writes = useMay('case.write');
  const work = useApi(getCaseWork, { params: { id: one.id } });
  const [moving, setMoving] = useState<Way | null>(null);
  const [editing, setEditing] = useState(false);
  const calls = useCalls();
  const [conflict, setConflict] = useState(false);

  /** Changes the case as it was seen. Somebody was quicker: the new state is fetched and said. Rejects with ApiProblem. */
  const change = (body: Change) =>
    saving(() =>
      callPatiently(updateCase, { params: { id: one.id }, body: { ...body, version: one.version } }),
    );
  const move = (body: Move) =>
    saving(() =>
      callPatiently(moveCase, { params: { id: one.id }, body: { ...body, version: one.version } }),
    );
  async function saving(save: () => Promise<CaseView>): Promise<void> {
    setConflict(false);
    try {
      const saved = await save();
      queryClient.setQueryData(keyOf(getCase, { params: { id: one.id } }), saved);
      invalidate(getCaseWork, { params: { id: one.id } });
      invalidate(listCaseEntries, { params: { id: one.id } });
      invalidate(listCases);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 409) {
        await refresh(getCase, getCaseWork, listCaseEntries);
        setConflict(true);
      }
      throw error;
    }
  }
  const changeNow = (body: Change) =>
    void change(body).catch((error: unknown) => {
      // A conflict is said on the page.
      if (!(error instanceof ApiProblem && error.status === 409)) toastProblem(error);
    });

  return (
    <Page
      title={one.subject}
      lead={
        <span className="row">
          <span className="num t3">{one.number}</span>
          <Chip tone={statusTone[one.status]}>{nameIn(one.stateName)}</Chip>
        </span>
      }
      actions={
        <>
          {calls && (
            <Button
              icon={<IconPhoneOutgoing size={15} aria-hidden />}
              onClick={() =>
                askToCall({
                  number: '',
                  customer: { id: one.customer, name: one.customerName },
                  case: one.id,
                  service: one.service,
                })
              }
            >
              {t('call')}
            </Button>
          )}
          {writes && work.data !== undefined && <Ways key={one.state} work={work.data} onWay={setMoving} />}
        </>
      }
    >
      <div className="flush-body two-pane end">
        <section className="main-pane" aria-label={t('history')}>
          {conflict && (
            <p className="notice warn conflict" role="alert">
              <IconAlertTriangle size={15} aria-hidden />
              <span className="grow">{t('conflict')}</span>
              <button type="button" className="link" onClick={() => setConflict(false)}>
                {t('understood')}
              </button>
            </p>
          )}
          <Entries one={one} writes={writes} onEdit={() => setEditing(true)} />
        </section>
        <div className="side">
          <CaseFacts one={one} writes={writes} change={changeNow} />
          <Suspense>
            <ClocksPanel one={one} />
          </Suspense>
          {work.data !== undefined && (
            <Suspense>
              <WorkPanel one={one} work={work.data} writes={writes} change={change} />
            </Suspense>
          )}
          <Suspense>
            <ChargePanel one={one} writes={writes} change={changeNow} />
            <CaseCalls one={one} writes={writes} />
            <PartiesPanel one={one} writes={writes} />
            <SubcasesPanel one={one} writes={writes} />
            <PlanPanel one={one} writes={writes} />
          </Suspense>
          <Steps one={one} writes={writes} />
          <Suspense>
            <Escalations one={one} writes={writes} />
            <NoticesPanel one={one} writes={writes} />
            <CaseRoom id={one.id} />
          </Suspense>
          <Contacts id={one.id} count={one.contacts} />
        </div>
      </div>
      {moving !== null && (
        <Suspense>
          <MoveDialog one={one} work={work.data!} way={moving} move={move} onClose={() => setMoving(null)} />
        </Suspense>
      )}
      {editing && <EditText one={one} change={change} onClose={() => setEditing(false)} />}
    </Page>
  );
}

function CaseFacts({
  one,
  writes,
  change,
}: {
  one: CaseView;
  writes: boolean;
  change: (body: Change) => void;
}) {
  const t = useText('cases');
  const me = useMe();
  const types = useCaseTypes();
  const colleagues = useApi(listColleagues);
  const teams = useApi(listTeams);
  const people = colleagues.data?.items ?? [];
  return (
    <section className="side-part" aria-label={t('facts')}>
      <Facts
        facts={[
          [
            t('customer'),
            <Link key="customer" to={`/customers/${one.customer}`}>
              {one.customerName}
            </Link>,
          ],
          [t('opened'), formats.dateTime(one.openedAt)],
          ...(one.closedAt === null
            ? []
            : [[t('closedAt'), formats.dateTime(one.closedAt)] as [string, string]]),
          ...(one.team === null
            ? []
            : [
                [t('team'), teams.data?.items.find(({ id }) => id === one.team)?.name ?? '—'] as [
                  string,
                  string,
                ],
              ]),
          ...(writes
            ? []
            : [
                [t('owner'), one.ownerName ?? t('nobody')] as [string, string],
                [t('type'), nameIn(one.typeName)] as [string, string],
              ]),
        ]}
      />
      {writes && (
        <>
          <div className="owner-row">
            <SelectField
              label={t('owner')}
              value={one.owner ?? ''}
              onChange={(event) => change({ owner: event.target.value === '' ? null : event.target.value })}
              options={[
                { value: '', label: t('nobody') },
                ...people.map(({ id, name }) => ({ value: id, label: name })),
                ...(one.owner !== null && !people.some(({ id }) => id === one.owner)
                  ? [{ value: one.owner, label: one.ownerName ?? one.owner }]
                  : []),
              ]}
            />
            {one.owner !== me.id && <Button onClick={() => change({ owner: me.id })}>{t('takeIt')}</Button>}
          </div>
          <SelectField
            label={t('type')}
            value={one.type}
            onChange={(event) => change({ type: event.target.value })}
            options={
              types.options.some(({ value }) => value === one.type)
                ? types.options
                : [...types.options, { value: one.type, label: nameIn(one.typeName) }]
            }
          />
          <ClassificationField
            value={one.classification}
            onChange={(classification) => change({ classification })}
          />
        </>
      )}
    </section>
  );
}

// Steps are told above, as what they are.
const withoutSteps = ({ items }: Output<typeof listContacts>) =>
  items.filter(({ kind }) => kind !== 'case_step');

function Contacts({ id, count }: { id: string; count: number }) {
  const t = useText('cases');
  const contacts = useApi(listContacts, { query: { case: id, limit: 50 } }, { select: withoutSteps });
  return (
    <section className="side-part" aria-labelledby="case-contacts">
      <h3 id="case-contacts">
        {t('contacts')} <span className="t3 num">{count}</span>
      </h3>
      <Loaded query={contacts} rows={2} height={40}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState>{t('noContacts')}</EmptyState>
          ) : (
            <ul className="plain-rows">
              {items.map((contact) => (
                <li key={contact.id}>
                  <Link to={`/inbox/${contact.id}`} className="linked-contact">
                    <ChannelIcon channel={contact.channel} size={15} />
                    <span className="grow">
                      <span className="ell block" dir="auto">
                        {contact.subject === '' ? contact.preview : contact.subject}
                      </span>
                      <span className="t3 s12 num">
                        {contact.number}
                        {contact.agentName !== null && ` · ${contact.agentName}`}
                      </span>
                    </span>
                    <span className="t2 s12 num">{formats.brief(contact.arrivedAt)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
