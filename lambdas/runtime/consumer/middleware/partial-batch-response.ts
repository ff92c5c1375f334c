import type { SQSBatchResponse } from 'aws-lambda'
import { isSettled } from '../../messages/outcome.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/** Names what stays in the queue; Lambda deletes the rest. */
export const partialBatchResponse = (): BatchMiddleware => ({
  after(request) {
    const left = outcomesOf(request.response).filter(({ outcome }) => !isSettled(outcome))
    const response: SQSBatchResponse = {
      batchItemFailures: left.map(({ delivery }) => ({ itemIdentifier: delivery.messageId })),
    }
    request.response = response
  },
})
