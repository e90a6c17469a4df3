/** Builds the explorer into dist/explorer: index.html for `/`, everything else under `/explorer/assets/`. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/explorer/',
  build: {
    outDir: '../../dist/explorer',
    emptyOutDir: true,
    // Nothing is inlined as `data:`: the content security policy can then leave `data:` out of font-src.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
    rolldownOptions: {
      onLog(level, log, report) {
        // framer-motion's "use client" lines mean nothing to a page without a server side.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  worker: { format: 'es' },
});
