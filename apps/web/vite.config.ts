import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { precompress } from './precompress.js';

export default defineConfig({
  plugins: [react(), precompress()],
  // Workspace packages are read from their sources: no build is needed before `vite`.
  resolve: { conditions: ['app-source', ...defaultClientConditions] },
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env['API_URL'] ?? 'http://127.0.0.1:3000', changeOrigin: false } },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Only what every page needs gets a fixed chunk, so that it stays cached from one release to the next.
        // antd and echarts are left to automatic splitting: a page loads just the components it shows.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 },
            { name: 'tanstack', test: /node_modules[\\/]@tanstack[\\/]/, priority: 20 },
            { name: 'contracts', test: /(node_modules[\\/](zod|decimal\.js)|libs[\\/]contracts)[\\/]/, priority: 10 },
          ],
        },
      },
    },
  },
});
