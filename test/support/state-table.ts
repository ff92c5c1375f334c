import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { TableIndex } from '../../lambdas/runtime/declarations/table-index.ts'
import { serviceTable } from '../../lambdas/runtime/declarations/tables.ts'
import { tableInput } from './table-input.ts'

/** A service's own table with its declared indexes. */
export const createStateTable = (client: DynamoDBClient, table: string, indexes: readonly TableIndex[]) =>
  client.send(new CreateTableCommand(tableInput(table, serviceTable(indexes))))
