import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import type { RedriveAnswer, RedriveRequest } from '../runtime/relay/set-aside.ts'
import { isRedrive, redriveBatch } from './redrive-batch.ts'
import { type Plan, type RelayEnvironment, relayBatch } from './relay-batch.ts'
import { insertedRecords, redrivenRecords, type StreamRecord } from './stream-records.ts'

/** The function of a relay: for its stream, and for operators who send again what was set aside. */
export const relayHandler =
  (planOf: (records: readonly StreamRecord[], now: number) => Plan, environment: RelayEnvironment) =>
  async (
    event: DynamoDBStreamEvent | RedriveRequest,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<DynamoDBBatchResponse | RedriveAnswer> => {
    const now = environment.clock.now()
    try {
      if (isRedrive(event)) {
        return await redriveBatch(planOf(redrivenRecords(event), now), environment, context.getRemainingTimeInMillis())
      }
      const records = insertedRecords(event)
      return await relayBatch(records, planOf(records, now), environment, context.getRemainingTimeInMillis())
    } finally {
      await environment.writeTraces?.(context.getRemainingTimeInMillis())
    }
  }
