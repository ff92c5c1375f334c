import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import config from '../../vitest.config.ts'

const root = join(import.meta.dirname, '..')
/** Vitest loads these anew before each file. */
const projects = config.test?.projects as { test: { setupFiles?: string[] } }[]
const setups = projects.flatMap(({ test }) => test.setupFiles ?? [])

it('nothing that test files share sets hooks when it is loaded: a worker loads it once, so only its first file would have them', () => {
  const shared = globSync('**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !setups.includes(`test/${file}`),
  )
  const setting = shared.filter((file) => /^(before|after)(All|Each)\(/m.test(readFileSync(join(root, file), 'utf8')))
  expect(shared.length).toBeGreaterThan(50)
  expect(setting).toEqual([])
})
