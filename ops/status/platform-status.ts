import { apiMetrics, SCOPE_DIMENSION, WHOLE_STAGE } from '../../lambdas/runtime/declarations/metrics.ts'
import { duration } from '../cli/durations.ts'
import type { RelayAddress } from '../relay/relays.ts'
import type { Stack } from '../stack/stack.ts'
import type { Judgement } from './consumer-status.ts'
import type { MetricAsked, MetricRead, Span } from './metrics.ts'
import type { QueueDepth } from './queues.ts'

/** One relay. A value is null if it could not be read or is unknown. */
export interface RelayStatus extends Judgement {
  readonly relay: string
  /** Age of the newest record that it was given in the last minutes, seconds; null when it was given none. */
  readonly lag_seconds: number | null
  /** Failed invocations of the last minutes. */
  readonly errors: number | null
  /** Records that it could not publish and has set aside (`relay list`). */
  readonly set_aside: number | null
  /** False: nothing is taken from the stream of its table. */
  readonly is_fed: boolean | null
  readonly deployed_at: string | null
}

/** The HTTP API over the last minutes. Null: could not be read, or nobody asked. */
export interface ApiStatus extends Judgement {
  readonly url: string
  readonly requests_per_minute: number | null
  /** Without the time that callers wished to wait. */
  readonly p99_ms: number | null
  /** Answers with a server error, 5xx. */
  readonly server_errors: number | null
}

export const relayMetrics = ({ name, functionName }: RelayAddress): [string, MetricAsked][] => {
  const ofFunction = (metric: string, statistic: string): MetricAsked => ({
    namespace: 'AWS/Lambda',
    name: metric,
    dimensions: { FunctionName: functionName },
    statistic,
  })
  return [
    [`relay ${name} age`, ofFunction('IteratorAge', 'Maximum')],
    [`relay ${name} errors`, ofFunction('Errors', 'Sum')],
  ]
}

const RELAY_BEHIND_SECONDS = 60

export function relayStatus(
  { name }: RelayAddress,
  readings: {
    readonly setAside: QueueDepth | undefined
    readonly metrics: ReadonlyMap<string, MetricRead> | undefined
    readonly isFed: boolean | undefined
    readonly deployedAt: string | null
  },
): RelayStatus {
  const { setAside, metrics, isFed, deployedAt } = readings
  const age = metrics?.get(`relay ${name} age`)?.latest
  const figures = {
    relay: name,
    lag_seconds: age === undefined ? null : Math.round(age / 100) / 10,
    errors: metrics ? (metrics.get(`relay ${name} errors`)?.sum ?? 0) : null,
    set_aside: setAside ? setAside.waiting + setAside.inFlight : null,
    is_fed: isFed ?? null,
    deployed_at: deployedAt,
  }
  return { ...figures, ...judgeRelay(figures) }
}

function judgeRelay({ lag_seconds, errors, set_aside, is_fed }: Omit<RelayStatus, keyof Judgement>): Judgement {
  if (is_fed === false) return { urgency: 'act', says: 'its event source is switched off: no new event is published' }
  if (set_aside) return { urgency: 'act', says: `${set_aside} set aside and not published: relay list` }
  if ((lag_seconds ?? 0) >= RELAY_BEHIND_SECONDS) {
    return { urgency: 'act', says: `${duration(lag_seconds ?? 0)} behind: every consumer is late` }
  }
  if (errors) return { urgency: 'watch', says: `${errors} failed invocations, which are tried again: logs relay-of-…` }
  return { urgency: 'ok', says: 'nothing to do' }
}

/** Metrics of the stage, and of its API where the stack says which one that is. */
export const apiMetricsOf = (stack: Stack, namespace: string): [string, MetricAsked][] => {
  const requestTime = { namespace, name: apiMetrics.requestTime, dimensions: { [SCOPE_DIMENSION]: WHOLE_STAGE } }
  const ApiId = stack.outputs().get('ApiId')
  return [
    ['api requests', { ...requestTime, statistic: 'SampleCount' }],
    ['api p99', { ...requestTime, statistic: 'p99' }],
    ...(ApiId === undefined
      ? []
      : ([
          [
            'api errors',
            {
              namespace: 'AWS/ApiGateway',
              name: '5xx',
              dimensions: { ApiId, Stage: '$default' },
              statistic: 'Sum',
            },
          ],
        ] satisfies [string, MetricAsked][])),
  ]
}

const SLOW_MS = 3_000

export function apiStatus(stack: Stack, metrics: ReadonlyMap<string, MetricRead> | undefined, span: Span): ApiStatus {
  const requests = metrics?.get('api requests')?.sum ?? 0
  const isCounted = metrics !== undefined && stack.outputs().has('ApiId')
  const figures = {
    url: stack.outputs().get('ApiUrl') ?? '',
    requests_per_minute: metrics ? Math.round((requests * 600) / span.seconds) / 10 : null,
    p99_ms: metrics?.get('api p99')?.max ?? null,
    server_errors: isCounted ? (metrics.get('api errors')?.sum ?? 0) : null,
  }
  return { ...figures, ...judgeApi(figures) }
}

function judgeApi({ server_errors, p99_ms }: Omit<ApiStatus, keyof Judgement>): Judgement {
  if (server_errors) return { urgency: 'act', says: `${server_errors} answers were 5xx: logs --errors tells why` }
  if ((p99_ms ?? 0) >= SLOW_MS) return { urgency: 'watch', says: 'one request in a hundred is slow' }
  return { urgency: 'ok', says: 'nothing to do' }
}
