import { useState } from 'react';
import {
  bookAppointment,
  freeSlots,
  listAppointments,
  moveAppointment,
  type Appointment,
} from '#contract/appointments.ts';
import { languages, type Channel } from '#contract/words.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Dialog,
  EmptyState,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  SelectField,
  TextField,
  toast,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { SlotPicker, useOffices, type Picked } from './slot-picker.tsx';
import { spoken, whenIn } from './times.ts';
import { WhoField } from './who-field.tsx';
import './offices.css';

/** For whom, where that is known already, and the contact in which it is asked for. */
export interface ForWhom {
  customer: string;
  name: string;
  language: string;
  via?: Channel;
  contact?: string;
}

/** Books an appointment, or gives one another time. */
export default function BookAppointment({
  whom,
  moved,
  office,
  onClose,
}: {
  whom?: ForWhom;
  moved?: Appointment;
  office?: string;
  onClose: () => void;
}) {
  const t = useText('appointments');
  const kit = useText('kit');
  const offices = useOffices();
  const [picked, setPicked] = useState<Picked>({
    office: moved?.office ?? office ?? '',
    bookable: moved?.bookable ?? '',
    start: '',
  });
  const [slotError, setSlotError] = useState<string>();
  const form = useForm({
    name: whom?.name ?? '',
    customer: whom?.customer ?? '',
    phone: '',
    email: '',
    language: whom?.language ?? 'it',
    note: '',
    tell: true,
  });
  const { name, customer } = form.values;
  const submit = form.submit(async ({ note, tell, language, phone, email }) => {
    setSlotError(undefined);
    try {
      const made =
        moved === undefined
          ? await callPatiently(bookAppointment, {
              body: {
                bookable: picked.bookable,
                start: picked.start,
                ...(customer !== ''
                  ? { customer }
                  : {
                      name,
                      language: language as (typeof languages)[number],
                      ...(phone.trim() === '' ? {} : { phone }),
                      ...(email.trim() === '' ? {} : { email }),
                    }),
                note,
                tell,
                via: whom?.via ?? 'desk',
                ...(whom?.contact === undefined ? {} : { origin: whom.contact }),
              },
            })
          : await callPatiently(moveAppointment, {
              params: { id: moved.id },
              body: { start: picked.start, bookable: picked.bookable, tell },
            });
      invalidate(listAppointments);
      toast(
        t(moved === undefined ? 'booked' : 'moved', {
          number: spoken(made.number),
          time: whenIn(made.timeZone, made.start),
        }),
      );
      onClose();
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.code !== 'slot_taken') throw problem;
      // Somebody was quicker: what is left is asked for, and another time chosen.
      setPicked({ ...picked, start: '' });
      setSlotError(t('slotTaken'));
    } finally {
      invalidate(freeSlots);
    }
  });
  return (
    <Dialog
      title={
        moved === undefined
          ? whom === undefined
            ? t('book')
            : t('bookFor', { name: whom.name })
          : t('moveTitle', { name: moved.name, time: whenIn(moved.timeZone, moved.start) })
      }
      size={640}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            type="submit"
            form="book-appointment"
            busy={form.busy}
            disabled={picked.start === '' || (moved === undefined && name.trim() === '')}
          >
            {t(moved === undefined ? 'book' : 'move')}
          </Button>
        </>
      }
    >
      <Loaded query={offices} rows={4}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState>{t('noOffices')}</EmptyState>
          ) : (
            <form id="book-appointment" className="form" noValidate onSubmit={(event) => void submit(event)}>
              <FormMessage>{form.message}</FormMessage>
              {moved === undefined && whom === undefined && (
                <>
                  <WhoField
                    who={form.values}
                    error={form.error('name') ?? form.error('customer')}
                    onChange={({ language, ...who }) => {
                      form.set('name', who.name);
                      form.set('customer', who.customer);
                      if (language !== undefined) form.set('language', language);
                    }}
                  />
                  {customer === '' && (
                    <div className="form-row">
                      <TextField label={t('phone')} type="tel" dir="ltr" {...form.text('phone')} />
                      <TextField label={t('email')} type="email" dir="ltr" {...form.text('email')} />
                      <SelectField
                        label={t('language')}
                        options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
                        {...form.text('language')}
                      />
                    </div>
                  )}
                </>
              )}
              <SlotPicker
                offices={found}
                picked={picked}
                onPick={setPicked}
                errors={{ bookable: form.error('bookable'), start: slotError ?? form.error('start') }}
                {...(moved === undefined ? {} : { except: moved.id })}
              />
              {moved === undefined && (
                <AreaField label={t('note')} optional rows={2} {...form.text('note')} />
              )}
              <CheckField
                label={t('tell')}
                checked={form.values.tell}
                onChange={(event) => form.set('tell', event.target.checked)}
              />
            </form>
          )
        }
      </Loaded>
    </Dialog>
  );
}
