import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    // One process for all: starting one per file takes longer than the tests.
    pool: "threads",
    maxWorkers: 1,
    isolate: false,
  },
});
