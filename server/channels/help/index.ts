export { registerHelpSite } from './help.pages.ts';
