import type { Call, CallHooks } from '../endpoint/server.ts'
import type { DeliveryFaults } from '../event-sources/index.ts'
import type { InvocationFaults, InvocationTrigger, PlannedStop } from '../lambda/index.ts'
import { callFaults, type WorkerCalls } from './call-faults.ts'
import { createDecisions, type Draw, type FaultDecision } from './decisions.ts'
import { createOutages, type Outages } from './outages.ts'
import { type FaultKind, type FaultRates, faultKinds } from './rates.ts'

export interface FaultPlanOptions {
  rates: FaultRates
  /** The same seed gives the same faults. */
  seed: number
  /**
   * The part of a message that stays the same from run to run (say, its correlation id and type, where ids are random).
   * Faults are then tied to that message, not to the order of arrival. Default: they are tied to the ordinal of the
   * message among those of its function or queue.
   */
  identify?: (message: string) => string | undefined
  /** Told of everything that is decided, also of what is not to happen. */
  onDecision?: (decision: FaultDecision) => void
  /** A message that was delivered so often suffers no more faults, so that none dies of them alone. Default 3. */
  sparedFromAttempt?: number
  /** Epoch milliseconds, for the length of outages. Default: the real time. */
  now?: () => number
}

/** A seeded plan of what goes wrong; each property is handed to the part of the runtime that it strikes. */
export interface FaultPlan {
  /** For `createFunctions`: crash, timeout, and functions that are away. */
  invocations: InvocationFaults
  /** For event sources: duplicate, reorder, stream-reorder. */
  deliveries: DeliveryFaults
  /** For the endpoint: throttle, lost, slow, services that are away, and where crash and timeout strike. */
  calls(functions: WorkerCalls): Required<CallHooks>
  /** For what accepts batches of entries: whether this entry fails (partial-put). */
  entryFails(functions: WorkerCalls, call: Pick<Call, 'service' | 'accessKey'>, entry: string): boolean
  /** For DynamoDB: stale-index, stream-reorder. */
  dynamodb: {
    staleIndexReads(): number | undefined
    transactionOrder(count: number): readonly number[] | undefined
  }
  /** How many faults were injected so far, by kind. */
  injected(): Record<FaultKind, number>
  /** Lets services or functions be away from now on, whatever has happened to a message before. */
  beginOutages: Outages['begin']
}

export function createFaultPlan(options: FaultPlanOptions): FaultPlan {
  const { rates, seed, identify, sparedFromAttempt = 3, now = Date.now } = options
  const outages = createOutages(now)
  const decide = createDecisions(seed, options.onDecision)
  const counts = Object.fromEntries(Object.keys(faultKinds).map((kind) => [kind, 0])) as Record<FaultKind, number>
  const spared = (trigger: InvocationTrigger | undefined) => !trigger || trigger.attempt >= sparedFromAttempt

  function hit(kind: FaultKind, scope: string, identity?: string): Draw | undefined {
    const rate = rates[kind] ?? 0
    return rate === 0 ? undefined : decide(kind, rate, scope, identity)
  }

  /** `hit`, counted. Also what is spared has its question, so that the next one is the same in each run. */
  function strike(kind: FaultKind, scope: string, identity?: string, isSpared = false): Draw | undefined {
    const draw = hit(kind, scope, identity)
    if (!draw || isSpared) return undefined
    counts[kind] += 1
    return draw
  }

  /** Each message is asked for both, whatever is in its batch beside it: so its next delivery is its next question. */
  function stopsOf(functionName: string, message: string): PlannedStop[] {
    const identity = identify?.(message)
    return (['crash', 'timeout'] as const).flatMap((as) => {
      const draw = hit(as, functionName, identity)
      return draw ? [{ as, afterCall: stoppingPoint(draw) }] : []
    })
  }

  function strikesCall(
    kind: FaultKind,
    functions: WorkerCalls,
    accessKey: string | undefined,
    scope: string,
    entry = '',
  ) {
    const invocation = accessKey === undefined ? undefined : functions.active(accessKey)
    if (!invocation) return false
    const identity = identify?.(entry || (invocation.options.trigger?.messages()[0] ?? ''))
    return (
      strike(kind, `${invocation.functionName}.${scope}`, identity, spared(invocation.options.trigger)) !== undefined
    )
  }

  return {
    invocations: {
      plan(functionName, trigger) {
        const messages = new Set(trigger?.messages() ?? [])
        const stops = [...messages].flatMap((message) => stopsOf(functionName, message))
        return spared(trigger) ? undefined : stops[0]
      },
      stopped({ as }) {
        counts[as] += 1
      },
      awayMs: outages.functionAwayMs,
    },
    deliveries: {
      onReceive(queueArn, { body, attributes }) {
        if (Number(attributes.ApproximateReceiveCount ?? 1) >= sparedFromAttempt) return {}
        const fifo = queueArn.endsWith('.fifo')
        const identity = identify?.(body)
        const reorder = fifo ? undefined : strike('reorder', queueArn, identity)
        const duplicate = strike('duplicate', queueArn, identity, reorder !== undefined)
        if (reorder) return { holdMs: 20 + Math.floor(reorder.choice('hold') * 480) }
        if (!duplicate) return {}
        return { duplicate: !fifo && duplicate.choice('way') < 0.5 ? 'in-batch' : 'again' }
      },
      splitsCollections: (rates['stream-reorder'] ?? 0) > 0,
      onStreamRecord(streamArn, image) {
        const draw = strike('stream-reorder', streamArn.split('/')[1] ?? streamArn, identify?.(image))
        return draw && 50 + Math.floor(draw.choice('stall') * 1950)
      },
    },
    calls: (functions) =>
      callFaults(
        {
          outages,
          strikes: (kind, { service, operation, accessKey }) =>
            strikesCall(kind, functions, accessKey, `${service}.${operation}`),
        },
        functions,
      ),
    entryFails: (functions, { service, accessKey }, entry) =>
      strikesCall('partial-put', functions, accessKey, service, entry),
    dynamodb: {
      staleIndexReads() {
        const draw = strike('stale-index', 'dynamodb')
        return draw && 50 + Math.floor(draw.choice('lag') * 950)
      },
      transactionOrder(count) {
        const draw = strike('stream-reorder', 'transaction')
        if (!draw) return undefined
        const places = Array.from({ length: count }, (_, index) => ({ index, place: draw.choice(`item ${index}`) }))
        return places.sort((left, right) => left.place - right.place).map(({ index }) => index)
      },
    },
    injected: () => ({ ...counts }),
    beginOutages: outages.begin,
  }
}

/** Half of the stops come before the acknowledgement, the others after one of the first four AWS calls. */
function stoppingPoint(draw: Draw): number {
  return draw.choice('place') < 0.5 ? Number.POSITIVE_INFINITY : 1 + Math.floor(draw.choice('call') * 4)
}
