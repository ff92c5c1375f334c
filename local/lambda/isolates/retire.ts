import { timerMs } from '../scaling.ts'
import type { Host } from './tenancy.ts'

/**
 * Retires isolates that have had nothing to do for `retireAfterMs`, but the last of a group that holds something.
 * @returns how to look at the isolates again after a while, and how to end that.
 */
export function retireIdle(hosts: ReadonlySet<Host>, retireAfterMs: number): { schedule(): void; close(): void } {
  let timer: NodeJS.Timeout | undefined

  function retire() {
    timer = undefined
    const since = performance.now() - retireAfterMs
    for (const host of hosts) {
      if (host.busySince !== undefined || host.idleSince > since) continue
      const isLast = ![...hosts].some((other) => other !== host && other.group === host.group)
      if (!isLast || host.environments.size === 0) void host.isolate.end()
    }
    schedule()
  }

  function schedule() {
    if (hosts.size > 1) timer ??= setTimeout(retire, timerMs(retireAfterMs / 2)).unref()
  }

  return {
    schedule,
    close() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
