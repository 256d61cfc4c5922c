export { smsMedium, smsTransport } from './medium.ts';
export { lastMessages, smsSentSince } from './sms.store.ts';
export { smsRoutes } from './sms.routes.ts';
