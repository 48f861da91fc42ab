import { defineConfig } from "vite";

/** One entry for each page that has scripts; the server finds their hashed names in the manifest. */
const ENTRIES = ["components", "detail", "map", "rosters"];

export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: "../app/web/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // Everything is same-origin and hashed; inlined data: addresses would need an exception in the CSP.
    assetsInlineLimit: 0,
    target: "es2022",
    rolldownOptions: {
      input: Object.fromEntries(ENTRIES.map((name) => [name, `src/entries/${name}.tsx`])),
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
