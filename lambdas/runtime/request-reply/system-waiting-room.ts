import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { WAITING_PLACES_VARIABLE } from '../declarations/service.ts'
import type { ApiEnvironment } from '../http/environment.ts'
import { dynamoWaitingRoom } from './dynamo-waiting-room.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** The waiting room of a service that declares `waits`, with as many places as its variables say. */
export const systemWaitingRoom = (
  environment: ApiEnvironment & { readonly dynamo: DynamoDBClient },
  variables: Readonly<Record<string, string | undefined>> = process.env,
): WaitingRoom => {
  const { service, processedTable = '', effects, random, log, dynamo } = environment
  return dynamoWaitingRoom({
    dynamo,
    table: processedTable,
    service,
    places: Number(variables[WAITING_PLACES_VARIABLE] ?? 0),
    clock: effects.clock,
    ids: effects.ids,
    random,
    onProblem: (error) => log.error('waiting room not available', { error }),
  })
}
