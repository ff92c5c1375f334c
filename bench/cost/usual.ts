import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { CALL_MS } from '../../ops/cost/call-times.ts'
import { TIME_ASSUMPTIONS } from '../../ops/cost/lambda-time.ts'
import { timesUsage, type Usage } from '../../prices/cost-of.ts'
import type { Measured } from './measure.ts'

type Counts = Measured['units'][string]

/**
 * How the usual design archives.
 * - `firehose`: a rule of the bus hands each event to Firehose, which gathers them into objects; no function, no record of what was there:
 *   https://aws.amazon.com/blogs/big-data/audit-aws-service-events-with-amazon-eventbridge-and-amazon-kinesis-data-firehose/.
 *   Firehose delivers at least once, so an event may be in the archive twice.
 * - `function`: a consumer like the others, which puts an object for each event and keeps a record of it, so that it is there once.
 */
export type UsualArchive = 'firehose' | 'function'

/**
 * The usual design for the same orders, from its documentation: every consumer a standard queue behind a rule of EventBridge, with
 * Powertools' batch and idempotency utilities. For each event that is one `PutItem` with a condition (INPROGRESS) and one
 * `UpdateItem` (COMPLETED) beside the consumer's own write; `npm run bench:consumer` counts these three calls and write units for it.
 * Batches are as large as they were measured here, and full (ten) for a consumer that gathers larger ones: that is Lambda's default.
 * Whoever changes state publishes afterwards, without an outbox, so that there is no relay; commands are messages, sent likewise.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
const IDEMPOTENCY_CALLS = 2
/** CPU for one event, 2.76 ms on a whole core (docs/consuming.md), on the share of a core that 512 MB have. */
const EVENT_MS = 9.5
/** Firehose bills each record so, rounded up; events are smaller. */
const FIREHOSE_RECORD_BYTES = 5 * 1024

const declarations = new Map(
  services.flatMap(({ consumers }) => consumers).map((consumer) => [`Consumer ${consumer.name}`, consumer]),
)

/** The start, end and report lines of Lambda, and a line of Powertools Logger with its context and the ids of the event. */
const LOG_BYTES = { perInvocation: 330, perEvent: 560 } as const

const isRoutes = (payer: string) => payer.startsWith('HTTP routes ')

/** What one order uses by it: as many events, commands, requests, mails and log lines as were measured here. */
export function usualPerOrder(
  { units, orders }: Measured,
  memoryOf: ReadonlyMap<string, number>,
  archive: UsualArchive,
): ReadonlyMap<string, Usage> {
  const usages = new Map<string, Usage>()
  for (const [payer, counts] of Object.entries(units)) {
    const declaration = declarations.get(payer)
    const memoryGb = (memoryOf.get(payer) ?? 128) / 1024
    if (declaration?.uses.bucket && archive === 'firehose') usages.set(payer, ofFirehose(counts))
    else if (declaration) usages.set(payer, ofConsumer(declaration, counts, memoryGb))
    if (isRoutes(payer)) usages.set(payer, ofRoutes(counts, memoryGb))
  }
  const { published, commands } = messagesOf(units)
  usages.set('Publishing', { eventBridgeEvents: published, sqsStandardRequests: commands })
  return new Map([...usages].map(([payer, usage]) => [payer, timesUsage(usage, 1 / orders)]))
}

/**
 * The part of it that are idempotency records of consumers whose effect guards itself: the documentation has a record for each event, and a
 * team that sees that a read model needs none pays so much less.
 */
export function sparedRecordsPerOrder({ units, orders }: Measured): Usage {
  const guarded = Object.entries(units).flatMap(([payer, { sqsMessagesReceived: events = 0 }]) => {
    const { delivery, idempotency, uses } = declarations.get(payer) ?? {}
    const guardsItself = idempotency !== 'atomic' && idempotency !== 'lease' && !uses?.bucket
    return delivery === 'effectively-once' && guardsItself ? [events] : []
  })
  return { dynamodbWriteUnits: (guarded.reduce((sum, events) => sum + events, 0) * IDEMPOTENCY_CALLS) / orders }
}

const gathersMore = ({ batchSize, batchWindowSeconds }: ConsumerDeclaration): boolean =>
  batchSize > MOST_BY_DEFAULT || batchWindowSeconds > 0

/** Lambda's default batch size. */
const MOST_BY_DEFAULT = 10

function invocationsOf(declaration: ConsumerDeclaration, counts: Counts): number {
  const { lambdaRequests = 0, sqsMessagesReceived: events = 0 } = counts
  return gathersMore(declaration) ? events / MOST_BY_DEFAULT : lambdaRequests
}

