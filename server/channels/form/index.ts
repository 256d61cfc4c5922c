export { formRoutes } from './form.routes.ts';
export { registerFormPages } from './form.pages.ts';
export { lendOnlineCases } from './online.ts';
