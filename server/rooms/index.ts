export { mentionMailJob } from './mention-mail.ts';
export { roomsRoutes } from './rooms.routes.ts';
export { dropUnusedFiles } from './rooms.store.ts';
