import { IconAlertOctagon, IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import {
  acknowledgeAlert,
  closeAlert,
  listAlerts,
  thresholdMeasures,
  type Alert,
} from '#contract/figures.ts';
import { wallboard } from '#contract/wallboard.ts';
import { Button, formats, toastProblem, useNow, useText, useWrite, type Text } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { byUrgency } from './board.rules.ts';
import { shownValue } from './measures.tsx';

/** Alerts as rows: what, where, how bad, since when, who looks after it; and the one thing to do next. */
export function AlertList({ alerts, label }: { alerts: readonly Alert[]; label: string }) {
  return (
    <ul className="alert-rows" aria-label={label}>
      {alerts.toSorted(byUrgency).map((alert) => (
        <AlertRow key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

/** What an alert is about: the queue, or what it watches where it is about no queue. */
export function alertWords(alert: Alert, t: Text, figures: Text): { where: string; what: string } {
  if (alert.kind === 'figures') return { where: t('alerts.figures'), what: t('alerts.figuresText') };
  return {
    where: alert.queueName ?? t('alerts.all'),
    what: t('alerts.passed', {
      measure: alert.measure in thresholdMeasures ? figures(`measure.${alert.measure}`) : alert.measure,
      value: shownValue(alert.measure, alert.value),
      bound: shownValue(alert.measure, alert.bound),
    }),
  };
}

function AlertRow({ alert }: { alert: Alert }) {
  const t = useText('control');
  const figures = useText('figures');
  const critical = alert.level === 'critical';
  const Icon = critical ? IconAlertOctagon : IconAlertTriangle;
  const { where, what } = alertWords(alert, t, figures);
  const seen = alert.acknowledgedAt !== null;
  const over = alert.closedAt !== null;
  const [worst, value] = [shownValue(alert.measure, alert.worst), shownValue(alert.measure, alert.value)];
  return (
    <li className={`alert-row ${over || seen ? 'seen' : alert.level}`}>
      <Icon size={18} aria-hidden className={`alert-icon ${alert.level}`} />
      <div className="grow">
        <p className="alert-head">
          <b>{where}</b> <span className={`alert-level ${alert.level}`}>{t(`level.${alert.level}`)}</span>
        </p>
        <p className="s12 t2 num">
          {what}
          {alert.worst !== null &&
            worst !== value &&
            alert.kind === 'threshold' &&
            ` · ${t('alerts.worst', { value: worst })}`}
        </p>
        <Course alert={alert} />
      </div>
      {!over && <Next alert={alert} where={`${where}, ${what}`} />}
    </li>
  );
}

/** Since when, who looks after it, how it ended. */
function Course({ alert }: { alert: Alert }) {
  const t = useText('control');
  const now = useNow(10_000);
  const { openedAt, acknowledgedAt, acknowledgedByName, closedAt, closedBy, closedByName } = alert;
  return (
    <p className="s12 t2 num">
      {closedAt === null
        ? t('alerts.since', { span: formats.span((now - Date.parse(openedAt)) / 1000) })
        : t('alerts.fromTo', { from: formats.time(openedAt), to: formats.time(closedAt) })}
      {acknowledgedAt !== null && ` · ${t('alerts.seenBy', { name: acknowledgedByName ?? '—' })}`}
      {closedAt !== null &&
        ` · ${closedBy === null ? t('alerts.closedItself') : t('alerts.closedBy', { name: closedByName ?? '—' })}`}
    </p>
  );
}

/** Somebody looks after it; then it can be ended by hand before it ends by itself. */
function Next({ alert, where }: { alert: Alert; where: string }) {
  const t = useText('control');
  const supervises = useMay('routing.supervise');
  const made = { invalidates: [listAlerts, wallboard], onError: toastProblem };
  const acknowledge = useWrite(acknowledgeAlert, made);
  const close = useWrite(closeAlert, made);
  if (!supervises) return null;
  const seen = alert.acknowledgedAt !== null;
  return (
    <Button
      small
      look={seen ? 'ghost' : 'plain'}
      icon={seen ? <IconX size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
      busy={acknowledge.isPending || close.isPending}
      title={seen ? t('alerts.closeHelp') : undefined}
      onClick={() => (seen ? close : acknowledge).mutate({ params: { id: alert.id } })}
    >
      {seen ? t('alerts.close') : t('alerts.acknowledge')}
      <span className="sr">: {where}</span>
    </Button>
  );
}
