export { formRoutes } from './form.routes.ts';
export { registerFormPages } from './form.pages.ts';
export { makeChallenge, zeroBits } from './proof-of-work.rules.ts';
