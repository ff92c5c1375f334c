import { DeclarationError } from '../../../events/declaration-error.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { assertFilter } from './assert-filter.ts'
import { assertSystemicFailure } from './assert-systemic-failure.ts'
import type { ConsumerDeclaration } from './consumer-options.ts'

const DELIVERIES = [
  'at-most-once',
  'at-least-once',
  'effectively-once',
] as const satisfies ConsumerDeclaration['delivery'][]

/**
 * Checks that a consumer can take these events the way it is declared. Which ones a consumer of all events takes (`'*'`) is only
 * known where all are: synthesis checks it.
 * @throws {DeclarationError} naming the consumer, and the event that it would never get or would take for an old one.
 */
export function assertTakes(consumer: ConsumerDeclaration, events: readonly EventDefinition[]): void {
  const fail = (problem: string): never => {
    throw new DeclarationError(`Consumer "${consumer.name}": ${problem}`)
  }
  const external = events.find(({ fromCloudEvent }) => fromCloudEvent)
  if (external && (consumer.ordering === 'aggregate' || consumer.idempotency === 'versioned')) {
    fail(
      `${external.type} comes from another team and has no place in a stream of ours: it cannot be taken in order, nor with idempotency "versioned".`,
    )
  }
  const large = events.find(({ claimCheck }) => claimCheck)
  if (large && consumer.filter.data) {
    fail(
      `it filters on data of ${large.type}, which may be large: bus and topic do not see the data then. Leave the filter out and decide in the handler.`,
    )
  }
}

/**
 * Checks that a consumer's declaration makes sense. It is called wherever a declaration is read: at synthesis, by tests and tools. The
 * bundles of functions leave it out, because what is deployed has been synthesized, and every cold start would load it.
 * @throws {DeclarationError} naming the consumer, the option, its value and what is allowed.
 */
export function assertConsumer(consumer: ConsumerDeclaration): void {
  const fail = (problem: string): never => {
    throw new DeclarationError(`Consumer "${consumer.name}": ${problem}`)
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(consumer.name) || consumer.name.length > 40) {
    fail('the name must be kebab-case, at most 40 characters, e.g. "order-view".')
  }
  const takesEvents = consumer.subscribesTo === '*' || consumer.subscribesTo.length > 0
  const takesCommands = consumer.accepts.length > 0
  if (takesEvents === takesCommands) {
    fail(
      'give it either events to subscribe to (subscribesTo) or commands to accept (accepts): exactly one of the two.',
    )
  }
  const stranger = consumer.accepts.find((command) => command.addressee !== consumer.name)
  if (stranger) fail(`the command ${stranger.type} is addressed to "${stranger.addressee}", not to it.`)
  if (!DELIVERIES.includes(consumer.delivery)) {
    fail(`delivery is "${consumer.delivery}", allowed are ${DELIVERIES.join(', ')}.`)
  }
  if ((consumer.delivery === 'effectively-once') !== (consumer.idempotency !== undefined)) {
    fail(
      `delivery "effectively-once" needs an idempotency strategy, and only it has one; got ${consumer.delivery} with ${consumer.idempotency}.`,
    )
  }
  if (consumer.subscribesTo !== '*') assertTakes(consumer, consumer.subscribesTo)
  if (takesCommands && consumer.ordering === 'aggregate') fail('commands have no order; leave out ordering.')
  if (takesCommands && Object.keys(consumer.filter).length > 0) fail('a filter narrows events; leave it out here.')
  assertFilter(consumer.filter, consumer.ordering, fail)
  if (consumer.onDeadLetter === 'hold' && consumer.ordering !== 'aggregate') {
    fail('onDeadLetter "hold" keeps the order of an aggregate: it needs ordering "aggregate".')
  }
  if (consumer.onDeadLetter === 'hold' && consumer.delivery === 'at-most-once') {
    fail('onDeadLetter "hold" needs the event, and delivery "at-most-once" has given it away before it fails.')
  }
  if (consumer.systemicFailure) {
    try {
      assertSystemicFailure(consumer.systemicFailure)
    } catch (error) {
      fail((error as Error).message)
    }
  }
  const within = (option: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      fail(`${option} is ${value}, allowed are whole numbers from ${least} to ${most}.`)
    }
  }
  within('timeoutSeconds', consumer.timeoutSeconds, 1, 900)
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html: "For standard queues, the maximum is 10,000. For
  // FIFO queues, the maximum is 10", and "Batching window is not supported for FIFO queues".
  const isOrdered = consumer.ordering === 'aggregate'
  within('batchSize', consumer.batchSize, 1, isOrdered ? 10 : 10_000)
  within('batchWindowSeconds', consumer.batchWindowSeconds, 0, isOrdered ? 0 : 300)
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: "when you set BatchSize to a value greater than
  // 10, you must set MaximumBatchingWindowInSeconds to at least 1".
  if (consumer.batchSize > 10 && consumer.batchWindowSeconds === 0) {
    fail(`batchSize is ${consumer.batchSize}: more than 10 need a batchWindowSeconds of at least 1.`)
  }
  within('maxConcurrency', consumer.maxConcurrency, 2, 1000)
  within('memoryMb', consumer.memoryMb, 128, 10_240)
  within('retry.maxAttempts', consumer.retry.maxAttempts, 1, 100)
  within('retry.firstDelaySeconds', consumer.retry.firstDelaySeconds, 0, 43_200)
  within('retry.maxDelaySeconds', consumer.retry.maxDelaySeconds, consumer.retry.firstDelaySeconds, 43_200)
  within('unknownWaitSeconds', consumer.unknownWaitSeconds, 0, 43_200)
  within('retentionDays', consumer.retentionDays, 1, 14)
  within('deadLetterRetentionDays', consumer.deadLetterRetentionDays, 1, 14)
  within('replayHorizonDays', consumer.replayHorizonDays, 0, 3650)
  within('parking.maxPerAggregate', consumer.parking.maxPerAggregate, 1, 100_000)
  within('parking.maxAggregates', consumer.parking.maxAggregates, 1, 100_000)
  for (const seconds of consumer.parking.retryAfterSeconds) within('parking.retryAfterSeconds', seconds, 60, 86_400)
}
