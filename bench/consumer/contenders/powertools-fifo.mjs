import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch'
import { config, recordHandler } from './powertools-record.mjs'

/** (a) for a FIFO queue: its processor takes one record after the other, and goes on with other groups after a failure. */
const processor = new SqsFifoPartialProcessorAsync()

export const handler = (event, context) => {
  config.registerLambdaContext(context)
  return processPartialResponse(event, recordHandler, processor, { context, skipGroupOnError: true })
}
