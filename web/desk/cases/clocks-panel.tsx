import { IconClockPause, IconClockPlay, IconListNumbers } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { listCases, type CaseView } from '#contract/cases.ts';
import { listCaseClocks, pauseClock, resumeClock, type ClockView } from '#contract/clocks.ts';
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
  nameIn,
  SelectField,
  useApi,
  useForm,
  useText,
  type Text,
  type Tone,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { euros } from './money.ts';
import './clocks.css';

const ClockDays = lazy(() => import('./clock-days.tsx'));

/** How many times over a limit is, by now or in the end. */
const overOf = (one: ClockView, now: number): number =>
  one.multiple ??
  [one.dueAt, one.doubleAt, one.tripleAt].filter((at) => at !== null && Date.parse(at) < now).length;

/** Where a clock stands, in a few words and their tone. */
function standOf(one: ClockView, t: Text): { words: string; tone: Tone } {
  if (one.state === 'cancelled') return { words: t('state.cancelled'), tone: 'mute' };
  const over = overOf(one, Date.now());
  if (one.state === 'fulfilled')
    return over === 0
      ? { words: t('state.kept'), tone: 'ok' }
      : { words: t(`over.${over as 1 | 2 | 3}`), tone: 'crit' };
  if (one.state === 'paused') return { words: t('state.paused'), tone: 'warn' };
  if (over > 0) return { words: t(`over.${over as 1 | 2 | 3}`), tone: 'crit' };
  const left = Math.max(0, one.amount - one.used);
  const near = left <= one.amount * 0.2;
  return { words: t(`left.${one.unit}`, { count: Math.ceil(left) }), tone: near ? 'warn' : 'line' };
}

/** The time limits of a case: what is left, when each of its instants is, why it is then, and what is due for it. */
export default function ClocksPanel({ one }: { one: CaseView }) {
  const t = useText('clocks');
  const clocks = useApi(listCaseClocks, { params: { id: one.id } });
  return (
    <section className="side-part" aria-labelledby="case-clocks">
      <h3 id="case-clocks">{t('title')}</h3>
      <Loaded query={clocks} rows={1} height={72}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="t3">{t('none')}</p>
          ) : (
            <ul className="clock-list">
              {items.toReversed().map((clock) => (
                <ClockRow key={clock.id} one={clock} caseId={one.id} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function ClockRow({ one, caseId }: { one: ClockView; caseId: string }) {
  const t = useText('clocks');
  const manages = useMay('clock.manage');
  const [counting, setCounting] = useState(false);
  const [turning, setTurning] = useState(false);
  const stand = standOf(one, t);
  const open = one.state === 'running' || one.state === 'paused';
  const used = one.measured ?? one.used;
  const instants = [
    ['due', one.dueAt],
    ['double', one.doubleAt],
    ['triple', one.tripleAt],
  ] as const;
  return (
    <li className="clock-row">
      <div className="row wrap">
        <b className="grow">{nameIn(one.name)}</b>
        <Chip tone={stand.tone}>{stand.words}</Chip>
      </div>
      <div
        className={`clock-bar ${stand.tone}`}
        role="img"
        aria-label={t('used', {
          used: formats.number(Math.floor(used)),
          amount: t(`amount.${one.unit}`, { count: one.amount }),
        })}
      >
        <span style={{ inlineSize: `${Math.min(100, (used / one.amount) * 100)}%` }} />
      </div>
      <p className="t2 s12">
        {t('used', {
          used: formats.number(Math.floor(used)),
          amount: t(`amount.${one.unit}`, { count: one.amount }),
        })}
        {` · ${t('since', { at: formats.shortDate(one.startedAt) })}`}
        {one.round > 1 && ` · ${t('round', { count: one.round })}`}
      </p>
      {one.state === 'paused' ? (
        <p className="t2 s12">
          {t('pausedSince', {
            at: formats.dateTime(one.pausedAt!),
            why: t(`pause.${one.pauseReason ?? 'customer'}`),
          })}
        </p>
      ) : (
        one.state !== 'cancelled' && (
          <dl className="clock-instants">
            {instants.map(([name, at]) =>
              at === null ? null : (
                <div
                  key={name}
                  className={
                    Date.parse(at) < Date.parse(one.endedAt ?? new Date().toISOString()) ? 'past' : ''
                  }
                >
                  <dt>{t(`instant.${name}`)}</dt>
                  <dd className="num">
                    {one.unit === 'minutes' || one.unit === 'business_minutes'
                      ? formats.dateTime(at)
                      : formats.shortDate(at)}
                  </dd>
                </div>
              ),
            )}
          </dl>
        )
      )}
      {one.compensation !== null && (
        <p className="clock-compensation s12">
          {t('compensation.line', {
            amount: euros(one.compensation.amountCents),
            multiple: t(`multiple.${one.compensation.multiple as 1 | 2 | 3}`),
          })}{' '}
          <Chip
            tone={
              one.compensation.state === 'refused' || one.compensation.state === 'excluded' ? 'mute' : 'warn'
            }
          >
            {t(`compensation.${one.compensation.state}`)}
          </Chip>
        </p>
      )}
      <p className="t3 s12">
        {one.pack === null ? t('ownLimit') : nameIn(one.pack.name)}
        {one.standard !== null && !one.standard.confirmed && ` · ${t('unconfirmed')}`}
      </p>
      <div className="row wrap">
        {one.state !== 'cancelled' && (
          <Button
            small
            look="ghost"
            icon={<IconListNumbers size={14} aria-hidden />}
            onClick={() => setCounting(true)}
          >
            {t('why')}
          </Button>
        )}
        {manages && open && (one.state === 'paused' || one.pauses.length > 0) && (
          <Button
            small
            look="ghost"
            icon={
              one.state === 'paused' ? (
                <IconClockPlay size={14} aria-hidden />
              ) : (
                <IconClockPause size={14} aria-hidden />
              )
            }
            onClick={() => setTurning(true)}
          >
            {one.state === 'paused' ? t('resume') : t('pauseIt')}
          </Button>
        )}
      </div>
      <Suspense>
        {counting && <ClockDays one={one} caseId={caseId} onClose={() => setCounting(false)} />}
      </Suspense>
      {turning && <TurnDialog one={one} caseId={caseId} onClose={() => setTurning(false)} />}
    </li>
  );
}

/** Pauses a clock for a reason that its standard allows, or lets it go on; both are written down with words. */
function TurnDialog({ one, caseId, onClose }: { one: ClockView; caseId: string; onClose: () => void }) {
  const t = useText('clocks');
  const pauses = one.state === 'running';
  const form = useForm({ reason: one.pauses[0] ?? 'customer', note: '' });
  const submit = form.submit(async ({ reason, note }) => {
    if (pauses) await callPatiently(pauseClock, { params: { id: one.id }, body: { reason, note } });
    else await callPatiently(resumeClock, { params: { id: one.id }, body: { note } });
    invalidate(listCaseClocks, { params: { id: caseId } });
    invalidate(listCases);
    onClose();
  });
  return (
    <Dialog title={pauses ? t('pauseTitle') : t('resumeTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{pauses ? t('pauseHelp') : t('resumeHelp')}</p>
        {pauses && (
          <SelectField
            label={t('reason')}
            {...form.text('reason')}
            options={one.pauses.map((value) => ({ value, label: t(`pause.${value}`) }))}
          />
        )}
        <AreaField label={t('note')} rows={3} optional={!pauses} {...form.text('note')} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {pauses ? t('pauseIt') : t('resume')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
