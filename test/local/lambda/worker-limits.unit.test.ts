import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const module = join(import.meta.dirname, '../../../local/lambda/worker-limits.ts')

/** Fills the young generation of a worker that may have 2 MB of it, and prints how large it has become. */
const program = (before: string) => `
  import { Worker } from 'node:worker_threads'
  import { letWorkersHaveOwnLimits } from ${JSON.stringify(module)}
  ${before}
  const source = \`
    const { getHeapSpaceStatistics } = process.getBuiltinModule('node:v8')
    const kept = []
    let most = 0
    for (let round = 0; round < 100; round++) {
      kept[round % 8] = Array.from({ length: 20_000 }, () => ({ round }))
      most = Math.max(most, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size)
    }
    console.log(most / 2 ** 20)\`
  new Worker(source, { eval: true, resourceLimits: { maxYoungGenerationSizeMb: 2 } })`

const youngMb = async (before: string): Promise<number> => {
  const args = ['--max-semi-space-size=8', '--input-type=module', '--eval', program(before)]
  return Number((await promisify(execFile)(process.execPath, args)).stdout)
}

test('a flag of the process does not count for workers, which have limits of their own', async () => {
  expect(await youngMb('')).toBeGreaterThan(4)
  expect(await youngMb('letWorkersHaveOwnLimits()')).toBeLessThanOrEqual(4)
})
