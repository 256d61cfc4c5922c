import type { AppointmentState } from '#contract/appointments.ts';
import type { Tone } from '#web/kit/index.ts';

export const appointmentTones: Record<AppointmentState, Tone> = {
  booked: 'line',
  arrived: 'accent',
  served: 'ok',
  missed: 'warn',
  cancelled: 'mute',
};
