import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Stack } from '../stack/stack.ts'
import type { Pause } from '../status/consumer-status.ts'
import { pauseOf } from './consumer-state.ts'
import { PauseRecords } from './pause-records.ts'

/** Who has paused which consumer, and why. One that is being drained or resumed is not among them: it runs. */
export async function readPauses(dynamo: DynamoDBClient, stack: Stack): Promise<ReadonlyMap<string, Pause>> {
  const records = await new PauseRecords(dynamo, stack.output('OperationTableName')).all()
  return new Map([...records].flatMap(([name, record]) => (record.intent === 'pause' ? [[name, pauseOf(record)]] : [])))
}
