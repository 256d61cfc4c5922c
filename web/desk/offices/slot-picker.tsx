import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { freeSlots, listOffices, type Office } from '#contract/appointments.ts';
import { EmptyState, IconButton, Loaded, nameIn, SelectField, useApi, useText } from '#web/kit/index.ts';
import { briefDay, dayIn, longDay, shiftDay, timeIn } from './times.ts';
import './offices.css';

/** So many days are looked through at once. */
const days = 28;

export interface Picked {
  office: string;
  bookable: string;
  /** '' until a time is chosen. */
  start: string;
}

/** Where, what for and when: only what is free can be chosen, by arrow keys as well. */
export function SlotPicker({
  offices,
  picked,
  onPick,
  except,
  errors,
}: {
  offices: Office[];
  picked: Picked;
  onPick: (picked: Picked) => void;
  /** An appointment that is to be moved. */
  except?: string;
  errors: { bookable: string | undefined; start: string | undefined };
}) {
  const t = useText('appointments');
  const office = offices.find(({ id }) => id === picked.office) ?? offices[0];
  const bookable = office?.bookables.find(({ id }) => id === picked.bookable) ?? office?.bookables[0];
  return (
    <>
      <div className="form-row">
        <SelectField
          label={t('office')}
          value={office?.id ?? ''}
          options={offices.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => {
            const other = offices.find(({ id }) => id === event.target.value);
            onPick({ office: event.target.value, bookable: other?.bookables[0]?.id ?? '', start: '' });
          }}
        />
        <SelectField
          label={t('subject')}
          error={errors.bookable}
          value={bookable?.id ?? ''}
          options={(office?.bookables ?? []).map(({ id, name, minutes }) => ({
            value: id,
            label: `${nameIn(name)} · ${t('minutes', { count: minutes })}`,
          }))}
          onChange={(event) => onPick({ office: office?.id ?? '', bookable: event.target.value, start: '' })}
        />
      </div>
      {office !== undefined && bookable !== undefined && (
        <Times
          key={bookable.id}
          office={office}
          bookable={bookable.id}
          start={picked.start}
          onStart={(start) => onPick({ office: office.id, bookable: bookable.id, start })}
          except={except}
          error={errors.start}
        />
      )}
    </>
  );
}

function Times({
  office: { timeZone },
  bookable,
  start,
  onStart,
  except,
  error,
}: {
  office: Office;
  bookable: string;
  start: string;
  onStart: (start: string) => void;
  except: string | undefined;
  error: string | undefined;
}) {
  const t = useText('appointments');
  const name = useId();
  const [today] = useState(() => dayIn(timeZone, Date.now()));
  const [from, setFrom] = useState(today);
  const [chosen, setChosen] = useState(start === '' ? '' : dayIn(timeZone, start));
  const slots = useApi(freeSlots, {
    params: { id: bookable },
    query: { from, to: shiftDay(from, days - 1), ...(except === undefined ? {} : { except }) },
  });
  return (
    <fieldset className="slots">
      <legend className="row">
        <span className="grow">{t('time')}</span>
        <IconButton
          label={t('earlier')}
          disabled={from <= today}
          onClick={() => {
            setFrom(shiftDay(from, -days));
            setChosen('');
          }}
        >
          <IconChevronLeft size={16} aria-hidden />
        </IconButton>
        <IconButton
          label={t('later')}
          onClick={() => {
            setFrom(shiftDay(from, days));
            setChosen('');
          }}
        >
          <IconChevronRight size={16} aria-hidden />
        </IconButton>
      </legend>
      <Loaded query={slots} rows={4} height={32}>
        {({ items }) => {
          const byDay = Map.groupBy(items, (one) => dayIn(timeZone, one.start));
          const day = byDay.has(chosen) ? chosen : ([...byDay.keys()][0] ?? '');
          if (day === '') return <EmptyState>{t('noneFree', { day: longDay(from) })}</EmptyState>;
          return (
            <div className="slots-panes">
              <div role="radiogroup" aria-label={t('day')} className="slots-days">
                {[...byDay].map(([one, free]) => (
                  <label key={one} className="slot">
                    <input
                      type="radio"
                      name={`${name}day`}
                      checked={one === day}
                      onChange={() => setChosen(one)}
                    />
                    <span>
                      {briefDay(one)}
                      <span className="t3 s12 num" aria-hidden>
                        {free.length}
                      </span>
                    </span>
                  </label>
                ))}
              </div>
              <div role="radiogroup" aria-label={longDay(day)} className="slots-times">
                {byDay.get(day)!.map((one) => (
                  <label key={one.start} className="slot num">
                    <input
                      type="radio"
                      name={`${name}time`}
                      checked={one.start === start}
                      onChange={() => onStart(one.start)}
                    />
                    <span>{timeIn(timeZone, one.start)}</span>
                  </label>
                ))}
              </div>
            </div>
          );
        }}
      </Loaded>
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** The offices where something can be booked. */
export const useOffices = () =>
  useApi(listOffices, undefined, {
    select: ({ items }) => items.filter(({ bookables }) => bookables.length > 0),
  });
