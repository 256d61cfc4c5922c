import { countClockDays, type ClockView, type countedDay } from '#contract/clocks.ts';
import type { z } from 'zod';
import { Dialog, formats, Loaded, nameIn, useApi, useText, type Text } from '#web/kit/index.ts';

type Day = z.output<typeof countedDay>;
const at = (day: string) => `${day}T12:00:00Z`;
const weekdayOf = (day: string) => (new Date(at(day)).getUTCDay() + 6) % 7;

/** Weeks from Monday, with holes where the count has not begun or is over. */
function weeksOf(days: readonly Day[]): (Day | null)[][] {
  const cells: (Day | null)[] = [
    ...Array.from({ length: days[0] === undefined ? 0 : weekdayOf(days[0].day) }, () => null),
    ...days,
  ];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** Why it is due then: each day of the count in a calendar, with its number, or the reason why it does not count. */
export default function ClockDays({
  one,
  caseId,
  onClose,
}: {
  one: ClockView;
  caseId: string;
  onClose: () => void;
}) {
  const t = useText('clocks');
  const days = useApi(countClockDays, { params: { id: caseId, clock: one.id } });
  const inMinutes = one.unit === 'minutes' || one.unit === 'business_minutes';
  return (
    <Dialog
      title={
        one.dueAt === null
          ? t('days.titlePaused', { name: nameIn(one.name) })
          : t('days.title', { day: formats.longDay(one.dueAt) })
      }
      onClose={onClose}
      size={780}
    >
      <p className="t2">
        {t(`days.rule.${one.unit}`, { amount: t(`amount.${one.unit}`, { count: one.amount }) })}
      </p>
      <Loaded query={days} rows={6} height={44}>
        {({ items }) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
          <div className="count-box" tabIndex={0} role="region" aria-label={t('days.label')}>
            <table className="count">
              <caption className="sr">{t('days.label')}</caption>
              <thead>
                <tr>
                  {Array.from({ length: 7 }, (_, index) => (
                    <th key={index} scope="col">
                      {weekdayName(index)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weeksOf(items).map((week, index) => (
                  <Week key={index} week={week} inMinutes={inMinutes} t={t} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      <ol className="clock-log s12">
        {one.events.map((event, index) => (
          <li key={index}>
            <span className="num t3">{formats.dateTime(event.at)}</span>{' '}
            {t(`event.${event.kind}`, { level: Number(event.data['level'] ?? 0) })}
            {event.author !== '' && <span className="t2"> · {event.author}</span>}
            {event.reason !== null && event.reason !== '' && <span className="t2"> · {event.reason}</span>}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

// 2024 began on a Monday.
const weekdayName = (index: number) =>
  new Intl.DateTimeFormat(formats.locale(), { weekday: 'short' }).format(new Date(2024, 0, index + 1));

function Week({ week, inMinutes, t }: { week: (Day | null)[]; inMinutes: boolean; t: Text }) {
  return (
    <tr>
      {week.map((one, index) =>
        one === null ? (
          <td key={index} className="out" aria-label={t('days.outside')} />
        ) : (
          <td
            key={one.day}
            className={`${one.adds > 0 ? 'counts' : one.reason}${one.mark === null ? '' : ` mark-${one.mark}`}`}
          >
            <span className="count-date num">{formats.briefDay(at(one.day)).replace(/^\S+\s/, '')}</span>
            <b className="count-number num">
              {one.adds > 0 ? (inMinutes ? formats.span(one.adds * 60) : one.total) : ''}
            </b>
            <span className="count-reason">
              {one.mark !== null
                ? t(`instant.${(['due', 'double', 'triple'] as const)[one.mark - 1]!}`)
                : one.adds > 0
                  ? inMinutes
                    ? t('days.sum', { sum: formats.span(one.total * 60) })
                    : ''
                  : one.names === null
                    ? t(`days.reason.${one.reason}`)
                    : nameIn(one.names)}
            </span>
          </td>
        ),
      )}
    </tr>
  );
}
