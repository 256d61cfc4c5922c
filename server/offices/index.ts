import { appointmentsRoutes } from './appointments.routes.ts';
import { visitsRoutes } from './visits.routes.ts';

export { startAppointmentClock } from './appointments.clock.ts';
export {
  bookAlone,
  cancelAlone,
  daysFree,
  moveAlone,
  nextAppointment,
  officesToBook,
  subjectsToBook,
  timesFree,
  type Alone,
  type OwnAppointment,
} from './self-service.service.ts';
export { dayOf, ticketStanding } from './visits.read.ts';
export { visitsConsumer } from './visits.events.ts';
export const officesRoutes = [...visitsRoutes, ...appointmentsRoutes];
