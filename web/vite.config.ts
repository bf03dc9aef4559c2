import { defineConfig } from "vitest/config";

export default defineConfig({
  build: {
    target: "es2022",
    // Everything comes from files: the policy of the pages allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // For developing against a running node. It answers only for its own name and port.
    proxy: { "/api": { target: "http://127.0.0.1:8080", changeOrigin: true } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
