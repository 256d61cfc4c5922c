import { defineConfig } from 'vite';
import { budget } from './scripts/check-budgets.mjs';

// The chat widget: one script for any page, no import, no style sheet beside it.
export default defineConfig({
  root: 'web/widget',
  plugins: [budget('widget')],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/widget',
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    assetsInlineLimit: 100_000,
    lib: { entry: 'main.tsx', formats: ['iife'], name: 'Filodiretto', fileName: () => 'widget.js' },
  },
});
