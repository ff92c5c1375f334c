import { prices } from '../../../prices/us-east-1.ts'

/** The requests to AWS of one look at the first page. */
export interface Look {
  readonly consumers: number
  readonly standardQueues: number
  readonly fifoQueues: number
  /** Read units of DynamoDB, for breakers, pauses, and what is held and parked. */
  readonly readUnits: number
  /** Metrics that are asked of CloudWatch. */
  readonly metrics: number
}

/** How often an open page looks, and what that costs an account. Two tabs look together, so they cost as much as one. */
export interface OpenPage {
  /** Between two looks at queues, breakers and what is held while something happens. */
  readonly depthsEverySeconds: number
  /** The longest between two looks, reached when nothing happens. */
  readonly idleEverySeconds: number
  /** Between two looks at rates and ages, which are CloudWatch metrics. */
  readonly metricsEverySeconds: number
  /** US dollars of an hour in which something happens all the time. */
  readonly busyUsdPerHour: number
  readonly idleUsdPerHour: number
}

const HOUR_SECONDS = 3_600
/** Two US cents, one for each kind of reading. */
const USD_PER_HOUR_OF_EACH = 0.01
const FASTEST_SECONDS = 5
const IDLE_SECONDS = 60
/** Metrics have one value a minute. */
const FASTEST_METRICS_SECONDS = 60

/** By the list prices of us-east-1: looks as often as two cents an hour allow. */
export function openPage({ standardQueues, fifoQueues, readUnits, metrics }: Look): OpenPage {
  const depthsUsd =
    (standardQueues * prices.sqsStandardRequests.usd +
      fifoQueues * prices.sqsFifoRequests.usd +
      readUnits * prices.dynamoReads.usd) /
    1_000_000
  const metricsUsd = (metrics * prices.metricsRead.usd) / 1_000
  const depthsEverySeconds = within(FASTEST_SECONDS, depthsUsd)
  const metricsEverySeconds = within(FASTEST_METRICS_SECONDS, metricsUsd)
  const idleEverySeconds = Math.max(IDLE_SECONDS, depthsEverySeconds)
  const usd = (everySeconds: number) =>
    (depthsUsd * HOUR_SECONDS) / everySeconds + (metricsUsd * HOUR_SECONDS) / metricsEverySeconds
  return {
    depthsEverySeconds,
    idleEverySeconds,
    metricsEverySeconds,
    busyUsdPerHour: usd(depthsEverySeconds),
    idleUsdPerHour: usd(idleEverySeconds),
  }
}

/** Whole seconds between two looks that keep within the budget. */
const within = (fastest: number, usd: number): number =>
  Math.max(fastest, Math.ceil((usd * HOUR_SECONDS) / USD_PER_HOUR_OF_EACH))
