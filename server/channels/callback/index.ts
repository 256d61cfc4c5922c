export { callbackPageRoutes } from './callback.routes.ts';
export { registerCallbackPage } from './callback.pages.ts';
