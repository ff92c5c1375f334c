import { defineConfig } from 'vitest/config'
import { endToEndPart } from './test/e2e/kit/part.ts'

// Those that start every runtime they need. `npm test` runs them beside the others (see dev/test.ts).
const ownRuntime = [
  'test/e2e/{durability,ownership,removed-grants,tracing,upgrade,upgrade-services}.e2e.test.ts',
  'test/docs/commands/{commands,long-runs}.e2e.test.ts',
]
const endToEnd = {
  all: { include: ['test/**/*.e2e.test.ts'] },
  'own-runtime': { include: ownRuntime },
  'shared-stack': { include: ['test/**/*.e2e.test.ts'], exclude: ownRuntime },
}[endToEndPart]

// Without isolation a worker loads the CDK, the SDK and our own modules once instead of once per file. So a file
// takes back what it sets up, and what files share sets no hooks when it is loaded, but in a function that each of them calls.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.unit.test.ts'], testTimeout: 90_000, isolate: false } },
      {
        test: {
          name: 'infra',
          include: ['test/**/*.infra.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          isolate: false,
        },
      },
      {
        test: {
          name: 'e2e',
          ...endToEnd,
          globalSetup: ['test/e2e/kit/global-setup.ts'],
          fileParallelism: false,
          // Longer than the suite's own patience, whose errors say what was waited for.
          testTimeout: 800_000,
          hookTimeout: 400_000,
        },
      },
    ],
  },
})
