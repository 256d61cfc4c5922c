import { thresholdMeasures, type ThresholdMeasure } from '#contract/figures.ts';

const words = {
  it: {
    measures: {
      waiting: 'contatti in attesa',
      longest_wait: 'attesa più lunga',
      average_wait: 'attesa media',
      service_level: 'livello di servizio',
      abandonment: 'abbandoni',
      idle_agents: 'operatori liberi',
    },
    levels: { warn: 'Attenzione', critical: 'Allarme' },
    all: 'tutte le code',
    text: (what: string, where: string, value: string, limit: string, link: string) =>
      `${where}: ${what} ${value} (limite ${limit}).\n\nSala di controllo: ${link}\n\nMessaggio automatico: lo riceve chi è indicato nella soglia.`,
  },
  en: {
    measures: {
      waiting: 'contacts waiting',
      longest_wait: 'longest wait',
      average_wait: 'average wait',
      service_level: 'service level',
      abandonment: 'abandoned',
      idle_agents: 'idle agents',
    },
    levels: { warn: 'Warning', critical: 'Alarm' },
    all: 'all queues',
    text: (what: string, where: string, value: string, limit: string, link: string) =>
      `${where}: ${what} ${value} (limit ${limit}).\n\nControl room: ${link}\n\nAutomatic message, sent to those named in the threshold.`,
  },
} as const;

function written(measure: ThresholdMeasure, value: number, language: 'it' | 'en'): string {
  const format = (number: number, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(language, options).format(number);
  switch (thresholdMeasures[measure].unit) {
    case 'share':
      return format(value, { style: 'percent', maximumFractionDigits: 1 });
    case 'seconds':
      return value < 120
        ? `${format(value, { maximumFractionDigits: 0 })} s`
        : `${format(value / 60, { maximumFractionDigits: 0 })} min`;
    case 'count':
      return format(value, { maximumFractionDigits: 0 });
  }
}

/** The mail about an alert that has opened or got worse, in the reader's language. */
export function alertMail(
  language: string,
  alert: {
    measure: ThresholdMeasure;
    level: 'warn' | 'critical';
    queueName: string | null;
    value: number;
    bound: number;
    link: string;
  },
): { subject: string; text: string } {
  const spoken = language === 'it' ? 'it' : 'en';
  const say = words[spoken];
  const what = say.measures[alert.measure];
  const where = alert.queueName ?? say.all;
  const value = written(alert.measure, alert.value, spoken);
  return {
    subject: `${say.levels[alert.level]}: ${where}, ${what} ${value}`,
    text: say.text(what, where, value, written(alert.measure, alert.bound, spoken), alert.link),
  };
}
