import type { NamedResource } from '../template.ts'
import type { WiredConsumer } from '../wiring.ts'

/** The value found, the value demanded, and how to fix it, each as a clause that continues `Consumer "payment": `. */
export interface Fault {
  /** Logical id of the resource to change. */
  readonly resource: string | undefined
  readonly is: string
  readonly must: string
  readonly fix: string
}

export interface WiringRule {
  readonly id: string
  readonly demands: string
  readonly check: (consumer: WiredConsumer) => Fault | readonly Fault[] | undefined
}

type Queue = NamedResource | undefined

/** Seconds. A property that the template leaves out has CloudFormation's default. */
export const visibilityTimeout = (queue: Queue): number => Number(queue?.properties.VisibilityTimeout ?? 30)
export const retention = (queue: Queue): number => Number(queue?.properties.MessageRetentionPeriod ?? 345_600)
export const functionTimeout = (handler: NamedResource | undefined): number => Number(handler?.properties.Timeout ?? 3)

export const isFifo = (queue: Queue): boolean => queue?.properties.FifoQueue === true
export const kindOf = (queue: Queue): string => (isFifo(queue) ? 'FIFO' : 'standard')
