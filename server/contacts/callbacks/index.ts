export { callbackRoutes } from './callbacks.routes.ts';
export { startCallbackClock } from './clock.ts';
export { requestCallback, type CallbackPromise } from './request.service.ts';
