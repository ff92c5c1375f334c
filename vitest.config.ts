import { defineConfig } from 'vitest/config'
import { judges, testParts } from './dev/test-parts.ts'
import { endToEndPart } from './test/e2e/kit/part.ts'

// Without isolation a worker loads the CDK, the SDK and our own modules once instead of once per file. So a file
// takes back what it sets up, and what files share sets no hooks when it is loaded, but in a function that each of them calls.
const sharedWorkers = { isolate: false, setupFiles: ['test/support/nothing-left-in-the-process.ts'] }

const endToEnd = {
  all: { include: ['test/**/*.e2e.test.ts'], fileParallelism: false },
  // They have nothing in common but the template, and each mostly waits.
  'own-runtime': { ...testParts['own-runtime'], maxWorkers: 2 },
  'shared-stack': { ...testParts['shared-stack'], fileParallelism: false, ...sharedWorkers },
}[endToEndPart]

// A test that hangs ends here, and only such a one: no test states less than this, because none knows how busy the machine is.
const patience = { testTimeout: 300_000, hookTimeout: 300_000 }
const common = { ...patience, globalSetup: ['test/support/own-temporary-folder.ts'] }

export default defineConfig({
  test: {
    // Ending the runtime of the end-to-end tests is part of it.
    teardownTimeout: 120_000,
    projects: [
      { test: { name: 'unit', ...testParts.unit, ...common, ...sharedWorkers } },
      { test: { name: 'infra', ...testParts.infra, ...common, ...sharedWorkers } },
      { test: { name: 'judges', ...judges, ...common } },
      {
        test: {
          name: 'e2e',
          ...endToEnd,
          globalSetup: [...common.globalSetup, 'test/e2e/kit/global-setup.ts'],
          // Longer than the suite's own patience, whose errors say what was waited for.
          testTimeout: 800_000,
          hookTimeout: 400_000,
        },
      },
    ],
  },
})
