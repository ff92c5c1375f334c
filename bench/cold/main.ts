import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { type Bundle, bundleAsDeployed, bundleAsUsual } from '../bundle.ts'
import { batches } from '../consumer/workload.ts'
import { consumerEnvironment } from '../consumer-environment.ts'
import { ensurePeers } from '../peers.ts'
import { startStoreStub } from '../support/rivals.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { printReport, type Start } from './report.ts'
import { bytesIn, loadedBytes } from './sizes.ts'

const usage = `CPU and time of a cold start: ours beside the DynamoDB client alone and Powertools, each in fresh processes.

Usage: npm run bench:cold -- [--rounds 30]

  --rounds N    starts of each, interleaved             default 30
  --help        this text
`

const here = import.meta.dirname
const dynamodbClient = join(here, 'contenders', 'dynamodb-client.mjs')
const powertools = join(here, '..', 'consumer', 'contenders', 'powertools.mjs')

/** The first is what the others are compared with. Our bundling helps the others, too: seen beside how it is usual. */
const contenders: Readonly<Record<string, readonly [entry: string, bundle: Bundle]>> = {
  'DynamoDB client alone': [dynamodbClient, bundleAsUsual],
  'DynamoDB client alone, bundled as we do': [dynamodbClient, bundleAsDeployed],
  ours: [join(here, '..', 'consumer', 'contenders', 'ours.ts'), bundleAsDeployed],
  'powertools batch + idempotency + parser': [powertools, bundleAsUsual],
  'powertools, bundled as we do': [powertools, bundleAsDeployed],
}

const batch = JSON.stringify(batches(1).next().value)

function start(file: string, port: number): Start {
  const { status, output } = spawnSync(process.execPath, [join(here, 'start.mjs'), file, batch], {
    env: { ...process.env, ...consumerEnvironment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    // Log lines are not what is measured; the answer comes on descriptor 3.
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${file} ended with ${status}.`)
  return JSON.parse(output[3] ?? '') as Start
}

async function compare(rounds: number): Promise<void> {
  ensurePeers()
  const work = mkdtempSync(join(tmpdir(), 'bench-cold-'))
  const store = await startStoreStub()
  try {
    await store.delay({ latencyMs: 4, transactionLatencyMs: 4 })
    const bundles = await Promise.all(
      Object.entries(contenders).map(async ([name, [entry, bundle]], index) => {
        const file = await bundle(entry, join(work, String(index)))
        return { name, file, starts: [] as Start[] }
      }),
    )
    for (let round = 0; round < rounds; round++) {
      for (const { file, starts } of bundles) starts.push(start(file, store.port))
    }
    printReport(
      bundles.map(({ name, file, starts }) => ({
        name,
        starts,
        loadedBytes: loadedBytes(file),
        allBytes: bytesIn(dirname(file)),
      })),
    )
  } finally {
    store.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

const options = {
  rounds: { type: 'string', default: '30' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  await compare(wholeNumber('--rounds', values.rounds, 1))
  return 0
}

await runBenchmark('bench:cold', { usage, options, main })
