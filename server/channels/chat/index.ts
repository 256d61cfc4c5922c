export { chatRoutes } from './chat.routes.ts';
export { registerChatPages } from './chat.pages.ts';
export { registerChatSocket, type SocketOptions } from './socket.ts';
