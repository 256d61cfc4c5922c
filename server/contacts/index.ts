export { accessContact, accessConversation, type ContactRow, type ConversationRow } from './access.ts';
export { addSystemLine, sendAutomatic, setDelivery, undoSeconds } from './answering.service.ts';
export { applyRouting } from './applied.service.ts';
export { contactsRoutes } from './contacts.routes.ts';
export { leave } from './handling.service.ts';
export { registerTransport, type Transport } from './hooks.ts';
export { followOwn, maySee } from './live-filter.ts';
export { receive, type Incoming, type IncomingAttachment, type Received } from './receive.service.ts';
