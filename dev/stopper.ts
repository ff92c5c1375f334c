import type { LocalRuntime } from '../local/index.ts'

/** Ctrl-C finishes what is in hand, but never keeps a person waiting longer than this. */
const SHUTDOWN_LIMIT_MS = 5_000

export interface Stopper {
  /** Resolves at Ctrl-C or a termination; a second one ends the process at once. */
  readonly requested: Promise<void>
  /** Answers what is in hand and stops everything. Calling it again waits for the same end. */
  now(): Promise<void>
}

export function stopper(local: Pick<LocalRuntime, 'close'>): Stopper {
  let stopping: Promise<void> | undefined
  const stop = async () => {
    const limit = setTimeout(() => {
      process.stderr.write('Still busy after 5 s: stopped all the same. Nothing accepted is lost with --data.\n')
      process.exit(1)
    }, SHUTDOWN_LIMIT_MS)
    await local.close()
    clearTimeout(limit)
  }
  const requested = new Promise<void>((resolve) => {
    const onSignal = () => {
      process.stdout.write('\nStopping: draining what is in hand.\n')
      resolve()
    }
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
  })
  return {
    requested,
    now: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
