import { defineConfig } from 'vite';
import { budget } from './scripts/check-budgets.mjs';

// The public pages: a web form, the customer's page of a callback, the page that calls from the browser, and self-service.
export default defineConfig({
  root: 'web/form',
  base: '/form-assets/',
  plugins: [budget('form')],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/form',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [
        'web/form/index.html',
        'web/form/callback.html',
        'web/form/case.html',
        'web/form/call.html',
        'web/form/flow.html',
      ],
    },
  },
});
