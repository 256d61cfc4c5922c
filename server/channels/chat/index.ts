export { chatRoutes } from './chat.routes.ts';
export { dropUnusedUploads } from './chat.store.ts';
export { registerChatPages } from './chat.pages.ts';
export { registerChatSocket, type SocketOptions } from './socket.ts';
