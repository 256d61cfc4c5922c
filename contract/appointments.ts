import { z } from 'zod';
import { day, id, idParams, instant, list, route } from './route.ts';
import { channel, languages } from './words.ts';

// Offices, what can be booked at them, and who comes when.

/** A name for the public: in the languages of the staff, and in others where somebody has written them. */
const otherName = z.string().trim().max(120).optional();
export const publicNames = z.object({
  it: z.string().trim().min(1).max(120),
  en: z.string().trim().min(1).max(120),
  fr: otherName,
  de: otherName,
  es: otherName,
  ar: otherName,
  pl: otherName,
  ru: otherName,
  ro: otherName,
});
export type PublicNames = z.output<typeof publicNames>;
const bring = z.partialRecord(z.enum(languages), z.string().trim().max(500));

const bookableInput = z.object({
  /** Of one that is there already; without, it is new. */
  id: id.optional(),
  name: publicNames,
  /** What to bring, told with the confirmation. */
  bring: bring.default({}),
  minutes: z.number().int().min(5).max(480),
  /** How many at once: the counters that do this side by side. */
  capacity: z.number().int().min(1).max(100).default(1),
  daysAhead: z.number().int().min(1).max(180).default(30),
  /** So long before its begin nobody books on their own any more. */
  noticeMinutes: z.number().int().min(0).max(20_160).default(120),
  /** Its own hours; null: those of the office. */
  calendar: id.nullable().default(null),
  /** Customers may book it on their own. */
  online: z.boolean().default(true),
});
const officeInput = z.object({
  code: z.string().regex(/^[a-z0-9-]{2,40}$/, 'lower-case letters, digits and hyphens'),
  name: z.string().trim().min(1).max(120),
  address: z.string().trim().max(300).default(''),
  /** Its hours, holidays and time zone. */
  calendar: id,
  /** Where those who come wait for a counter; its service says who sees the office. */
  queue: id,
  /** How many appointments at once, whatever for; null: only what each may have. */
  counters: z.number().int().min(1).max(100).nullable().default(null),
  /** So long after its begin who has not come has missed it. */
  graceMinutes: z.number().int().min(0).max(600).default(15),
  active: z.boolean().default(true),
  bookables: z.array(bookableInput).max(60).default([]),
});
export const bookable = bookableInput.extend({ id });
export type Bookable = z.output<typeof bookable>;
export const office = officeInput.extend({
  id,
  queueName: z.string(),
  calendarName: z.string(),
  timeZone: z.string(),
  bookables: z.array(bookable),
});
export type Office = z.output<typeof office>;

export const listOffices = route({
  method: 'GET',
  path: '/api/v1/offices',
  tag: 'offices',
  summary: 'Offices in scope, with what can be booked there',
  permission: 'desk.receive',
  orPermission: 'contact.read',
  output: list(office),
});
export const listOfficeSettings = route({
  method: 'GET',
  path: '/api/v1/office-settings',
  tag: 'offices',
  summary: 'Offices as they are configured, those out of use as well',
  permission: 'admin.read',
  output: list(office),
});
export const createOffice = route({
  method: 'POST',
  path: '/api/v1/office-settings',
  tag: 'offices',
  summary: 'Make an office',
  permission: 'admin.routing',
  body: officeInput,
  output: office,
  status: 201,
});
export const updateOffice = route({
  method: 'PUT',
  path: '/api/v1/office-settings/:id',
  tag: 'offices',
  summary: 'Change an office and what can be booked there; what is left out of it is no longer bookable',
  permission: 'admin.routing',
  params: idParams,
  body: officeInput,
  output: office,
});

export const appointmentStates = ['booked', 'arrived', 'served', 'missed', 'cancelled'] as const;
export const appointmentState = z.enum(appointmentStates);
export type AppointmentState = z.output<typeof appointmentState>;
export const appointment = z.object({
  id,
  /** What the customer says. */
  number: z.string(),
  state: appointmentState,
  office: id,
  officeName: z.string(),
  address: z.string(),
  timeZone: z.string(),
  bookable: id,
  bookableName: publicNames,
  customer: id,
  /** As it was said. */
  name: z.string(),
  start: instant,
  end: instant,
  /** The channel on which it was made, and whether by the customers on their own. */
  via: channel,
  online: z.boolean(),
  language: z.string(),
  note: z.string(),
  bookedAt: instant,
  bookedByName: z.string(),
  /** The first time that could have been had when it was booked; null: unknown. */
  firstFreeAt: instant.nullable(),
  /** Of one that is missed or cancelled: by whom and why. */
  endedBy: z.enum(['customer', 'office']).nullable(),
  endedByName: z.string().nullable(),
  endedAt: instant.nullable(),
  reason: z.string().nullable(),
  /** Of who has come: their visit, and the ticket they got. */
  visit: id.nullable(),
  ticket: z.string().nullable(),
  /** How the customer was told last; null: nothing was told, or no address is known. */
  told: z.enum(['email', 'sms']).nullable(),
});
export type Appointment = z.output<typeof appointment>;

