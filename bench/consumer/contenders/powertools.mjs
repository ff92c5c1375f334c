import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { config, recordHandler } from './powertools-record.mjs'

/** (a) Powertools as its documentation puts batch, idempotency and parser together; the schema is built once. */
const processor = new BatchProcessor(EventType.SQS)

export const handler = (event, context) => {
  config.registerLambdaContext(context)
  return processPartialResponse(event, recordHandler, processor, { context })
}
