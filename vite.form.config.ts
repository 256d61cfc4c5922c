import { defineConfig } from 'vite';
import { budget } from './scripts/check-budgets.mjs';

// The public page of a web form.
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
  },
});
