import type { FunctionDefinition, FunctionError } from './definition.ts'
import type { Surroundings } from './environment.ts'
import { createIdleWorkers } from './idle-workers.ts'
import { initFailureLine } from './log-lines.ts'
import { type Scaling, timerMs } from './scaling.ts'
import { type FunctionWorker, startWorker, type WorkerInvocation, type WorkerOutcome } from './worker.ts'

export interface PoolRun {
  outcome: WorkerOutcome
  /** Set when this invocation was the worker's first. */
  initMs?: number
}

export interface Waiting {
  signal?: AbortSignal | undefined
  /** Awaited once a worker is free, before it takes the invocation. */
  prepare?: (() => Promise<void>) | undefined
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
  /** Replaces all workers: idle ones at once, busy ones when they are done. Default limits: as they were. */
  replace(definition: FunctionDefinition, limits?: Limits): void
  /** Refuses new invocations, waits for the running ones for at most `drainMs`, then stops every worker. */
  close(drainMs: number): Promise<void>
}

/** How many workers there may be beyond the first of each function, all functions together. */
export interface ExtraWorkers {
  free: number
}

/** Most workers. */
export interface Limits {
  /** While none of them is stuck. */
  concurrency: number
  /** At all. */
  reservedConcurrency: number
}

export interface PoolOptions extends Limits {
  definition: FunctionDefinition
  surroundings: Surroundings
  accessKeyOf: (workerNumber: number) => string
  onLine: (worker: FunctionWorker, line: string) => void
}

interface Pending extends Waiting {
  resolve: (run: PoolRun) => void
  reject: (error: Error) => void
  giveUp: () => void
}

/** A pool whose workers are threads of their own. */
export function createPool(options: PoolOptions, extraWorkers: ExtraWorkers, scaling: Scaling): WorkerPool {
  const { growAfterMs, stuckAfterMs, retireAfterMs } = scaling
  let { definition } = options
  let limits: Limits = options
  let started = 0
  let closed = false
  const workers = new Set<FunctionWorker>()
  const loading = new Set<FunctionWorker>()
  const idle = createIdleWorkers(retireAfterMs, () => workers.size > 1, remove)
  const running = new Set<Promise<unknown>>()
  const queue: Pending[] = []
  const initTimes = new Map<FunctionWorker, number>()
  const busySince = new Map<FunctionWorker, number>()
  const outdated = new WeakSet<FunctionWorker>()
  let growTimer: NodeJS.Timeout | undefined

  async function load(): Promise<void> {
    const worker: FunctionWorker = startWorker(
      definition,
      options.accessKeyOf(++started),
      options.surroundings,
      (line) => options.onLine(worker, line),
    )
    if (workers.size > 0) extraWorkers.free -= 1
    workers.add(worker)
    loading.add(worker)
    const result = await worker.ready
    loading.delete(worker)
    if ('error' in result) return failed(worker, result.error)
    initTimes.set(worker, result.initMs)
    release(worker)
  }

  function remove(worker: FunctionWorker) {
    if (workers.delete(worker) && workers.size > 0) extraWorkers.free += 1
    if (worker.alive) void worker.stop()
  }

  /** As on Lambda, a function that does not load fails the invocation that it was loaded for. */
  function failed(worker: FunctionWorker, error: FunctionError) {
    remove(worker)
    options.onLine(worker, initFailureLine(error, new Date()))
    const pending = queue.shift()
    if (pending) {
      pending.signal?.removeEventListener('abort', pending.giveUp)
      pending.onStart(worker)
      pending.resolve({ outcome: pending.onEnd({ kind: 'error', error }) })
    }
    pump()
  }

  function release(worker: FunctionWorker) {
    if (!worker.alive || outdated.has(worker) || closed) remove(worker)
    else idle.add(worker)
    pump()
  }

  /** A worker may have died while idle: of an exception in a timer, say. */
  function takeIdle(): FunctionWorker | undefined {
    for (let worker = idle.take(); worker; worker = idle.take()) {
      if (worker.alive) return worker
      remove(worker)
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
    else if (queue.length > loading.size)
      growTimer ??= setTimeout(grow, timerMs(mayGrow() ? growAfterMs : stuckAfterMs))
  }

  function mayGrow(): boolean {
    if (queue.length <= loading.size || workers.size >= limits.reservedConcurrency) return false
    return (workers.size < limits.concurrency && extraWorkers.free > 0) || isStuck()
  }

  function isStuck(): boolean {
    const longAgo = performance.now() - stuckAfterMs
    return [...workers].every((worker) => (busySince.get(worker) ?? Number.POSITIVE_INFINITY) <= longAgo)
  }

  function grow() {
    growTimer = undefined
    if (mayGrow()) void load()
    pump()
  }

  async function start(pending: Pending, worker: FunctionWorker) {
    pending.signal?.removeEventListener('abort', pending.giveUp)
    const initMs = initTimes.get(worker)
    initTimes.delete(worker)
    busySince.set(worker, performance.now())
    const run = (pending.prepare?.() ?? Promise.resolve()).then(() => worker.run(pending.onStart(worker)))
    running.add(run)
    const outcome = pending.onEnd(await run)
    running.delete(run)
    busySince.delete(worker)
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
    run(waiting) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new Error(`Function ${definition.name} is stopped`))
        if (waiting.signal?.aborted) return reject(waiting.signal.reason)
        const pending = { ...waiting, resolve, reject, giveUp: () => giveUp(pending) }
        queue.push(pending)
        waiting.signal?.addEventListener('abort', pending.giveUp, { once: true })
        pump()
      })
    },
    async warm() {
      if (workers.size === 0 && !closed) await load()
    },
    replace(next, nextLimits = limits) {
      definition = next
      limits = nextLimits
      for (const worker of workers) outdated.add(worker)
      for (const worker of idle.takeAll()) release(worker)
    },
    async close(drainMs) {
      closed = true
      clearTimeout(growTimer)
      idle.close()
      for (const pending of queue.splice(0)) pending.reject(new Error(`Function ${definition.name} is stopped`))
      const timer = Promise.withResolvers<void>()
      const bound = setTimeout(timer.resolve, drainMs)
      await Promise.race([Promise.all(running), timer.promise])
      clearTimeout(bound)
      await Promise.all([...workers].map((worker) => worker.stop()))
    },
  }
}
