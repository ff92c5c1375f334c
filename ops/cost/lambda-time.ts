import { type ComponentCalls, callMs } from './call-times.ts'

export interface Invocations {
  readonly memoryMb: number
  readonly invocations: number
  /** Events or commands that the invocations handle. */
  readonly events: number
  /** Calls to AWS services. */
  readonly calls: ComponentCalls
}

/** Time of an invocation besides its calls and events: the runtime's own work, logs and metrics included. */
const INVOCATION_MS = 3
/** CPU for one event, 0.29 ms on a whole core (docs/consuming.md), on the share of a core that 512 MB have. */
const EVENT_MS = 1

/**
 * GB-seconds that AWS would bill, from counts: how long something takes on this machine says little of Lambda. Each call takes
 * an assumed time, one after the other, so that it is an upper bound where calls are made side by side. Lambda bills whole
 * milliseconds. Cold starts are not in it.
 */
export function gbSeconds({ memoryMb, invocations, events, calls }: Invocations): number {
  if (invocations === 0) return 0
  const ms = invocations * INVOCATION_MS + events * EVENT_MS + callMs(calls)
  return invocations * (Math.ceil(ms / invocations) / 1000) * (memoryMb / 1024)
}

export const TIME_ASSUMPTIONS = { invocationMs: INVOCATION_MS, eventMs: EVENT_MS } as const
