import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { openWay } from '../idempotency/open-way.ts'
import { type ConsumerHandlerOptions, createConsumer } from './create-consumer.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { HandlersOf } from './handlers.ts'
import type { Consumer } from './invocation.ts'
import type { BatchEvent } from './middleware/batch-request.ts'
import { deadline } from './middleware/deadline.ts'
import { partialBatchResponse } from './middleware/partial-batch-response.ts'
import { receive } from './middleware/receive.ts'
import { report } from './middleware/report.ts'
import { visibility } from './middleware/visibility.ts'
import type { Processed } from './outcome.ts'
import { processBatch } from './process-batch.ts'

export type ConsumerFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>

/** Turns a declaration and its handlers into the Lambda function of its queue. */
export function consumerHandler<const Declaration extends ConsumerDeclaration>(
  declaration: Declaration,
  environment: ConsumerEnvironment,
  handlers: HandlersOf<Declaration>,
  options: ConsumerHandlerOptions = {},
): ConsumerFunction {
  const consumer = createConsumer(declaration, environment, handlers, options)
  // On the way out they run from the last to the first.
  const handler = middy<BatchEvent, unknown>((event: BatchEvent) => run(consumer, event), {
    timeoutEarlyInMillis: 0,
  }).use([
    partialBatchResponse(),
    report(consumer.telemetry, environment.clock),
    receive(),
    deadline(environment),
    visibility(environment.queue),
  ])
  return (event, context) => handler(event, context) as Promise<SQSBatchResponse>
}

function run(consumer: Consumer, { deliveries = [], deadline }: BatchEvent): Promise<Processed[]> {
  if (!deadline) throw new Error('The deadline middleware is missing.')
  const { declaration, environment } = consumer
  const { processed: processedTable } = environment.tables
  const way = openWay(declaration, { ...environment, processedTable, functionEnd: deadline.functionEnd })
  return processBatch({ ...consumer, deadline, way }, deliveries)
}
