import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from '../bundle.ts'
import { consumerEnvironment } from '../consumer-environment.ts'
import { ensurePeers } from '../peers.ts'
import { loadedBytes } from './loaded-bytes.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '25' } } })

const here = import.meta.dirname
const contenders = {
  'DynamoDB client alone': join(here, 'contenders', 'dynamodb-client.ts'),
  ours: join(here, '..', 'consumer', 'contenders', 'ours.ts'),
  'powertools batch + idempotency + parser': join(here, '..', 'consumer', 'contenders', 'powertools.mjs'),
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

ensurePeers()
const work = mkdtempSync(join(tmpdir(), 'bench-cold-'))
try {
  const bundles = await Promise.all(
    Object.entries(contenders).map(async ([name, entry], index) => {
      const file = await bundle(entry, join(work, String(index)))
      return { name, file, times: [] as number[] }
    }),
  )
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { file, times } of bundles) {
      const output = execFileSync(process.execPath, [join(here, 'start.mjs'), file], {
        env: { ...process.env, ...consumerEnvironment },
        encoding: 'utf8',
      })
      times.push(Number(output))
    }
  }
  const rows = bundles.map(({ name, file, times }) => ({
    name,
    readyMs: median(times),
    loadedKb: loadedBytes(file) / 1024,
    allKb: bytesIn(dirname(file)) / 1024,
  }))
  const [yardstick] = rows
  console.table(
    Object.fromEntries(
      rows.map((row) => [
        row.name,
        {
          'ready after ms': Number(row.readyMs.toFixed(1)),
          'time ratio': `${(row.readyMs / (yardstick?.readyMs ?? 1)).toFixed(2)} x`,
          'loaded at start KB': Math.round(row.loadedKb),
          'loaded ratio': `${(row.loadedKb / (yardstick?.loadedKb ?? 1)).toFixed(2)} x`,
          'with all on-demand chunks KB': Math.round(row.allKb),
          'all ratio': `${(row.allKb / (yardstick?.allKb ?? 1)).toFixed(2)} x`,
        },
      ]),
    ),
  )
} finally {
  rmSync(work, { recursive: true, force: true })
}

function bytesIn(directory: string): number {
  return readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0)
}
