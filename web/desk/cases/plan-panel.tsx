import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import {
  askPieceAgain,
  listPlans,
  removePiece,
  withdrawPlan,
  type CasePiece,
  type CasePlan,
} from '#contract/case-plans.ts';
import { listCaseEntries, type CaseView } from '#contract/cases.ts';
import { listSteps } from '#contract/steps.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  nameIn,
  problemText,
  toastProblem,
  useApi,
  useForm,
  useNow,
  useText,
  useWrite,
  type Text,
  type Tone,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import type { Doing } from './plan-dialog.tsx';
import './relations.css';

const PlanDialog = lazy(() => import('./plan-dialog.tsx'));

const tones: Record<CasePiece['state'], Tone> = {
  waiting: 'line',
  ready: 'line',
  running: 'accent',
  done: 'ok',
  refused: 'crit',
  withdrawn: 'mute',
  stopped: 'warn',
  blocked: 'warn',
};
const planTones: Record<CasePlan['state'], Tone> = {
  running: 'accent',
  done: 'ok',
  stopped: 'warn',
  withdrawn: 'mute',
};

/** The work on a case in pieces: what runs, what waits and for what, what is done, and how long it took. */
export default function PlanPanel({ one, writes }: { one: CaseView; writes: boolean }) {
  const t = useText('relations');
  const plans = useApi(listPlans, { params: { id: one.id } });
  const [doing, setDoing] = useState<Doing | null>(null);
  const [ending, setEnding] = useState<CasePlan | null>(null);
  const open = writes && one.status !== 'closed';
  return (
    <section className="side-part" aria-labelledby="case-plans">
      <div className="row">
        <h3 id="case-plans">{t('plan.title')}</h3>
        <span className="grow" />
        {open && (
          <Button
            small
            aria-label={t('plan.start')}
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() => setDoing({ kind: 'start' })}
          >
            {t('plan.startShort')}
          </Button>
        )}
      </div>
      <Loaded query={plans} rows={1} height={32}>
        {({ items, templates }) => (
          <>
            {items.length === 0 && <p className="t3 s12">{t('plan.none')}</p>}
            {items.map((plan) => (
              <Plan
                key={plan.id}
                plan={plan}
                caseId={one.id}
                writes={open && (plan.state === 'running' || plan.state === 'stopped')}
                onDo={setDoing}
                onEnd={() => setEnding(plan)}
              />
            ))}
            <Suspense>
              {doing !== null && (
                <PlanDialog id={one.id} doing={doing} templates={templates} onClose={() => setDoing(null)} />
              )}
            </Suspense>
          </>
        )}
      </Loaded>
      {ending !== null && <EndPlan id={one.id} plan={ending} onClose={() => setEnding(null)} />}
    </section>
  );
}

function Plan({
  plan,
  caseId,
  writes,
  onDo,
  onEnd,
}: {
  plan: CasePlan;
  caseId: string;
  writes: boolean;
  onDo: (doing: Doing) => void;
  onEnd: () => void;
}) {
  const t = useText('relations');
  const name = plan.names === null ? plan.name : nameIn(plan.names);
  const done = plan.pieces.filter(({ state }) => state === 'done').length;
  return (
    <div className="kin-part">
      <p className="row">
        <b className="ell grow" dir="auto">
          {name}
        </b>
        <span className="t3 s12 num">{t('plan.doneOf', { done, all: plan.pieces.length })}</span>
        <Chip tone={planTones[plan.state]}>{t(`plan.state.${plan.state}`)}</Chip>
      </p>
      <ol className="relation-rows pieces" aria-label={name}>
        {plan.pieces.map((piece, index) => (
          <PieceRow
            key={piece.id}
            plan={plan}
            piece={piece}
            number={index + 1}
            caseId={caseId}
            writes={writes}
            onEdit={() => onDo({ kind: 'change', plan, piece })}
          />
        ))}
      </ol>
      {writes && (
        <p className="row s12">
          <button
            type="button"
            className="link"
            aria-label={t('plan.addTo', { name })}
            onClick={() => onDo({ kind: 'add', plan })}
          >
            {t('plan.add')}
          </button>
          <span className="grow" />
          <button type="button" className="link" aria-label={t('plan.endOne', { name })} onClick={onEnd}>
            {t('plan.end')}
          </button>
        </p>
      )}
    </div>
  );
}

/** What a piece is called, in the reader's language where its type says it in both. */
const titleOf = ({ title, titles }: CasePiece): string => (titles === null ? title : nameIn(titles));

