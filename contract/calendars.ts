import { z } from 'zod';
import { day, id, idParams, list, names, route, madeFrom, settingVersion } from './route.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 08:30');
const closingTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time like 18:30, or 24:00');
/** The day of every year on which a town keeps its patron. */
export const patronDay = z
  .string()
  .regex(/^\d\d-\d\d$/, 'a day like 06-24')
  .nullable();
const input = z.object({
  name: z.string().min(1).max(120),
  timeZone: z.string().min(1).max(60).default('Europe/Rome'),
  italianHolidays: z.boolean().default(true),
  patronDay: patronDay.default(null),
  /** Whose day it is, as counts of days call it. */
  patronName: z.string().max(120).nullable().default(null),
  openings: z.array(z.object({ weekday: z.number().int().min(1).max(7), opens: time, closes: closingTime })),
  exceptions: z
    .array(
      z.object({
        day,
        name: z.string().min(1).max(120),
        closed: z.boolean().default(true),
        opens: time.nullable().default(null),
        closes: closingTime.nullable().default(null),
      }),
    )
    .default([]),
});
export const calendar = input.extend({ id, version: settingVersion });
/** What of a calendar time limits are counted by. */
export const calendarHolidays = input.pick({
  timeZone: true,
  italianHolidays: true,
  patronDay: true,
  patronName: true,
  openings: true,
  exceptions: true,
});
export const calendarNow = z.object({
  open: z.boolean(),
  nextOpening: z.string().nullable(),
  nextClosing: z.string().nullable(),
  holiday: z.string().nullable(),
});
export const listCalendars = route({
  method: 'GET',
  path: '/api/v1/calendars',
  tag: 'calendars',
  summary: 'Opening hours',
  permission: 'signed-in',
  output: list(calendar.extend({ now: calendarNow })),
});
export const createCalendar = route({
  method: 'POST',
  path: '/api/v1/calendars',
  tag: 'calendars',
  summary: 'Make opening hours',
  permission: 'admin.routing',
  body: input,
  output: calendar,
  status: 201,
});
export const updateCalendar = route({
  method: 'PUT',
  path: '/api/v1/calendars/:id',
  tag: 'calendars',
  summary: 'Change opening hours',
  permission: 'admin.routing',
  params: idParams,
  body: input.extend({
    ...madeFrom,
    /** That open time limits come earlier by it is known. */
    earlier: z.boolean().default(false),
  }),
  output: calendar,
});
export const listHolidays = route({
  method: 'GET',
  path: '/api/v1/holidays',
  tag: 'calendars',
  summary: 'Italian holidays of a year',
  permission: 'signed-in',
  query: z.object({ year: z.coerce.number().int().min(2001).max(2199) }),
  output: list(z.object({ day, name: z.string(), names })),
});
