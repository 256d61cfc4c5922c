import {
  IconCalendarDue,
  IconCalendarOff,
  IconChevronLeft,
  IconChevronRight,
  IconDoorEnter,
  IconPlus,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  arriveAppointment,
  listAppointments,
  type Appointment,
  type Office,
} from '#contract/appointments.ts';
import { listVisits } from '#contract/offices.ts';
import type { Output } from '#contract/route.ts';
import {
  Button,
  Chip,
  Dialog,
  EmptyState,
  IconButton,
  invalidate,
  Loaded,
  nameIn,
  Page,
  Table,
  toastProblem,
  useApi,
  useNow,
  useSettled,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { appointmentTones } from './appointment-tones.ts';
import BookAppointment from './book-appointment.tsx';
import { CancelAppointment } from './cancel-appointment.tsx';
import { useOffices } from './slot-picker.tsx';
import { TicketShown } from './ticket.tsx';
import { dayIn, longDay, shiftDay, spoken, timeIn, whenIn } from './times.ts';
import '#web/kit/records.css';
import './offices.css';

type Arrived = Output<typeof arriveAppointment>;
type Open =
  | { what: 'book' }
  | { what: 'move' | 'cancel'; one: Appointment }
  | { what: 'ticket'; done: Arrived };

/** Who comes to an office on a day: their times, what for, and what became of it. */
export default function AppointmentsScreen() {
  const t = useText('appointments');
  const offices = useOffices();
  const [office, setOffice] = useState('');
  if (offices.data === undefined || offices.data.length === 0)
    return (
      <Page title={t('title')}>
        <Loaded query={offices} rows={6}>
          {() => <EmptyState>{t('noOffices')}</EmptyState>}
        </Loaded>
      </Page>
    );
  const chosen = offices.data.find(({ id }) => id === office) ?? offices.data[0]!;
  return <Day key={chosen.id} offices={offices.data} office={chosen} onOffice={setOffice} />;
}

function Day({
  offices,
  office,
  onOffice,
}: {
  offices: Office[];
  office: Office;
  onOffice: (id: string) => void;
}) {
  const t = useText('appointments');
  const kit = useText('kit');
  const today = dayIn(office.timeZone, useNow(60_000));
  const [day, setDay] = useState(today);
  const [number, setNumber] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  const settled = useSettled(number.replace(/\D+/g, ''));
  const searching = settled.length >= 4;
  const list = useApi(
    listAppointments,
    { query: searching ? { number: settled } : { office: office.id, from: day, to: day } },
    { keepPrevious: true },
  );
  const receives = useMay('desk.receive');
  const handles = useMay('contact.handle');
  const writes = receives || handles;
  const arrive = useWrite(arriveAppointment, {
    onSuccess: (done) => {
      invalidate(listAppointments);
      invalidate(listVisits);
      setOpen({ what: 'ticket', done });
    },
    onError: toastProblem,
  });
  const close = () => setOpen(null);
  return (
    <Page
      title={t('title')}
      actions={
        writes && (
          <Button
            look="solid"
            icon={<IconPlus size={15} aria-hidden />}
            onClick={() => setOpen({ what: 'book' })}
          >
            {t('book')}
          </Button>
        )
      }
      tools={
        <>
          {offices.length > 1 && (
            <select
              className="input"
              aria-label={t('office')}
              value={office.id}
              onChange={(event) => onOffice(event.target.value)}
            >
              {offices.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
          <IconButton label={t('dayBefore')} onClick={() => setDay(shiftDay(day, -1))}>
            <IconChevronLeft size={16} aria-hidden />
          </IconButton>
          <input
            className="input date"
            type="date"
            aria-label={t('day')}
            value={day}
            onChange={(event) => {
              if (event.target.value !== '') setDay(event.target.value);
            }}
          />
          <IconButton label={t('dayAfter')} onClick={() => setDay(shiftDay(day, 1))}>
            <IconChevronRight size={16} aria-hidden />
          </IconButton>
          <Button small disabled={day === today} onClick={() => setDay(today)}>
            {t('today')}
          </Button>
          <input
            className="input appointment-number"
            type="search"
            inputMode="numeric"
            aria-label={t('findNumber')}
            placeholder={t('findNumber')}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        </>
      }
    >
      <div className="flush-body records-list">
        <p className="appointments-day t2">
          {searching ? t('withNumber', { number: spoken(settled) }) : `${office.name} · ${longDay(day)}`}
        </p>
        <Loaded query={list} rows={8} height={44}>
          {({ items }) => (
            <Table<Appointment>
              label={t('list')}
              rows={items}
              rowKey={({ id }) => id}
              empty={<EmptyState>{t(searching ? 'noNumber' : 'noneOn')}</EmptyState>}
              columns={[
                {
                  id: 'time',
                  head: t('time'),
                  width: searching ? 150 : 80,
                  cell: (one) => (
                    <b className="num">
                      {searching ? whenIn(one.timeZone, one.start) : timeIn(one.timeZone, one.start)}
                    </b>
                  ),
                },
                {
                  id: 'name',
                  head: t('name'),
                  cell: (one) => (
                    <Link to={`/customers/${one.customer}`} className="quiet-link ell" dir="auto">
                      {one.name}
                    </Link>
                  ),
                },
                {
                  id: 'subject',
                  head: t('subject'),
                  cell: (one) => (
                    <span className="appointment-what" dir="auto">
                      <span className="ell">{nameIn(one.bookableName)}</span>
                      {one.note !== '' && <span className="t3 s12 ell">{one.note}</span>}
                    </span>
                  ),
                },
                {
                  id: 'number',
                  head: t('number'),
                  width: 90,
                  cell: (one) => <span className="num appointment-said">{spoken(one.number)}</span>,
                },
                {
                  id: 'via',
                  head: t('via'),
                  minor: true,
                  cell: (one) => (
                    <span className="t2 ell">
                      {kit(`channel.${one.via}`)}
                      {one.online && ` · ${t('alone')}`}
                    </span>
                  ),
                },
                {
                  id: 'state',
                  head: t('stateLabel'),
                  cell: (one) => (
                    <span className="row">
                      <Chip tone={appointmentTones[one.state]}>{t(`state.${one.state}`)}</Chip>
                      {one.ticket !== null && <span className="num">{one.ticket}</span>}
                      {one.reason !== null && <span className="t3 s12 ell">{one.reason}</span>}
                    </span>
                  ),
                },
                {
                  id: 'act',
                  head: <span className="sr">{t('actions')}</span>,
                  end: true,
                  cell: (one) => (
                    <span className="row appointment-acts">
                      {receives &&
                        (one.state === 'booked' || one.state === 'missed') &&
                        dayIn(one.timeZone, one.start) === today && (
                          <Button
                            small
                            icon={<IconDoorEnter size={14} aria-hidden />}
                            busy={arrive.isPending && arrive.variables.params.id === one.id}
                            onClick={() => arrive.mutate({ params: { id: one.id } })}
                          >
                            {t('arrive')}
                            <span className="sr"> {one.name}</span>
                          </Button>
                        )}
                      {writes && one.state === 'booked' && (
                        <>
                          <IconButton
                            label={`${t('move')}: ${one.name}`}
                            onClick={() => setOpen({ what: 'move', one })}
                          >
                            <IconCalendarDue size={16} aria-hidden />
                          </IconButton>
                          <IconButton
                            label={`${t('cancel')}: ${one.name}`}
                            onClick={() => setOpen({ what: 'cancel', one })}
                          >
                            <IconCalendarOff size={16} aria-hidden />
                          </IconButton>
                        </>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </div>
      {open?.what === 'book' && <BookAppointment office={office.id} onClose={close} />}
      {open?.what === 'move' && <BookAppointment moved={open.one} onClose={close} />}
      {open?.what === 'cancel' && <CancelAppointment one={open.one} onClose={close} />}
      {open?.what === 'ticket' && (
        <Dialog title={t('arrived')} onClose={close} size={560}>
          <TicketShown
            name={open.done.appointment.name}
            ticket={open.done.ticket}
            queue={open.done.appointment.officeName}
            ahead={open.done.ahead}
            estimatedSeconds={open.done.estimatedSeconds}
            blocked={open.done.blocked}
            actions={
              <Button look="solid" onClick={close} data-autofocus>
                {kit('close')}
              </Button>
            }
          />
        </Dialog>
      )}
    </Page>
  );
}
