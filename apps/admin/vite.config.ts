import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstLoadBudget } from './build/first-load.js';
import { precompress } from './build/precompress.js';

const repository = path.resolve(import.meta.dirname, '../..');
const outDir = path.join(repository, 'dist', 'admin');

const API_URL = process.env.API_URL ?? 'http://127.0.0.1:3000';

/** `API_URL` says where the API is that the development server hands calls on to. */
const config = defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [react(), firstLoadBudget(), precompress(outDir)],
  resolve: {
    alias: { '@sync-hub/sync-client': path.join(repository, 'packages/sync-client/src/index.ts') },
    // Installed twice; two copies would each have a React context of their own.
    dedupe: ['ra-ui-materialui', 'ra-core', 'react', 'react-dom', 'react-router', 'react-router-dom'],
  },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2048,
  },
  server: {
    proxy: { '/api': API_URL, '/health': API_URL },
  },
});

// Vite itself asks for a default export.
export default config;
