import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import { type ConsumerHandlerOptions, createConsumer } from './create-consumer.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { HandlersOf } from './handlers.ts'
import type { Consumer } from './invocation.ts'
import { afterCommit } from './middleware/after-commit.ts'
import type { BatchEvent } from './middleware/batch-request.ts'
import { deadline } from './middleware/deadline.ts'
import { partialBatchResponse } from './middleware/partial-batch-response.ts'
import { receive } from './middleware/receive.ts'
import { report } from './middleware/report.ts'
import { visibility } from './middleware/visibility.ts'
import { processBatch } from './process-batch.ts'

export type ConsumerFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>

/** Turns a declaration and its handlers into the Lambda function of its queue. */
export const consumerHandler = <const Declaration extends ConsumerDeclaration>(
  declaration: Declaration,
  environment: ConsumerEnvironment,
  handlers: HandlersOf<Declaration>,
  options: ConsumerHandlerOptions = {},
): ConsumerFunction => functionOf(createConsumer(declaration, environment, handlers, options))

/** Puts the middlewares around the handling of a batch. After the handling they run from the last to the first. */
export function functionOf(consumer: Consumer): ConsumerFunction {
  const handler = middy<BatchEvent, unknown>((event: BatchEvent) => run(consumer, event), { timeoutEarlyInMillis: 0 })
  handler.use([
    partialBatchResponse(),
    report(consumer.telemetry, consumer.clock),
    receive(),
    deadline(consumer),
    afterCommit(consumer),
    visibility(consumer.queue),
  ])
  return (event, context) => handler(event, context) as Promise<SQSBatchResponse>
}

function run(consumer: Consumer, { deliveries = [], deadline }: BatchEvent): Promise<SettledDelivery[]> {
  if (!deadline) throw new Error('The deadline middleware is missing.')
  return processBatch(
    { ...consumer, deadline, strategy: consumer.openStrategy(deadline.functionEnd, deadline.lastCallSignal) },
    deliveries,
  )
}
