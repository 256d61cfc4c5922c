import { z } from 'zod';
import { route } from './route.ts';

const settings = z.object({
  /** As customers and staff read it: on pages, in mails, in the widget. */
  name: z.string().trim().min(2).max(120),
  /** IANA name; days, hours of figures and dates in mails are counted in it. */
  timeZone: z.string().max(60),
});
const shown = settings.extend({
  /** Of the screens, and those in which customers can be written to. */
  languages: z.object({ staff: z.array(z.string()), customers: z.array(z.string()) }),
});

export const getOrganisation = route({
  method: 'GET',
  path: '/api/v1/organisation',
  tag: 'access',
  summary: 'Name and time zone of the organisation, and the languages there are',
  permission: 'admin.read',
  output: shown,
});
export const updateOrganisation = route({
  method: 'PUT',
  path: '/api/v1/organisation',
  tag: 'access',
  summary: 'Change name and time zone of the organisation; asks for the permission everywhere',
  permission: 'admin.staff',
  body: settings,
  output: shown,
});
