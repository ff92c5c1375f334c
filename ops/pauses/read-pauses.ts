import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Stack } from '../stack/stack.ts'
import { type Pause, pauseOf } from './pause.ts'
import { PauseRecords } from './pause-records.ts'

/** By name of the consumer. Absent: it runs. */
export type Pauses = ReadonlyMap<string, Pause>

/** The paused consumers, with who paused each and why. Consumers that are being drained or resumed are left out, because they run. */
export async function readPauses(dynamo: Pick<DynamoDBClient, 'send'>, stack: Stack): Promise<Pauses> {
  const records = await new PauseRecords(dynamo, stack.output('OperationTableName')).all()
  return new Map([...records].flatMap(([name, record]) => (record.intent === 'pause' ? [[name, pauseOf(record)]] : [])))
}
