import { globSync } from 'node:fs'

/** Which files belong to which part of the suite, and which of these do not after all. */
interface TestFiles {
  readonly include: string[]
  readonly exclude?: string[]
}

/** Each of these starts every runtime that it needs. */
const ownRuntime: TestFiles = {
  include: [
    'test/e2e/{durability,ownership,removed-grants,service-stacks,tracing,upgrade}.e2e.test.ts',
    'test/docs/commands/{commands,long-runs}.e2e.test.ts',
  ],
}

/**
 * Tests that run other programs on what we make, such as cfn-lint, where a machine has them: `npm run check:templates`. `npm test` does not run them,
 * because it needs nothing but npm.
 */
export const judges: TestFiles = { include: ['test/**/*.judge.test.ts'] }

/** The parts that `npm test` runs side by side. */
export const testParts = {
  unit: { include: ['test/**/*.unit.test.ts'] },
  infra: { include: ['test/**/*.infra.test.ts'] },
  'own-runtime': ownRuntime,
  // All of its files have clients of one and the same stack.
  'shared-stack': { include: ['test/**/*.e2e.test.ts'], exclude: ownRuntime.include },
} satisfies Record<string, TestFiles>

/** @returns false for a part that has no test yet, as some of a fresh pipeline. @param root of the checkout. */
export function hasTests(root: string, { include, exclude = [] }: TestFiles): boolean {
  return globSync(include, { cwd: root, exclude }).length > 0
}