const ofFirehose = ({ sqsMessagesReceived: events = 0 }: Counts): Usage => ({
  firehoseBytes: events * FIREHOSE_RECORD_BYTES,
})

const DEADLINE_CONSUMER = 'Consumer checkout-commands'

/**
 * What a deadline costs that nobody takes back when its order has ended: the schedule that runs, and its command, alone in its batch, which is
 * recorded as handled and finds nothing to do. It is in neither bill: here the saga deletes the schedule, and a usual design may do so, too.
 */
export function deadlineForNothing(memoryOf: ReadonlyMap<string, number>): Usage {
  const consumer = declarations.get(DEADLINE_CONSUMER)
  if (!consumer) throw new Error(`There is no ${DEADLINE_CONSUMER} any more.`)
  const one: Counts = { lambdaRequests: 1, sqsMessagesReceived: 1, schedulerInvocations: 1 }
  const found = ofConsumer(consumer, one, (memoryOf.get(DEADLINE_CONSUMER) ?? 128) / 1024)
  // The state of the checkout is read, strongly consistent, and not written.
  return { ...found, dynamodbWriteUnits: IDEMPOTENCY_CALLS, dynamodbReadUnits: 1 }
}

/**
 * A delivery per event, a receive and a delete per invocation. A consumer that gathers events for a while is polled meanwhile as often
 * as it is here: a receive brings what is there at the moment, however large the batch becomes. Records of a batch are handled side by side, their calls are not.
 */
function ofConsumer(consumer: ConsumerDeclaration, counts: Counts, memoryGb: number): Usage {
  const { sqsMessagesReceived: events = 0 } = counts
  const invocations = invocationsOf(consumer, counts)
  const idempotencyWrites = consumer.delivery === 'effectively-once' ? events * IDEMPOTENCY_CALLS : 0
  const callsInTurn = idempotencyWrites > 0 ? IDEMPOTENCY_CALLS + 1 : 1
  const ms = invocations * (TIME_ASSUMPTIONS.invocationMs + callsInTurn * CALL_MS.dynamodb) + events * EVENT_MS
  return {
    lambdaRequests: invocations,
    sqsStandardRequests: Math.max(
      events + 2 * invocations,
      gathersMore(consumer) ? (counts.sqsStandardRequests ?? 0) : 0,
    ),
    dynamodbWriteUnits: idempotencyWrites + ownWritesOf(consumer, counts),
    s3Writes: consumer.uses.bucket ? events : 0,
    sesRecipients: counts.sesRecipients ?? 0,
    schedulerInvocations: counts.schedulerInvocations ?? 0,
    logBytes: invocations * LOG_BYTES.perInvocation + events * LOG_BYTES.perEvent,
    lambdaGbSeconds: (ms / 1000) * memoryGb,
  }
}

/**
 * Write units of the effect alone. What is committed with a marker, an event or a command here is taken for one write of up to 1 KB, what
 * goes outside (a mail, an object) for none; where the effect guards itself, it is the same write as here. Who joins the writes of a
 * batch here joins them there, too, by its smaller batches.
 */
function ownWritesOf(consumer: ConsumerDeclaration, counts: Counts): number {
  const { sqsMessagesReceived: events = 0, dynamodbWriteUnits: here = 0 } = counts
  if (consumer.idempotency === 'lease' || consumer.uses.bucket) return 0
  const statesMessages = consumer.uses.commands === true || consumer.uses.eventStore === 'append'
  if (consumer.idempotency === 'atomic' || statesMessages) return events
  return gathersMore(consumer) ? Math.max(here, invocationsOf(consumer, counts)) : here
}

/** A request is one write and one publish. */
function ofRoutes({ httpApiRequests = 0, lambdaRequests = 0, logBytes = 0 }: Counts, memoryGb: number): Usage {
  const ms = httpApiRequests * (TIME_ASSUMPTIONS.invocationMs + CALL_MS.dynamodb + CALL_MS.events)
  return {
    httpApiRequests,
    lambdaRequests,
    logBytes,
    dynamodbWriteUnits: httpApiRequests,
    lambdaGbSeconds: (ms / 1000) * memoryGb,
  }
}

/** The relays have published each event once and sent each command once. */
function messagesOf(units: Measured['units']): { published: number; commands: number } {
  return {
    published: units['Relay of events']?.eventBridgeEvents ?? 0,
    commands: units['Relay of commands']?.sqsStandardRequests ?? 0,
  }
}
