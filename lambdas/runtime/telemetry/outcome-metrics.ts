import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { OutcomeKind, Processed } from '../consumer/outcome.ts'
import {
  CONSUMER_DIMENSION,
  consumerMetrics,
  DOWNSTREAM_DIMENSION,
  METRICS_NAMESPACE,
} from '../declarations/metrics.ts'
import { DeferredError } from '../errors.ts'
import type { BatchReport } from './consumer-telemetry.ts'
import { lagOf } from './outcome-line.ts'

const counters: Readonly<Record<OutcomeKind, string>> = {
  processed: consumerMetrics.processed,
  duplicate: consumerMetrics.duplicates,
  failed: consumerMetrics.failed,
  deferred: consumerMetrics.deferred,
  'dead-lettered': consumerMetrics.deadLettered,
  dropped: consumerMetrics.dropped,
  returned: consumerMetrics.returned,
}

/** Turns the outcomes of a batch into embedded metric format: one line per event type, serialized once per batch. */
export class OutcomeMetrics {
  readonly #metrics: Metrics

  constructor(service: string, consumer: string) {
    this.#metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: service })
    // An alarm matches dimensions exactly: by consumer, and by consumer and event type, nothing else.
    this.#metrics.clearDefaultDimensions()
    this.#metrics.setDefaultDimensions({ [CONSUMER_DIMENSION]: consumer })
  }

  linesOf({ processed, finishedAt }: BatchReport): string[] {
    const byType = Map.groupBy(processed, ({ message }) => message?.type ?? 'unknown')
    const lines = [...byType].map(([type, ofType], index) => {
      if (index === 0) this.#metrics.addMetric(consumerMetrics.batchSize, MetricUnit.Count, processed.length)
      this.#metrics.addDimensions({}).addDimensions({ event_type: type })
      this.#add(ofType, finishedAt)
      return this.#take()
    })
    return [...lines, ...this.#openCircuits(processed)]
  }

  #add(processed: readonly Processed[], finishedAt: number): void {
    const counts = new Map<string, number>()
    for (const one of processed) {
      const { kind } = one.outcome
      counts.set(counters[kind], (counts.get(counters[kind]) ?? 0) + 1)
      if (kind === 'returned') continue
      this.#metrics.addMetric(consumerMetrics.processingTime, MetricUnit.Milliseconds, one.durationMs)
      const lag = kind === 'processed' ? lagOf(one, finishedAt) : undefined
      if (lag !== undefined) this.#metrics.addMetric(consumerMetrics.lag, MetricUnit.Milliseconds, lag)
    }
    for (const [name, count] of counts) this.#metrics.addMetric(name, MetricUnit.Count, count)
  }

  #openCircuits(processed: readonly Processed[]): string[] {
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
      return this.#take()
    })
  }

  #take(): string {
    const line = JSON.stringify(this.#metrics.serializeMetrics())
    this.#metrics.clearMetrics()
    this.#metrics.clearDimensions()
    return line
  }
}
