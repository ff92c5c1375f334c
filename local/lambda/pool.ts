import type { FunctionDefinition, FunctionError } from './definition.ts'
import type { Surroundings } from './environment.ts'
import { type FunctionWorker, startWorker, type WorkerInvocation, type WorkerOutcome } from './worker.ts'

/**
 * A waiting invocation starts another worker only after this time: a worker costs ~100 ms of CPU and 13 MB, and most
 * invocations are over sooner than that.
 */
const growAfterMs = 25
/** All workers of a function but one are retired after being idle for so long. */
const retireAfterMs = 30_000

export interface PoolRun {
  outcome: WorkerOutcome
  /** Set when this invocation was the worker's first. */
  initMs?: number
}

export interface Waiting {
  signal?: AbortSignal | undefined
  /** Called when a worker takes the invocation; the worker may still be stopped by the caller. */
  onStart: (worker: FunctionWorker) => WorkerInvocation
  /** Called before the worker takes its next invocation; may turn the outcome into another, having stopped the worker. */
  onEnd: (outcome: WorkerOutcome) => WorkerOutcome
}

/** The workers of one function: each runs one invocation at a time, the rest wait in order of arrival. */
export interface WorkerPool {
  /** Rejects only when `signal` aborts before a worker is free, or when the pool is closed. */
  run(waiting: Waiting): Promise<PoolRun>
  /** Starts a first worker, if there is none. */
  warm(): Promise<void>
  /** Replaces all workers: idle ones at once, busy ones when they are done. */
  replace(definition: FunctionDefinition): void
  /** Refuses new invocations, waits for the running ones for at most `drainMs`, then stops every worker. */
  close(drainMs: number): Promise<void>
  readonly size: number
}

export interface PoolOptions {
  definition: FunctionDefinition
  surroundings: Surroundings
  concurrency: number
  accessKeyOf: (workerNumber: number) => string
  onLine: (worker: FunctionWorker, line: string) => void
}

interface Pending extends Waiting {
  resolve: (run: PoolRun) => void
  reject: (error: Error) => void
}

export function createPool(options: PoolOptions): WorkerPool {
  let { definition } = options
  let started = 0
  let closed = false
  const workers = new Set<FunctionWorker>()
  const loading = new Set<FunctionWorker>()
  /** Last in, first out: what is not needed grows old at the bottom. */
  const idle: { worker: FunctionWorker; since: number }[] = []
  const running = new Set<Promise<unknown>>()
  const queue: Pending[] = []
  const initTimes = new Map<FunctionWorker, number>()
  const outdated = new WeakSet<FunctionWorker>()
  let growTimer: NodeJS.Timeout | undefined
  let retireTimer: NodeJS.Timeout | undefined

  async function load(): Promise<void> {
    const worker: FunctionWorker = startWorker(
      definition,
      options.accessKeyOf(++started),
      options.surroundings,
      (line) => options.onLine(worker, line),
    )
    workers.add(worker)
    loading.add(worker)
    const result = await worker.ready
    loading.delete(worker)
    if ('error' in result) return failed(worker, result.error)
    initTimes.set(worker, result.initMs)
    release(worker)
  }

  /** As on Lambda, a function that does not load fails the invocation that it was loaded for. */
  function failed(worker: FunctionWorker, error: FunctionError) {
    workers.delete(worker)
    const pending = queue.shift()
    if (pending) {
      pending.onStart(worker)
      pending.resolve({ outcome: pending.onEnd({ kind: 'error', error }) })
    }
    pump()
  }

  function release(worker: FunctionWorker) {
    if (!worker.alive || outdated.has(worker) || closed) {
      workers.delete(worker)
      void worker.stop()
    } else {
      idle.push({ worker, since: performance.now() })
    }
    pump()
    if (idle.length > 1) retireTimer ??= setTimeout(retire, retireAfterMs).unref()
  }

  function retire() {
    retireTimer = undefined
    const oldest = performance.now() - retireAfterMs
    for (let entry = idle[0]; entry && workers.size > 1 && entry.since <= oldest; entry = idle[0]) {
      const { worker } = entry
      idle.shift()
      workers.delete(worker)
      void worker.stop()
    }
    if (idle.length > 1) retireTimer = setTimeout(retire, retireAfterMs / 2).unref()
  }

  /** A worker may have died while idle: of an exception in a timer, say. */
  function takeIdle(): FunctionWorker | undefined {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      if (entry.worker.alive) return entry.worker
      workers.delete(entry.worker)
    }
    return undefined
  }

  function pump() {
    while (queue.length > 0) {
      const worker = takeIdle()
      if (!worker) break
      void start(queue.shift() as Pending, worker)
    }
    if (queue.length === 0) {
      clearTimeout(growTimer)
      growTimer = undefined
    } else if (workers.size === 0) void load()
    else if (queue.length > loading.size && workers.size < options.concurrency)
      growTimer ??= setTimeout(grow, growAfterMs)
  }

  function grow() {
    growTimer = undefined
    if (queue.length > loading.size && workers.size < options.concurrency) void load()
    pump()
  }

  async function start(pending: Pending, worker: FunctionWorker) {
    const initMs = initTimes.get(worker)
    initTimes.delete(worker)
    const run = worker.run(pending.onStart(worker))
    running.add(run)
    const outcome = pending.onEnd(await run)
    running.delete(run)
    pending.resolve({ outcome, ...(initMs !== undefined && { initMs }) })
    release(worker)
  }

  function giveUp(pending: Pending) {
    const index = queue.indexOf(pending)
    if (index < 0) return
    queue.splice(index, 1)
    pending.reject(pending.signal?.reason)
  }

  return {
    get size() {
      return workers.size
    },
    run(waiting) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new Error(`Function ${definition.name} is stopped`))
        if (waiting.signal?.aborted) return reject(waiting.signal.reason)
        const pending = { ...waiting, resolve, reject }
        queue.push(pending)
        waiting.signal?.addEventListener('abort', () => giveUp(pending), { once: true })
        pump()
      })
    },
    async warm() {
      if (workers.size === 0 && !closed) await load()
    },
    replace(next) {
      definition = next
      for (const worker of workers) outdated.add(worker)
      for (const { worker } of idle.splice(0)) release(worker)
    },
    async close(drainMs) {
      closed = true
      clearTimeout(growTimer)
      clearTimeout(retireTimer)
      for (const pending of queue.splice(0)) pending.reject(new Error(`Function ${definition.name} is stopped`))
      const timer = Promise.withResolvers<void>()
      const bound = setTimeout(timer.resolve, drainMs)
      await Promise.race([Promise.all(running), timer.promise])
      clearTimeout(bound)
      await Promise.all([...workers].map((worker) => worker.stop()))
    },
  }
}
