import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import config from '../../vitest.config.ts'

const root = join(import.meta.dirname, '..')
const files = globSync('**/*.ts', { cwd: root, exclude: ['e2e/**'] })
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** Milliseconds that a test or a hook gives itself, after its function or in `{ timeout: 60_000 }` beside its name. */
const statedMs = (text: string): number[] =>
  [
    ...text.matchAll(/^\s*\},(?: |\n\s+)([\d_]{4,}),?\n?\s*\)$|^\s*(?:it|test|describe)\b.*\{ timeout: ([\d_]+) \}/gm),
  ].map(([, end, beside]) => Number((end ?? beside ?? '').replaceAll('_', '')))

it('a test waits with the patience of all, which is longer than a busy machine takes: what waits for a second fails there', () => {
  const waiting = files.filter((file) => /\bvi\.wait(?:For|Until)\(|\bexpect\.poll\(/.test(textOf(file)))
  expect(files.length).toBeGreaterThan(400)
  expect(waiting).toEqual(['support/eventually.ts'])
})

it('no test, and no hook, has less time than all have', () => {
  const projects = config.test?.projects as { test: { name: string; testTimeout: number; hookTimeout: number } }[]
  for (const { test } of projects) {
    expect(Math.min(test.testTimeout, test.hookTimeout), test.name).toBeGreaterThanOrEqual(300_000)
  }
  const impatient = files.filter((file) => statedMs(textOf(file)).some((ms) => ms < 300_000))
  expect(impatient).toEqual([])
  expect(statedMs("  it('x', { timeout: 60_000 }, () => {\n  }, 30_000)\n    },\n    20_000,\n  )\n")).toEqual([
    60_000, 30_000, 20_000,
  ])
})
