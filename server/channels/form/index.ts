export { formRoutes } from './form.routes.ts';
export { registerFormPages } from './form.pages.ts';
