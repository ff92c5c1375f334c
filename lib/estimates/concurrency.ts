import { WAITING_PLACES_VARIABLE } from '../../lambdas/runtime/declarations/service.ts'
import { resourcesOf, type Template, target, valueAt } from '../validation/template.ts'

/** A table's stream has one shard per partition. A new on-demand table takes 4,000 writes a second, which is four partitions. */
const SHARDS_PER_STREAM = 4

/** Concurrent executions that Lambda keeps unreserved: it refuses a reservation that leaves fewer. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const LEAST_UNRESERVED = 100

export interface ConcurrencyNeed {
  /** Sum of the maximum concurrency of all event sources that poll queues. */
  readonly consumers: number
  /** Executions of the event sources that read streams, and of the queue in which records from a stream may wait. */
  readonly relays: number
  /** Requests that may wait for an outcome at once. */
  readonly waiting: number
  /** Reserved for functions; Lambda demands 100 on top of it. */
  readonly reserved: number
}

/** How many functions run at once when every backlog is worked off at the same time, counted from the template. */
export function concurrencyNeed(template: Template): ConcurrencyNeed {
  const queues = new Set(resourcesOf(template, 'AWS::SQS::Queue').map(({ id }) => id))
  const functions = resourcesOf(template, 'AWS::Lambda::Function')
  const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
  const ofQueues = sources.filter(({ properties }) => queues.has(target(properties.EventSourceArn) ?? ''))
  const ofStreams = sources.filter((source) => !ofQueues.includes(source))
  const relays = new Set(ofStreams.map(({ properties }) => target(properties.FunctionName)))
  const [ofRelays, ofConsumers] = [true, false].map((isRelay) =>
    ofQueues.filter(({ properties }) => relays.has(target(properties.FunctionName)) === isRelay),
  ) as [typeof ofQueues, typeof ofQueues]
  const sum = (numbers: readonly unknown[]) => numbers.reduce<number>((all, one) => all + Number(one ?? 0), 0)
  const most = (some: typeof sources) =>
    sum(some.map(({ properties }) => valueAt(properties, 'ScalingConfig', 'MaximumConcurrency')))
  return {
    consumers: most(ofConsumers),
    relays:
      SHARDS_PER_STREAM * sum(ofStreams.map(({ properties }) => properties.ParallelizationFactor ?? 1)) +
      most(ofRelays),
    waiting: sum(
      functions.map(({ properties }) => valueAt(properties, 'Environment', 'Variables', WAITING_PLACES_VARIABLE)),
    ),
    reserved: sum(functions.map(({ properties }) => properties.ReservedConcurrentExecutions)),
  }
}

/** The quota *Concurrent executions* that is needed, requests that do not wait not counted. */
export const neededQuota = ({ consumers, relays, waiting, reserved }: ConcurrencyNeed): number =>
  reserved + Math.max(consumers + relays + waiting, reserved > 0 ? LEAST_UNRESERVED : 0)

export function concurrencyReport(stage: string, need: ConcurrencyNeed): string {
  const { consumers, relays, waiting, reserved } = need
  const parts = [
    `${consumers} consumers`,
    `${relays} relays`,
    `${waiting} requests that wait`,
    ...(reserved > 0 ? [`${reserved} reserved for the API`] : []),
  ]
  return [
    `Concurrent executions that stage ${stage} uses when it has everything to do at once: ${neededQuota(need)} (${parts.join(', ')}),`,
    'and one more per 10 requests a second. A new account may have 10: then all of it works, and later; ask for a higher quota in time.',
  ].join('\n')
}