/** Why a piece could not be asked: the code of a problem, or the server's sentence about a field. */
const whyWords = (why: string, kit: Text): string =>
  problemText(new ApiProblem(409, why, why, [{ field: '', message: why }]), kit);

const day = 86_400_000;
/** How long a piece has run or ran, in days. */
function spent({ startedAt, endedAt }: CasePiece, now: number, t: Text): string {
  if (startedAt === null) return '';
  const days = Math.max(
    0,
    ((endedAt === null ? now : new Date(endedAt).getTime()) - new Date(startedAt).getTime()) / day,
  );
  const over = endedAt !== null;
  if (days < 1) return t(over ? 'plan.withinDay' : 'plan.sinceToday');
  const count = Math.floor(days);
  return over ? t('plan.tookDays', { count }) : t('plan.days', { count });
}

function PieceRow({
  plan,
  piece,
  number,
  caseId,
  writes,
  onEdit,
}: {
  plan: CasePlan;
  piece: CasePiece;
  number: number;
  caseId: string;
  writes: boolean;
  onEdit: () => void;
}) {
  const t = useText('relations');
  const kit = useText('kit');
  const now = useNow(60_000);
  const seesContacts = useMay('contact.read');
  const changed = () => {
    invalidate(listPlans, { params: { id: caseId } });
    invalidate(listSteps);
    invalidate(listCaseEntries, { params: { id: caseId } });
  };
  const remove = useWrite(removePiece, { onSuccess: changed, onError: toastProblem });
  const ask = useWrite(askPieceAgain, { onSuccess: changed, onError: toastProblem });
  const params = { params: { id: caseId, piece: piece.id } };
  const { state } = piece;
  const waitsFor = piece.after
    .map((id) => plan.pieces.findIndex((other) => other.id === id) + 1)
    .filter((place) => place > 0)
    .toSorted((a, b) => a - b);
  const unstarted = ['waiting', 'ready', 'blocked', 'stopped'].includes(state);
  return (
    <li className={`relation-row piece ${state}`}>
      <p className="row">
        <span className="piece-number num" aria-hidden>
          {number}
        </span>
        <span className="ell grow" dir="auto">
          {titleOf(piece)}
        </span>
        <Chip tone={tones[state]}>{t(`plan.piece.${state}`)}</Chip>
      </p>
      <p className="s12 t2">
        {[
          piece.targetName,
          unstarted && waitsFor.length > 0 ? t('plan.after', { pieces: waitsFor.join(', ') }) : '',
          spent(piece, now, t),
          state === 'running' && piece.dueAt !== null
            ? t('kin.due', { day: formats.brief(piece.dueAt) })
            : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {piece.why !== null && <p className="s12 warn-text">{whyWords(piece.why, kit)}</p>}
      {piece.answer !== null && (
        <p className="s12 step-answer" dir="auto">
          {piece.answer}
        </p>
      )}
      <p className="row s12">
        <span className="grow" />
        {piece.step !== null && seesContacts && state === 'running' && (
          <Link to={`/inbox/${piece.step}`} className="link">
            {t('plan.look')}
          </Link>
        )}
        {writes && unstarted && (
          <>
            <button
              type="button"
              className="link"
              aria-label={t('plan.changeOne', { title: titleOf(piece) })}
              onClick={onEdit}
            >
              {t('change')}
            </button>
            <button
              type="button"
              className="link"
              aria-label={t('plan.removeOne', { title: titleOf(piece) })}
              onClick={() => remove.mutate(params)}
            >
              {t('plan.remove')}
            </button>
          </>
        )}
        {writes && ['refused', 'withdrawn', 'blocked'].includes(state) && (
          <button
            type="button"
            className="link"
            aria-label={t('plan.againOne', { title: titleOf(piece) })}
            onClick={() => ask.mutate(params)}
          >
            {t('plan.again')}
          </button>
        )}
      </p>
    </li>
  );
}

function EndPlan({ id, plan, onClose }: { id: string; plan: CasePlan; onClose: () => void }) {
  const t = useText('relations');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(withdrawPlan, { params: { id, plan: plan.id }, body: { why } });
    invalidate(listPlans, { params: { id } });
    invalidate(listSteps);
    onClose();
  });
  return (
    <Dialog title={t('plan.endOne', { name: plan.name })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('plan.endLead')}</p>
        <AreaField label={t('why')} rows={2} data-autofocus {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy} disabled={form.values.why.trim().length < 3}>
            {t('plan.end')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
