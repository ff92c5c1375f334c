import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startPipeline } from '../support/pipeline-process.ts'
import { prepareWorkload, type Workload } from '../support/workload.ts'
import { STACK, synthesizeWithDownstreams } from './assembly.ts'
import { Completions } from './completions.ts'
import type { Downstreams } from './downstreams.ts'
import { type PlacedOrder, placeAt } from './place-orders.ts'
import { startSynchronousService } from './synchronous-service.ts'

/** There are so many customers and products at most, and never more than orders. Each places one order beforehand, so that nothing is cold. */
const MOST_WIDTH = 16
const widthOf = ({ times }: Load): number => Math.min(MOST_WIDTH, times.length)
/** Orders that are not through this long after the last one was placed count as not completed. */
const LIMIT_MS = 20_000

export interface Load {
  readonly times: readonly number[]
  readonly seed: number
}

export async function runSynchronously(downstreams: Downstreams, load: Load): Promise<PlacedOrder[]> {
  const { times, seed } = load
  const service = await startSynchronousService(downstreams.url)
  const place = async (): Promise<PlacedOrder> => {
    const began = performance.now()
    const response = await fetch(`${service.url}/orders`, { method: 'POST' })
    await response.arrayBuffer()
    const ms = performance.now() - began
    if (!response.ok) return { answeredMs: ms, accepted: false }
    return { answeredMs: ms, accepted: true, endedMs: ms, toldMs: ms }
  }
  try {
    for (let index = 0; index < widthOf(load); index++) await place()
    downstreams.beginFaults(seed)
    return await placeAt(times, place, 'synchronous')
  } finally {
    await service.close()
  }
}

export async function runThroughPipeline(downstreams: Downstreams, load: Load): Promise<PlacedOrder[]> {
  const { times, seed } = load
  const width = widthOf(load)
  const directory = await mkdtemp(join(tmpdir(), 'bench-latency-'))
  try {
    process.stderr.write('pipeline: synthesizing\n')
    await synthesizeWithDownstreams(directory, downstreams.url)
    const pipeline = await startPipeline(['--assembly', directory, '--stack', STACK], 'local/main.ts')
    const completions = new Completions()
    pipeline.onLine((line) => completions.read(line, performance.now()))
    try {
      process.stderr.write('pipeline: preparing customers, stock and prices\n')
      const workload = await prepareWorkload(pipeline.apiUrl, width)
      await through(completions, width)
      downstreams.beginFaults(seed)
      const placed = await placeAt(times, (index) => placeOne(workload, index), 'pipeline')
      await through(completions, width + placed.filter(({ orderId }) => orderId).length)
      return placed.map((order) => withCompletion(order, completions))
    } finally {
      await pipeline.stop()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Sent {
  readonly began: number
  readonly answeredMs: number
  /** Absent when the request failed. */
  readonly orderId: string | undefined
}

async function placeOne(workload: Workload, index: number): Promise<Sent> {
  const began = performance.now()
  const orderId = await workload.place(index).then(
    (placed) => placed.orderId,
    () => undefined,
  )
  return { began, answeredMs: performance.now() - began, orderId }
}

function withCompletion({ began, answeredMs, orderId }: Sent, completions: Completions): PlacedOrder {
  const completion = orderId === undefined ? undefined : completions.of(orderId)
  const answered = { answeredMs, accepted: orderId !== undefined }
  if (completion?.status !== 'confirmed') return answered
  return { ...answered, endedMs: completion.endedAt - began, toldMs: completion.toldAt - began }
}

async function through(completions: Completions, count: number): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (completions.count < count && performance.now() < limit) await delay(50)
}
