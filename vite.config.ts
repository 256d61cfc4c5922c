import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget } from './scripts/check-budgets.mjs';
import { contractAsData } from './scripts/lib/contract-as-data.mjs';

// The desk: the agents' and supervisors' app. The widget and the form have a configuration each (vite.<site>.config.ts).
export default defineConfig({
  root: 'web/desk',
  base: '/',
  plugins: [react(), contractAsData(), budget('desk')],
  // The contract is read as data here: methods and paths. The server checks what is sent, so the checker stays home.
  resolve: {
    alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('web/kit/no-zod.ts', import.meta.url)) }],
  },
  build: {
    outDir: '../../dist/desk',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A font in the sheet would need data: in the policy; a file does not.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // The kit has one door: who takes a button through it need not carry the dialogs, tables and forms along.
      treeshake: { moduleSideEffects: (id) => id.endsWith('.css') || !/\/web\/kit\/[\w-]+\.tsx?$/.test(id) },
      // What every screen wants some of would be cut by who wants which, into dozens of chunks of nothing.
      output: {
        codeSplitting: {
          groups: [
            // Only what the first screen asks for; what other screens know stays with them.
            {
              name: 'contract',
              test: /[\\/]contract[\\/](?:access|callbacks|case-work|cases|contacts|conversations|customers|email|insight|route|routing|rules|voice|wallboard|words)\.ts$/,
            },
            {
              name: 'router',
              test: /[\\/]node_modules[\\/]@tanstack[\\/](react-router|router-core|history|react-store|store)[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': { target: process.env['FILO_PUBLIC_URL'] ?? 'http://localhost:8080', ws: true } },
  },
});
