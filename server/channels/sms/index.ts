export { smsMedium, smsNoticePost, smsTransport } from './medium.ts';
export { messagesFor, smsSentSince } from './sms.store.ts';
export { smsRoutes } from './sms.routes.ts';
export { uncarriedJob } from './uncarried.service.ts';
