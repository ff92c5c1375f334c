import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LocalProcess, startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { openShop, orderEnds, placeOrder } from './kit/shop.ts'

let dataDir: string
let previous: NodeJS.ProcessEnv

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pipeline-'))
  previous = { ...process.env }
})

afterEach(async () => {
  process.env = previous
  await rm(dataDir, { recursive: true, force: true })
})

const point = (local: LocalProcess): void => {
  process.env.PIPELINE_API_URL = local.apiUrl
  process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
}

describeNeeding('own-runtime')('the local runtime with --data (O5)', () => {
  it('loses no accepted order to kill -9', async () => {
    const args = ['--no-sample', '--no-synth', '--data', dataDir]
    const first = await startLocalProcess(args)
    point(first)
    const shop = await openShop({ funds: 10_000, stock: 1_000 })
    const accepted = await Promise.all(Array.from({ length: 30 }, () => placeOrder(shop, 1)))
    await first.stop('SIGKILL')

    const second = await startLocalProcess(args)
    point(second)
    try {
      const ends = await Promise.all(accepted.map((order) => orderEnds(order.order_id)))
      expect(ends.map((end) => end.status)).toEqual(accepted.map(() => 'confirmed'))
    } finally {
      expect(await second.stop('SIGTERM')).toBe(0)
    }
  })

  it('shows the timeline of the sample order and ends with 0 when asked to exit', async () => {
    const local = await startLocalProcess(['--no-synth', '--exit'])
    expect(await local.stop('SIGCONT')).toBe(0)
    for (const part of [
      'order.created',
      'payment.processed',
      'inventory.reserved',
      'order.confirmed',
      'every consumer reached',
    ]) {
      expect(local.output()).toContain(part)
    }
  })
})
