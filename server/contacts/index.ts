export { noteLook } from './looks.ts';
export {
  contactsFirstContactConsumer,
  firstContactDaysOf,
  firstContactSetting,
} from './first-contact/first-contact.service.ts';
export { standsByFirstContact } from './first-contact/standing.read.ts';
export { isReturn, sameMatter, saysMatter, withinDays } from './first-contact/first-contact.rules.ts';
export { accessContact, accessConversation, type ContactRow, type ConversationRow } from './access.ts';
export { addSystemLine, sendAutomatic, setDelivery } from './answering.service.ts';
export * from './callbacks/index.ts';
export { dropUnusedAttachments } from './attachments.store.ts';
export { applyRouting } from './applied.service.ts';
export { handlingTimes } from './handling-times.read.ts';
export { conversationOfCase, mobile, noticeReach, noticeSender } from './case-link.read.ts';
export { linkCase, sendNotice } from './case-link.service.ts';
export { setMailHeaders } from './contacts.store.ts';
export { contactsRoutes } from './contacts.routes.ts';
export { changeContext } from './context.service.ts';
export { makeWork, type MadeWork, type NewWork } from './making.service.ts';
export { completeWork, noteOnWork, sendBack, takeOut } from './work.service.ts';
export { moveConversation } from './customer.service.ts';
export { callAnswered, openCall, type OutgoingCall } from './outgoing.service.ts';
export { leave, leaveAnswered } from './leaving.service.ts';
export { followable } from './listening/listening.read.ts';
export { listeningRoutes } from './listening/listening.routes.ts';
export { endListeningBy, endUnallowedListening } from './listening/listening.service.ts';
export { forgetListening, startListeningWatch, touchListening } from './listening/watch.ts';
export { beginOutside, endOutside, endOutsideLeg, handOutside, holdForOutside } from './outside.service.ts';
export { endHandling } from './ending.service.ts';
export { staffOf } from './acting.ts';
export {
  letters,
  registerCallLines,
  registerDialler,
  mailNotice,
  registerLetters,
  registerMailNotices,
  registerOnlineTypes,
  registerSmsNotices,
  registerTransport,
  smsNotice,
  type Letter,
  type Letters,
  type SmsNotice,
  type Transport,
} from './hooks.ts';
export { contactsOf, ownContactIds } from './contacts.read.ts';
export { followOwn, maySee, toldOf } from './live-filter.ts';
export { receive, type Incoming, type IncomingAttachment, type Received } from './receive.service.ts';
export { releaseContacts } from './release.service.ts';
export { askWaiting } from './rules.service.ts';
export { rulesOnContactsRoutes } from './rules.routes.ts';
export { visibleContact, visibleConversation } from './access.read.ts';
export {
  customersNamed,
  contactNumbered,
  howCommon,
  wordQuery,
  type ContactView,
} from './contact-rows.read.ts';
export { contactsReadRoutes } from './contacts.read.routes.ts';
export { consultedOf, isConsulted } from './consults/consults.store.ts';
export { consultedLost, consultsConsumer, settleConsultJob } from './consults/settling.service.ts';
export { consultRoutes } from './consults/consults.routes.ts';
export { configureContacts, type ContactsMeans } from './display.ts';
export { putEntryPoint, putOutcome } from './entry-points.service.ts';
export { guarded } from './attachments.service.ts';
export { likePattern, numberTail, plainText, searchWords } from './search.rules.ts';
export { checkedFile, servedAs, type FileSent } from './attachments.service.ts';
export { uploadedFile } from './uploads.ts';
