import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { EventCatalog } from '../../../events/decode.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { dedupTtlSeconds } from '../declarations/delivery-limits.ts'
import { atomic } from '../idempotency/atomic.ts'
import { GroupCommit } from '../idempotency/group-commit.ts'
import { startDeadline } from './deadline.ts'
import { messageDecoder } from './decode-message.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { HandlersOf, MessageContext, MessageHandler } from './handlers.ts'
import type { Invocation } from './invocation.ts'
import { type Message, toDelivery } from './message.ts'
import { isSettled } from './outcome.ts'
import { processBatch } from './process-batch.ts'

export interface ConsumerHandlerOptions {
  /** All event types; required when it subscribes to `'*'`. */
  readonly catalog?: EventCatalog
}

/** Turns a declaration and its handlers into the Lambda function of its queue. */
export function consumerHandler<const Declaration extends ConsumerDeclaration>(
  declaration: Declaration,
  environment: ConsumerEnvironment,
  handlers: HandlersOf<Declaration>,
  options: ConsumerHandlerOptions = {},
) {
  const decode = messageDecoder(declaration, options.catalog)
  const handle = dispatcher(handlers)
  const { tables } = environment
  return middy<SQSEvent, SQSBatchResponse>(async (event: SQSEvent, context: Context) => {
    const deadline = startDeadline(environment.clock, environment.timers, context.getRemainingTimeInMillis())
    const groupCommit = new GroupCommit(environment, { deadline: deadline.functionEnd, lingerMilliseconds: 5 })
    const invocation: Invocation = {
      declaration,
      environment,
      effectsEnvironment: {
        clock: environment.clock,
        ids: environment.ids,
        source: declaration.name,
        ...(tables.events ? { eventTable: tables.events } : {}),
        ...(tables.commands ? { commandTable: tables.commands } : {}),
      },
      deadline,
      way: atomic({
        clock: environment.clock,
        dynamo: environment.dynamo,
        processedTable: tables.processed,
        ttlSeconds: dedupTtlSeconds(declaration),
        groupCommit,
      }),
      decode,
      handle,
      loggerOf: () => console,
      breaker: () => ({ run: (call) => call() }),
    }
    try {
      const processed = await processBatch(invocation, event.Records.map(toDelivery))
      const left = processed.filter(({ outcome }) => !isSettled(outcome))
      return { batchItemFailures: left.map(({ delivery }) => ({ itemIdentifier: delivery.messageId })) }
    } finally {
      deadline.close()
    }
  })
}

type AnyHandler = MessageHandler<never>

function dispatcher(handlers: unknown): (message: Message, context: MessageContext) => Promise<void> {
  if (typeof handlers === 'function') {
    return async (message, context) => (handlers as AnyHandler)(message.payload as never, context)
  }
  const byType = handlers as Readonly<Record<string, AnyHandler>>
  return async (message, context) => byType[message.type]!(message.payload as never, context)
}
