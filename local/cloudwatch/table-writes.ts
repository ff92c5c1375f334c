import type { LocalDynamoDb } from '../dynamodb/index.ts'
import type { Clock } from '../ports.ts'
import { queriesOf } from './alarm-state.ts'
import type { AlarmDefinition } from './definitions.ts'
import type { MetricStore } from './metric-store.ts'
import { dimensionsOf } from './queries.ts'

const NAMESPACE = 'AWS/DynamoDB'
const METRIC = 'ConsumedWriteCapacityUnits'

/**
 * ConsumedWriteCapacityUnits of the tables that an alarm watches, as far as their streams tell: one for each write that
 * changed something, whatever its size. Writes that failed on their condition, which AWS counts too, are missing.
 */
export class TableWrites {
  readonly #dynamodb: Pick<LocalDynamoDb, 'onStreamWrite'>
  readonly #store: MetricStore
  readonly #clock: Clock
  readonly #watched = new Map<string, () => void>()

  constructor(dynamodb: Pick<LocalDynamoDb, 'onStreamWrite'>, store: MetricStore, clock: Clock) {
    this.#dynamodb = dynamodb
    this.#store = store
    this.#clock = clock
  }

  watch(alarm: AlarmDefinition): void {
    for (const { MetricStat } of queriesOf(alarm)) {
      if (MetricStat?.Metric.Namespace !== NAMESPACE || MetricStat.Metric.MetricName !== METRIC) continue
      const dimensions = dimensionsOf(MetricStat.Metric.Dimensions)
      const { TableName } = dimensions
      if (TableName === undefined || this.#watched.has(TableName)) continue
      const metric = { namespace: NAMESPACE, name: METRIC, dimensions }
      const stop = this.#dynamodb.onStreamWrite(TableName, () => this.#store.add(metric, this.#clock.now(), [1]))
      this.#watched.set(TableName, stop)
    }
  }

  close(): void {
    for (const stop of this.#watched.values()) stop()
  }
}
