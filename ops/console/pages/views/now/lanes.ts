import type { ConsumerStatus } from '../../../../status/consumer-status.ts'
import type { FlowConsumer } from '../../../operations/about.ts'

/** Consumers that are fed in the same way. */
export interface Lane {
  readonly kind: FlowConsumer['lane']
  readonly name: string
  /** The order that the queues of this lane promise. */
  readonly queues: string
  readonly consumers: readonly (ConsumerStatus & Pick<FlowConsumer, 'takes'>)[]
}

const LANES: readonly Omit<Lane, 'consumers'>[] = [
  { kind: 'bus', name: 'EventBridge bus', queues: 'standard queues, in no order' },
  { kind: 'topic', name: 'SNS FIFO topic', queues: 'FIFO queues, in order per aggregate' },
  { kind: 'commands', name: 'Command queues', queues: 'commands to one service each' },
]

/** In the order of the flow; a lane without consumers is left out. */
export function lanesOf(flow: readonly FlowConsumer[], statuses: readonly ConsumerStatus[]): Lane[] {
  const byName = new Map(statuses.map((status) => [status.consumer, status]))
  return LANES.map((lane) => ({
    ...lane,
    consumers: flow
      .filter(({ lane: kind }) => kind === lane.kind)
      .flatMap(({ consumer, takes }) => {
        const status = byName.get(consumer)
        return status ? [{ ...status, takes }] : []
      }),
  })).filter(({ consumers }) => consumers.length > 0)
}