export const slot = z.object({
  start: instant,
  end: instant,
  /** How many more may have it. */
  free: z.number(),
});
export const freeSlots = route({
  method: 'GET',
  path: '/api/v1/bookables/:id/slots',
  tag: 'offices',
  summary: 'Free times of something bookable, from a day to a day (31 at most)',
  permission: 'desk.receive',
  orPermission: 'contact.read',
  params: idParams,
  query: z.object({
    from: day,
    to: day,
    /** An appointment that is to be moved: its own time counts as free. */
    except: id.optional(),
  }),
  output: list(slot),
});
export const listAppointments = route({
  method: 'GET',
  path: '/api/v1/appointments',
  tag: 'offices',
  summary: 'Appointments in scope by their begin: of days, of a customer, or by their number; 500 at most',
  permission: 'desk.receive',
  orPermission: 'contact.read',
  query: z.object({
    office: id.optional(),
    customer: id.optional(),
    state: appointmentState.optional(),
    number: z.string().max(20).optional(),
    /** Days where the office is. */
    from: day.optional(),
    to: day.optional(),
  }),
  output: list(appointment),
});
export const getAppointment = route({
  method: 'GET',
  path: '/api/v1/appointments/:id',
  tag: 'offices',
  summary: 'An appointment',
  permission: 'desk.receive',
  orPermission: 'contact.read',
  params: idParams,
  output: appointment,
});
const start = z.iso.datetime({ offset: true });
export const bookAppointment = route({
  method: 'POST',
  path: '/api/v1/appointments',
  tag: 'offices',
  summary: 'Book a free time for somebody',
  permission: 'desk.receive',
  orPermission: 'contact.handle',
  body: z
    .object({
      bookable: id,
      start,
      customer: id.optional(),
      /** Of somebody who is not in the registry, with a telephone number or an address to reach them. */
      name: z.string().trim().min(2).max(200).optional(),
      phone: z.string().trim().min(5).max(40).optional(),
      email: z.email().max(200).optional(),
      language: z.enum(languages).optional(),
      note: z.string().trim().max(2000).default(''),
      via: channel.default('desk'),
      /** The contact in which it is made. */
      origin: id.nullable().default(null),
      /** The customer gets a confirmation where they can be reached. */
      tell: z.boolean().default(true),
    })
    .refine((who) => who.customer !== undefined || who.name !== undefined, {
      message: 'a customer or a name is needed',
      path: ['name'],
    })
    .refine((who) => who.customer !== undefined || who.phone !== undefined || who.email !== undefined, {
      message: 'a telephone number or an e-mail address is needed',
      path: ['phone'],
    }),
  output: appointment,
  status: 201,
});
export const moveAppointment = route({
  method: 'POST',
  path: '/api/v1/appointments/:id/move',
  tag: 'offices',
  summary: 'Give an appointment another time, or another subject or office as well',
  permission: 'desk.receive',
  orPermission: 'contact.handle',
  params: idParams,
  body: z.object({
    start,
    bookable: id.optional(),
    tell: z.boolean().default(true),
  }),
  output: appointment,
});
export const cancelAppointment = route({
  method: 'POST',
  path: '/api/v1/appointments/:id/cancel',
  tag: 'offices',
  summary: 'Cancel an appointment: its time is free again',
  permission: 'desk.receive',
  orPermission: 'contact.handle',
  params: idParams,
  body: z.object({
    by: z.enum(['customer', 'office']),
    reason: z.string().trim().max(300).default(''),
    tell: z.boolean().default(true),
  }),
  output: appointment,
});
export const arriveAppointment = route({
  method: 'POST',
  path: '/api/v1/appointments/:id/arrive',
  tag: 'offices',
  summary: 'They have come: a ticket, and a place in the queue by their time',
  permission: 'desk.receive',
  params: idParams,
  output: z.object({
    appointment,
    ticket: z.string(),
    /** How many wait before them, and for how long, as far as can be said. */
    ahead: z.number(),
    estimatedSeconds: z.number().nullable(),
    /** The queue did not take them: what to say. They still have their appointment. */
    blocked: z
      .object({
        because: z.enum(['full', 'closed', 'emergency']),
        text: z.object({ it: z.string(), en: z.string() }),
      })
      .nullable(),
  }),
});
