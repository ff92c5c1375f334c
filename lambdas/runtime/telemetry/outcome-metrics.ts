import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import {
  CONSUMER_DIMENSION,
  consumerMetrics,
  DOWNSTREAM_DIMENSION,
  type MetricsDetail,
  SCOPE_DIMENSION,
  WHOLE_STAGE,
} from '../declarations/metrics.ts'
import { DeferredError, HeldError } from '../errors.ts'
import type { OutcomeKind, SettledDelivery } from '../messages/outcome.ts'
import type { BatchReport } from './consumer-telemetry.ts'
import { lagOf } from './outcome-line.ts'

const counters: Readonly<Record<OutcomeKind, string>> = {
  processed: consumerMetrics.processed,
  duplicate: consumerMetrics.duplicates,
  failed: consumerMetrics.failed,
  deferred: consumerMetrics.deferred,
  'dead-lettered': consumerMetrics.deadLettered,
  'parked-as-head': consumerMetrics.deadLettered,
  parked: consumerMetrics.parked,
  dropped: consumerMetrics.dropped,
  returned: consumerMetrics.returned,
}

/** Outcomes that tell how late the consumer is: it has just done the event, or the event still waits. */
const tellLag: ReadonlySet<OutcomeKind> = new Set(['processed', 'failed', 'deferred', 'returned'])

/** Whether it came in a form that its producer should have given up. */
const tellsOfItsProducer = ({ message, outcome }: SettledDelivery): boolean =>
  message?.deprecated !== undefined && message.replayId === undefined && outcome.kind === 'processed'

export interface OutcomeMetricsOptions {
  readonly service: string
  readonly consumer: string
  readonly namespace: string
  readonly detail: MetricsDetail
}

/** Turns the outcomes of a batch into embedded metric format, one line per combination of dimensions. */
export class OutcomeMetrics {
  readonly #metrics: Metrics
  readonly #ofStage: Metrics
  readonly #detailed: boolean

  constructor({ service, consumer, namespace, detail }: OutcomeMetricsOptions) {
    // An alarm matches dimensions exactly: these, and nothing else.
    const withDimensions = (dimensions: Record<string, string>) => {
      const metrics = new Metrics({ namespace, serviceName: service })
      metrics.clearDefaultDimensions()
      metrics.setDefaultDimensions(dimensions)
      return metrics
    }
    this.#metrics = withDimensions({ [CONSUMER_DIMENSION]: consumer })
    this.#ofStage = withDimensions({ [SCOPE_DIMENSION]: WHOLE_STAGE })
    this.#detailed = detail === 'detailed'
  }

  linesOf({ processed, finishedAt }: BatchReport): string[] {
    const lines = this.#detailed ? this.#byType(processed, finishedAt) : this.#together(processed, finishedAt)
    return [...lines, ...this.#ofWholeStage(processed), ...this.#openCircuits(processed)]
  }

  #together(processed: readonly SettledDelivery[], finishedAt: number): string[] {
    if (processed.length === 0) return []
    this.#add(processed, finishedAt)
    return [take(this.#metrics)]
  }

  #byType(processed: readonly SettledDelivery[], finishedAt: number): string[] {
    const byType = Map.groupBy(processed, ({ message }) => message?.type ?? 'unknown')
    return [...byType].map(([type, ofType], index) => {
      if (index === 0) this.#metrics.addMetric(consumerMetrics.batchSize, MetricUnit.Count, processed.length)
      this.#metrics.addDimensions({}).addDimensions({ event_type: type })
      this.#add(ofType, finishedAt)
      return take(this.#metrics)
    })
  }

  #add(processed: readonly SettledDelivery[], finishedAt: number): void {
    const counts = new Map<string, number>()
    for (const one of processed) {
      const { kind } = one.outcome
      counts.set(counters[kind], (counts.get(counters[kind]) ?? 0) + 1)
      if (kind !== 'returned') {
        this.#metrics.addMetric(consumerMetrics.processingTime, MetricUnit.Milliseconds, one.durationMs)
      }
      const isReplay = one.message?.replayId !== undefined
      const lag = tellLag.has(kind) && !isReplay ? lagOf(one, finishedAt) : undefined
      if (lag !== undefined) this.#metrics.addMetric(consumerMetrics.lag, MetricUnit.Milliseconds, lag)
    }
    const deprecated = processed.filter(tellsOfItsProducer).length
    if (deprecated > 0) counts.set(consumerMetrics.deprecated, deprecated)
    const held = processed.filter(isHeld).length
    if (held > 0) counts.set(consumerMetrics.held, held)
    for (const [name, count] of counts) this.#metrics.addMetric(name, MetricUnit.Count, count)
  }

  #ofWholeStage(processed: readonly SettledDelivery[]): string[] {
    const deadLettered = processed.filter(({ outcome }) => hasDied(outcome)).length
    const held = processed.filter(isHeld).length
    if (deadLettered + held === 0) return []
    if (deadLettered > 0) this.#ofStage.addMetric(consumerMetrics.deadLettered, MetricUnit.Count, deadLettered)
    if (held > 0) this.#ofStage.addMetric(consumerMetrics.held, MetricUnit.Count, held)
    return [take(this.#ofStage)]
  }

  #openCircuits(processed: readonly SettledDelivery[]): string[] {
    const open = new Set(
      processed.flatMap(({ outcome }) =>
        outcome.kind === 'deferred' && outcome.error instanceof DeferredError && outcome.error.downstream
          ? [outcome.error.downstream]
          : [],
      ),
    )
    return [...open].map((downstream) => {
      this.#metrics.addDimensions({ [DOWNSTREAM_DIMENSION]: downstream })
      this.#metrics.addMetric(consumerMetrics.circuitOpen, MetricUnit.Count, 1)
      return take(this.#metrics)
    })
  }
}

const hasDied = ({ kind }: SettledDelivery['outcome']): boolean => kind === 'dead-lettered' || kind === 'parked-as-head'

const isHeld = ({ outcome }: SettledDelivery): boolean =>
  outcome.kind === 'deferred' && outcome.error instanceof HeldError

function take(metrics: Metrics): string {
  const line = JSON.stringify(metrics.serializeMetrics())
  metrics.clearMetrics()
  metrics.clearDimensions()
  return line
}
