import { z } from 'zod';
import { id, instant, list, route } from './route.ts';

// Short messages. The built-in medium sends nothing out: a provider's adapter hands messages in here and takes them out.

const number = z.string().regex(/^\+?[0-9]{3,15}$/, 'a number, as in +393101234567');
export const smsMessage = z.object({
  id,
  direction: z.enum(['in', 'out']),
  ownNumber: z.string().nullable(),
  number: z.string(),
  text: z.string(),
  at: instant,
});
export const receiveSms = route({
  method: 'POST',
  path: '/api/v1/sms/messages',
  tag: 'sms',
  summary:
    'A short message came in; the same `ref` again has no second effect. What is answered at once is told',
  permission: 'sms.gateway',
  body: z.object({
    ref: z.string().min(1).max(200),
    from: number,
    /** The number it was sent to: an entry point of the channel sms. */
    to: number,
    text: z.string().max(2000),
  }),
  output: z.object({ replies: z.array(z.string()) }),
});
export const listSms = route({
  method: 'GET',
  path: '/api/v1/sms/messages',
  tag: 'sms',
  summary: 'The last short messages, newest first',
  permission: 'sms.gateway',
  output: list(smsMessage),
});
