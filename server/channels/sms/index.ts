export { smsMedium, smsNoticePost, smsTransport, uncarriedJob } from './medium.ts';
export { messagesFor, smsSentSince } from './sms.store.ts';
export { smsRoutes } from './sms.routes.ts';
