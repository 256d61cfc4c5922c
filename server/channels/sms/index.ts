export { smsMedium, smsTransport } from './medium.ts';
export { smsRoutes } from './sms.routes.ts';
