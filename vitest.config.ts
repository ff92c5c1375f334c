import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.unit.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'infra', include: ['test/**/*.infra.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          globalSetup: ['test/e2e/kit/global-setup.ts'],
          fileParallelism: false,
          // Longer than the suite's own patience, whose errors say what was waited for.
          testTimeout: 400_000,
          hookTimeout: 200_000,
        },
      },
    ],
  },
})
