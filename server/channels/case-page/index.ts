export { casePageRoutes, lendOwnCases, type OwnCases } from './case-page.routes.ts';
export { registerCasePage } from './case.pages.ts';
