export { portalRoutes } from './portal.routes.ts';
export { registerPortalPages } from './portal.pages.ts';
