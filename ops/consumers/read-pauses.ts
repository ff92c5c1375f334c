import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Stack } from '../stack/stack.ts'
import type { Pause } from '../status/consumer-status.ts'
import { pauseOf } from './consumer-state.ts'
import { PauseRecords } from './pause-records.ts'

/** The paused consumers, with who paused each and why. Consumers that are being drained or resumed are left out, because they run. */
export async function readPauses(dynamo: DynamoDBClient, stack: Stack): Promise<ReadonlyMap<string, Pause>> {
  const records = await new PauseRecords(dynamo, stack.output('OperationTableName')).all()
  return new Map([...records].flatMap(([name, record]) => (record.intent === 'pause' ? [[name, pauseOf(record)]] : [])))
}
