// What agents do with contacts, in one place for the routes.
export { acceptOffer, declineOffer, markRead, takeContact } from './taking.service.ts';
export { listColleagues, transferContact } from './transfer.service.ts';
export { holdContact, resumeContact } from './holding.service.ts';
export { extendWrapUp, finishContact, wrapUpContact } from './ending.service.ts';
export { leave } from './leaving.service.ts';
