import { setTimeout as delay } from 'node:timers/promises'
import type { Call, CallHooks } from '../endpoint/server.ts'
import type { LocalFunctions } from '../lambda/index.ts'
import type { Outages } from './outages.ts'
import type { FaultKind } from './rates.ts'
import { throttlingError } from './throttling.ts'

export type WorkerCalls = Pick<LocalFunctions, 'active' | 'afterAwsCall'>

export interface CallFaults {
  /** Whether a fault of this kind is to happen to the call, counted. */
  strikes(kind: FaultKind, call: Call): boolean
  outages: Outages
  /** Milliseconds that a slow answer waits at most for its caller to give up. Default 5,000. */
  slowestMs?: number
}

/** Longer than the three seconds after which SDK clients of functions commonly give up. */
const SLOWEST_MS = 5_000

/**
 * The faults between a function and the services that it calls. A call whose answer is lost or late has taken effect,
 * and the SDK makes it again; behind some of those that are lost, all these further attempts are throttled.
 */
export function callFaults(
  { strikes, outages, slowestMs = SLOWEST_MS }: CallFaults,
  functions: WorkerCalls,
): Required<CallHooks> {
  /** Calls of the SDK, by the id that all attempts of one have in common. */
  const throttledFromNow = new Set<string>()
  return {
    before(call) {
      const { service, accessKey, sdkCallId = '' } = call
      if (accessKey === undefined || !functions.active(accessKey)) return undefined
      const away = outages.unavailable(service)
      if (away) return away
      const throttled = throttlingError(service)
      if (!throttled) return undefined
      return strikes('throttle', call) || throttledFromNow.has(sdkCallId) ? throttled : undefined
    },
    async after(call, closed) {
      const { accessKey, sdkCallId } = call
      if (accessKey === undefined) return false
      // All are asked each time, so that the next question is the same in every run.
      const [lost, lostThenThrottled, slow] = (['lost', 'lost-throttled', 'slow'] as const).map((kind) =>
        strikes(kind, call),
      )
      if (await functions.afterAwsCall(accessKey)) return true
      if (lostThenThrottled && sdkCallId !== undefined) throttledFromNow.add(sdkCallId)
      if (lost || lostThenThrottled) return true
      if (slow) await Promise.race([closed(), delay(slowestMs, undefined, { ref: false })])
      return false
    },
  }
}
