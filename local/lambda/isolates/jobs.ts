import type { PoolRun, Waiting } from '../pool.ts'
import { blame, type Environment, type Tenant } from './tenancy.ts'

/** An invocation that waits for an isolate. */
export interface Job {
  readonly tenant: Tenant
  readonly waiting: Waiting
  readonly queuedAt: number
  readonly resolve: (run: PoolRun) => void
  readonly reject: (error: Error) => void
  /** Listens to its signal. */
  readonly giveUp: () => void
}

/** Carries out an invocation in its environment, which may still be loading. */
export async function invoke({ waiting, resolve, reject }: Job, environment: Environment): Promise<void> {
  const { worker } = environment
  const loaded = await worker.ready
  // The invocation was given up while its function was being loaded: nothing has begun yet.
  if (waiting.signal?.aborted) return reject(waiting.signal.reason)
  if ('error' in loaded) {
    // As on Lambda, a function that does not load fails the invocation that it was loaded for.
    waiting.onStart(worker)
    return resolve({ outcome: waiting.onEnd({ kind: 'error', error: loaded.error }) })
  }
  const { initMs } = environment
  environment.initMs = undefined
  await waiting.prepare?.()
  const outcome = waiting.onEnd(await worker.run(waiting.onStart(worker)))
  if (outcome.kind === 'timeout' || outcome.kind === 'crash') blame(environment)
  resolve({ outcome, ...(initMs !== undefined && { initMs }) })
}
