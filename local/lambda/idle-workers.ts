import { timerMs } from './scaling.ts'
import type { FunctionWorker } from './worker.ts'

/** The workers of a function that wait for an invocation. Last in, first out: what is not needed grows old at the bottom. */
export interface IdleWorkers {
  add(worker: FunctionWorker): void
  take(): FunctionWorker | undefined
  takeAll(): FunctionWorker[]
  /** From now on no worker is retired. */
  close(): void
}

/** `mayRetire` keeps the last worker of a function; `onRetired` gets a worker that is idle no more. */
export function createIdleWorkers(
  retireAfterMs: number,
  mayRetire: () => boolean,
  onRetired: (worker: FunctionWorker) => void,
): IdleWorkers {
  const idle: { worker: FunctionWorker; since: number }[] = []
  let timer: NodeJS.Timeout | undefined

  function retire() {
    timer = undefined
    const oldest = performance.now() - retireAfterMs
    for (let entry = idle[0]; entry && mayRetire() && entry.since <= oldest; entry = idle[0]) {
      idle.shift()
      onRetired(entry.worker)
    }
    schedule()
  }

  function schedule() {
    if (idle.length > 1) timer ??= setTimeout(retire, timerMs(retireAfterMs / 2)).unref()
  }

  return {
    add(worker) {
      idle.push({ worker, since: performance.now() })
      schedule()
    },
    take: () => idle.pop()?.worker,
    takeAll: () => idle.splice(0).map(({ worker }) => worker),
    close: () => clearTimeout(timer),
  }
}
