import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { CALL_MS } from '../../ops/cost/call-times.ts'
import { TIME_ASSUMPTIONS } from '../../ops/cost/lambda-time.ts'
import { timesUsage, type Usage } from '../../prices/cost-of.ts'
import type { Measured } from './measure.ts'

type Counts = Measured['units'][string]

/**
 * The usual design for the same orders, from its documentation: every consumer a standard queue behind a rule of EventBridge, with
 * Powertools' batch and idempotency utilities. For each event that is one `PutItem` with a condition (INPROGRESS) and one
 * `UpdateItem` (COMPLETED) beside the consumer's own write; `npm run bench:consumer` counts these three calls and write units for it.
 * Batches are as large as they were measured here, and full (ten) for a consumer that gathers larger ones: that is Lambda's default.
 * What goes into an object goes into one of its own. Whoever changes state publishes afterwards, without an outbox, so that there is no relay; commands are messages, sent likewise.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
const IDEMPOTENCY_CALLS = 2
/** CPU for one event, 2.76 ms on a whole core (docs/consuming.md), on the share of a core that 512 MB have. */
const EVENT_MS = 9.5

const declarations = new Map(
  services.flatMap(({ consumers }) => consumers).map((consumer) => [`Consumer ${consumer.name}`, consumer]),
)

/** The start, end and report lines of Lambda, and a line of Powertools Logger with its context and the ids of the event. */
const LOG_BYTES = { perInvocation: 330, perEvent: 560 } as const

const isRoutes = (payer: string) => payer.startsWith('HTTP routes ')

/** What one order uses by it: as many events, commands, requests, mails, objects and log lines as were measured here. */
export function usualPerOrder(
  { units, orders }: Measured,
  memoryOf: ReadonlyMap<string, number>,
): ReadonlyMap<string, Usage> {
  const usages = new Map<string, Usage>()
  for (const [payer, counts] of Object.entries(units)) {
    const declaration = declarations.get(payer)
    const invocations = invocationsOf(declaration, counts)
    const kept = {
      lambdaRequests: invocations,
      logBytes: counts.logBytes ?? 0,
      sesRecipients: counts.sesRecipients ?? 0,
      httpApiRequests: counts.httpApiRequests ?? 0,
      schedulerInvocations: counts.schedulerInvocations ?? 0,
    }
    const memoryGb = (memoryOf.get(payer) ?? 128) / 1024
    if (declaration) usages.set(payer, { ...kept, ...ofConsumer(declaration, counts, memoryGb) })
    if (isRoutes(payer)) usages.set(payer, { ...kept, ...ofRoutes(counts.httpApiRequests ?? 0, memoryGb) })
  }
  const { published, commands } = messagesOf(units)
  usages.set('Publishing', { eventBridgeEvents: published, sqsStandardRequests: commands })
  return new Map([...usages].map(([payer, usage]) => [payer, timesUsage(usage, 1 / orders)]))
}

const gathersMore = ({ batchSize, batchWindowSeconds }: ConsumerDeclaration): boolean =>
  batchSize > MOST_BY_DEFAULT || batchWindowSeconds > 0

/** Lambda's default batch size. */
const MOST_BY_DEFAULT = 10

function invocationsOf(declaration: ConsumerDeclaration | undefined, counts: Counts): number {
  const { lambdaRequests = 0, sqsMessagesReceived: events = 0 } = counts
  return declaration && gathersMore(declaration) ? events / MOST_BY_DEFAULT : lambdaRequests
}

/** A delivery per event, a receive and a delete per invocation. Records of a batch are handled side by side, their calls are not. */
function ofConsumer(consumer: ConsumerDeclaration, counts: Counts, memoryGb: number): Usage {
  const { sqsMessagesReceived: events = 0 } = counts
  const invocations = invocationsOf(consumer, counts)
  const idempotencyWrites = consumer.delivery === 'effectively-once' ? events * IDEMPOTENCY_CALLS : 0
  const callsInTurn = idempotencyWrites > 0 ? IDEMPOTENCY_CALLS + 1 : 1
  const ms = invocations * (TIME_ASSUMPTIONS.invocationMs + callsInTurn * CALL_MS.dynamodb) + events * EVENT_MS
  return {
    sqsStandardRequests: events + 2 * invocations,
    dynamodbWriteUnits: idempotencyWrites + ownWritesOf(consumer, counts),
    s3Writes: consumer.uses.bucket ? events : 0,
    logBytes: invocations * LOG_BYTES.perInvocation + events * LOG_BYTES.perEvent,
    lambdaGbSeconds: (ms / 1000) * memoryGb,
  }
}

/**
 * Write units of the effect alone. What is committed with a marker here, or joined with others of its batch, is taken for one write of
 * up to 1 KB, what goes outside (a mail, an object) for none; where the effect guards itself, it is the same write as here.
 */
function ownWritesOf(consumer: ConsumerDeclaration, counts: Counts): number {
  if (consumer.idempotency === 'lease' || consumer.uses.bucket) return 0
  if (consumer.idempotency === 'atomic' || gathersMore(consumer)) return counts.sqsMessagesReceived ?? 0
  return counts.dynamodbWriteUnits ?? 0
}

/** A request is one write and one publish. */
function ofRoutes(requests: number, memoryGb: number): Usage {
  const ms = requests * (TIME_ASSUMPTIONS.invocationMs + CALL_MS.dynamodb + CALL_MS.events)
  return { dynamodbWriteUnits: requests, lambdaGbSeconds: (ms / 1000) * memoryGb }
}

/** The relays have published each event once and sent each command once. */
function messagesOf(units: Measured['units']): { published: number; commands: number } {
  return {
    published: units['Relay of events']?.eventBridgeEvents ?? 0,
    commands: units['Relay of commands']?.sqsStandardRequests ?? 0,
  }
}
