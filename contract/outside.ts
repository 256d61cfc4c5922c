import { z } from 'zod';
import { idParams, route } from './route.ts';
import { call } from './voice.ts';

// A number outside that an agent brings on a call of theirs; how it stands is in the call (`outside`).

export const askOutside = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/call/outside',
  tag: 'voice',
  summary:
    'On my call: call a number outside, the customer on hold meanwhile; to ask (`consult`), or to hand them over as soon as it answers (`transfer`)',
  permission: 'contact.call',
  params: idParams,
  body: z.object({
    /** As it was typed; Italian unless it says otherwise. */
    number: z.string().trim().min(1).max(40),
    purpose: z.enum(['consult', 'transfer']),
  }),
  output: call,
  status: 201,
});
export const setOutsideLine = route({
  method: 'PUT',
  path: '/api/v1/contacts/:id/call/outside/line',
  tag: 'voice',
  summary:
    'Speak aside with the number outside, the customer on hold (`aside`); with the customer, the number waits (`customer`); all three (`all`)',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ line: z.enum(['aside', 'customer', 'all']) }),
  output: call,
});
export const completeOutside = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/call/outside/complete',
  tag: 'voice',
  summary: 'Leave the customer with the number outside: the call goes on without me, my wrap-up begins',
  permission: 'contact.handle',
  params: idParams,
  output: call,
});
export const endOutside = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/call/outside/end',
  tag: 'voice',
  summary: 'Hang up the number outside, while it rings or later; the customer comes back to me',
  permission: 'contact.handle',
  params: idParams,
  output: call,
});
