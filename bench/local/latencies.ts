import { setTimeout as delay } from 'node:timers/promises'
import type { PipelineProcess } from '../support/pipeline-process.ts'
import type { Workload } from '../support/workload.ts'

const SAMPLE_LIMIT_MS = 3_000

/**
 * Milliseconds after which an order had reached every consumer, if a printed line says so: the end of its timeline or, where more than
 * a terminal can bear come in a second, the one line that it has instead.
 */
export function reachedAfterMs(line: string): number | undefined {
  const [, whole, short] = /every consumer reached after (\d+) ms|^Order .* \d+ deliveries in (\d+) ms/.exec(line) ?? []
  const text = whole ?? short
  return text === undefined ? undefined : Number(text)
}

/** Each order alone in an idle system: the printed timelines say when the last consumer was reached. */
export async function idleLatencies(pipeline: PipelineProcess, workload: Workload, samples: number) {
  const posts: number[] = []
  const reached: number[] = []
  let settled: (() => void) | undefined
  pipeline.onLine((line) => {
    const after = reachedAfterMs(line)
    if (after === undefined) return
    reached.push(after)
    settled?.()
  })
  for (let index = 0; index < samples; index++) {
    const done = new Promise<void>((resolve) => {
      settled = resolve
    })
    posts.push((await workload.place(index)).ms)
    // An order of which no line comes (after a crash) is left out of the figure, not waited for.
    await Promise.race([done, delay(SAMPLE_LIMIT_MS, undefined, { ref: false })])
  }
  return { posts, reached }
}
