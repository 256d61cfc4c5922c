export { beginAttempt, endAttempt } from './attempts.service.ts';
export { dueCallbacks, findCallback } from './callbacks.store.ts';
export { readCallbackNumber, timesToChoose } from './callbacks.rules.ts';
export { callbackById } from './callbacks.read.ts';
export { callbackRoutes } from './callbacks.routes.ts';
export { callbackPath } from './link.ts';
export { cancelOwn, lookAtOwn, rescheduleOwn } from './own.service.ts';
export { startCallbackClock } from './clock.ts';
export { requestCallback, type CallbackPromise } from './request.service.ts';
