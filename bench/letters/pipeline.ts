import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Store, queues and consumer in a process of their own. */
export interface Pipeline {
  readonly url: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  /** Of other consumers; empty. */
  readonly otherDeadLetterQueueUrls: readonly string[]
  /** From now on events are counted anew. */
  countAnew(): Promise<void>
  /** When each event took effect, milliseconds from the first one on. */
  handled(): Promise<readonly number[]>
  stop(): void
}

export async function startPipeline(): Promise<Pipeline> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'pipeline-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [address] = (await once(child.stdout, 'data')) as [Buffer]
  const url = String(address).trim()
  const page = async <Value>(path: string) => (await (await fetch(url + path)).json()) as Value
  const queues = await page<Pick<Pipeline, 'queueUrl' | 'deadLetterQueueUrl' | 'otherDeadLetterQueueUrls'>>('/queues')
  return {
    url,
    ...queues,
    countAnew: async () => void (await page('/handled?from=now')),
    handled: () => page('/handled'),
    stop: () => void child.stdin.end(),
  }
}

/** The first letters are canaries, each of which waits for the outcome of those before: a rate is that of what comes after them. */
const CANARIES = 31

/** Events a second, from the first after the canaries to the last. */
export function rateOf(handled: readonly number[]): number {
  const first = handled[Math.min(CANARIES, handled.length - 1)] ?? 0
  const seconds = ((handled.at(-1) ?? 0) - first) / 1000
  return (handled.length - CANARIES - 1) / Math.max(seconds, 0.001)
}

/** Waits until so many events have taken effect. */
export async function untilHandled(pipeline: Pick<Pipeline, 'handled'>, count: number): Promise<readonly number[]> {
  for (;;) {
    const handled = await pipeline.handled()
    if (handled.length >= count) return handled
    await delay(200)
  }
}
