import { IconCalendarPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listAppointments, type Appointment } from '#contract/appointments.ts';
import type { Customer } from '#contract/customers.ts';
import { Button, Chip, nameIn, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { appointmentTones } from './appointment-tones.ts';
import BookAppointment from './book-appointment.tsx';
import { CancelAppointment } from './cancel-appointment.tsx';
import { spoken, whenIn } from './times.ts';
import './offices.css';

/** So many of those that are over are shown. */
const past = 3;

/** The appointments of a customer, on their record: those to come first. */
export default function CustomerAppointments({ customer }: { customer: Customer }) {
  const t = useText('appointments');
  const receives = useMay('desk.receive');
  const reads = useMay('contact.read');
  const handles = useMay('contact.handle');
  const list = useApi(listAppointments, { query: { customer: customer.id } }, { enabled: receives || reads });
  const writes = receives || handles;
  const [open, setOpen] = useState<{ what: 'book' | 'move' | 'cancel'; one?: Appointment } | null>(null);
  const items = list.data?.items ?? [];
  const coming = items.filter(({ state }) => state === 'booked' || state === 'arrived');
  const over = items.filter((one) => !coming.includes(one)).toReversed();
  if (list.data === undefined || (items.length === 0 && !writes)) return null;
  const close = () => setOpen(null);
  return (
    <section className="side-part" aria-labelledby="appointments-title">
      <div className="row">
        <h3 id="appointments-title" className="grow">
          {t('title')} <span className="t3 num">{coming.length}</span>
        </h3>
        {writes && (
          <Button
            small
            icon={<IconCalendarPlus size={14} aria-hidden />}
            onClick={() => setOpen({ what: 'book' })}
          >
            {t('book')}
          </Button>
        )}
      </div>
      {items.length === 0 && <p className="t3">{t('none')}</p>}
      <ul className="plain-rows">
        {[...coming, ...over.slice(0, past)].map((one) => (
          <li key={one.id} className="appointment-row">
            <div className="row">
              <b className="grow num">{whenIn(one.timeZone, one.start)}</b>
              <Chip tone={appointmentTones[one.state]}>{t(`state.${one.state}`)}</Chip>
            </div>
            <p className="t2 s12">
              {nameIn(one.bookableName)} · {one.officeName} ·{' '}
              <span className="num">{spoken(one.number)}</span>
            </p>
            {writes && one.state === 'booked' && (
              <div className="row">
                <Button small look="ghost" onClick={() => setOpen({ what: 'move', one })}>
                  {t('move')}
                </Button>
                <Button small look="ghost" onClick={() => setOpen({ what: 'cancel', one })}>
                  {t('cancel')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {open?.what === 'book' && (
        <BookAppointment
          whom={{
            customer: customer.id,
            name: customer.name,
            language: customer.language,
            ...(receives ? {} : { via: 'phone' as const }),
          }}
          onClose={close}
        />
      )}
      {open?.what === 'move' && open.one !== undefined && (
        <BookAppointment moved={open.one} onClose={close} />
      )}
      {open?.what === 'cancel' && open.one !== undefined && (
        <CancelAppointment one={open.one} onClose={close} />
      )}
    </section>
  );
}
