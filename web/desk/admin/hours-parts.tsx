// The parts of the editor of opening hours.
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import { listHolidays, type calendar } from '#contract/calendars.ts';
import { Button, Field, formats, IconButton, nameIn, useApi, useText } from '#web/kit/index.ts';

type Calendar = z.output<typeof calendar>;
export type Opening = Calendar['openings'][number];
export type Exception = Calendar['exceptions'][number];
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** A day of every year, as `MM-DD`; empty when there is none. */
export function PatronDay({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const t = useText('admin');
  const [month, day] = value === '' ? [0, 0] : value.split('-').map(Number);
  const write = (toMonth: number, toDay: number) =>
    onChange(toMonth === 0 ? '' : [toMonth, toDay].map((part) => String(part).padStart(2, '0')).join('-'));
  // A leap year: who has 29 February as a patron's day may say so.
  const days = month === undefined || month === 0 ? 0 : new Date(2024, month, 0).getDate();
  return (
    <Field label={t('hours.patron')} error={error} optional>
      {(ids) => (
        <div className="row">
          <select
            className="input short"
            aria-label={t('hours.patronDay')}
            disabled={days === 0}
            value={day === 0 ? '' : day}
            onChange={(event) => write(month ?? 0, Number(event.target.value))}
          >
            {days === 0 && <option value="">—</option>}
            {Array.from({ length: days }, (_one, index) => (
              <option key={index}>{index + 1}</option>
            ))}
          </select>
          <select
            className="input"
            {...ids}
            value={month ?? 0}
            onChange={(event) => write(Number(event.target.value), 1)}
          >
            <option value={0}>{t('none')}</option>
            {Array.from({ length: 12 }, (_one, index) => (
              <option key={index} value={index + 1}>
                {formats.monthName(index + 1)}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}

/** The bands of a week. A day without one is closed. */
export function Week({
  value,
  readOnly,
  error,
  onChange,
}: {
  value: Opening[];
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (value: Opening[]) => void;
}) {
  const t = useText('admin');
  const change = (at: number, part: Partial<Opening>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const addTo = (weekday: number) => {
    const last = value.filter((one) => one.weekday === weekday).at(-1);
    const next =
      last === undefined
        ? { weekday, opens: '08:30', closes: '12:30' }
        : { weekday, opens: last.closes < '13:30' ? '13:30' : last.closes, closes: '18:00' };
    onChange([...value, next].toSorted((one, other) => one.weekday - other.weekday));
  };
  const like = (weekday: number) =>
    onChange([
      ...value.filter((one) => one.weekday !== weekday),
      ...value.filter((one) => one.weekday === weekday - 1).map((one) => ({ ...one, weekday })),
    ]);
  return (
    <table className="days" aria-label={t('hours.week')}>
      <tbody>
        {weekdays.map((weekday) => {
          const name = t(`weekday.${weekday}`);
          const mine = value.flatMap((one, at) => (one.weekday === weekday ? [{ one, at }] : []));
          return (
            <tr key={weekday}>
              <th scope="row">{name}</th>
              <td>
                <div className="bands">
                  {mine.length === 0 && <span className="t3">{t('hours.closed')}</span>}
                  {mine.map(({ one, at }, index) => (
                    <span key={at} className="band">
                      {(['opens', 'closes'] as const).map((edge) => (
                        <input
                          key={edge}
                          className="input num"
                          aria-label={t(`hours.${edge}`, { day: name, number: index + 1 })}
                          aria-invalid={error(`openings[${at}].${edge}`) !== undefined || undefined}
                          value={one[edge]}
                          maxLength={5}
                          onChange={(event) => change(at, { [edge]: event.target.value })}
                        />
                      ))}
                      {!readOnly && (
                        <IconButton
                          label={t('hours.removeBand', { day: name, number: index + 1 })}
                          onClick={() => onChange(value.filter((_one, other) => other !== at))}
                        >
                          <IconX size={14} aria-hidden />
                        </IconButton>
                      )}
                      {(['', '.opens', '.closes'] as const).map((part) =>
                        error(`openings[${at}]${part}`) === undefined ? null : (
                          <span key={part} className="error">
                            {error(`openings[${at}]${part}`)}
                          </span>
                        ),
                      )}
                    </span>
                  ))}
                  {!readOnly && (
                    <>
                      <Button small look="ghost" onClick={() => addTo(weekday)}>
                        {t('hours.addBand')}
                        <span className="sr">: {name}</span>
                      </Button>
                      {weekday > 1 && mine.length === 0 && (
                        <Button small look="ghost" onClick={() => like(weekday)}>
                          {t('hours.like')}
                          <span className="sr">: {name}</span>
                        </Button>
                      )}
                    </>
                  )}
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function Exceptions({
  value,
  readOnly,
  error,
  onChange,
}: {
  value: Exception[];
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (value: Exception[]) => void;
}) {
  const t = useText('admin');
  const change = (at: number, part: Partial<Exception>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div className="rows-editor">
      {value.length === 0 && <p className="t3">{t('hours.noExceptions')}</p>}
      {value.map((one, at) => (
        <div key={at}>
          <div className="line">
            <input
              className="input date"
              type="date"
              aria-label={`${t('hours.day')} ${at + 1}`}
              value={one.day}
              onChange={(event) => change(at, { day: event.target.value })}
            />
            <input
              className="input"
              aria-label={`${t('name')} ${at + 1}`}
              value={one.name}
              onChange={(event) => change(at, { name: event.target.value })}
            />
            <select
              className="input"
              aria-label={`${t('state')} ${at + 1}`}
              value={one.closed ? 'closed' : 'open'}
              onChange={(event) =>
                change(
                  at,
                  event.target.value === 'closed'
                    ? { closed: true, opens: null, closes: null }
                    : { closed: false, opens: '08:30', closes: '12:30' },
                )
              }
            >
              <option value="closed">{t('hours.closed')}</option>
              <option value="open">{t('hours.special')}</option>
            </select>
            {!one.closed &&
              (['opens', 'closes'] as const).map((edge) => (
                <input
                  key={edge}
                  className="input num short"
                  aria-label={t(`hours.${edge}`, { day: one.day, number: 1 })}
                  value={one[edge] ?? ''}
                  maxLength={5}
                  onChange={(event) => change(at, { [edge]: event.target.value })}
                />
              ))}
            {!readOnly && (
              <IconButton
                label={t('hours.removeException', { day: one.day })}
                onClick={() => onChange(value.filter((_one, other) => other !== at))}
              >
                <IconTrash size={15} aria-hidden />
              </IconButton>
            )}
          </div>
          {(['', '.day', '.name', '.opens', '.closes'] as const).map((part) =>
            error(`exceptions[${at}]${part}`) === undefined ? null : (
              <p key={part} className="error">
                {error(`exceptions[${at}]${part}`)}
              </p>
            ),
          )}
        </div>
      ))}
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange([
                ...value,
                {
                  day: new Date().toISOString().slice(0, 10),
                  name: t('hours.exceptionName'),
                  closed: true,
                  opens: null,
                  closes: null,
                },
              ])
            }
          >
            {t('hours.addException')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Which days the national holidays close, this year or another. */
export function Holidays() {
  const t = useText('admin');
  const [year, setYear] = useState(() => new Date().getFullYear());
  const holidays = useApi(listHolidays, { query: { year } }, { keepPrevious: true });
  return (
    <div>
      <div className="row">
        <span className="field-label">{t('hours.preview')}</span>
        <select
          className="input filter"
          style={{ width: 'auto' }}
          aria-label={t('hours.year')}
          value={year}
          onChange={(event) => setYear(Number(event.target.value))}
        >
          {[0, 1, 2].map((ahead) => {
            const one = new Date().getFullYear() + ahead;
            return (
              <option key={one} value={one}>
                {one}
              </option>
            );
          })}
        </select>
      </div>
      <ul className="holidays">
        {(holidays.data?.items ?? []).map((one) => (
          <li key={one.day}>
            <span className="num t2">{formats.briefDay(one.day)}</span>
            {nameIn(one.names)}
          </li>
        ))}
      </ul>
    </div>
  );
}
