import type { Engine } from './engine.ts'
import { batchGetItem } from './items/batch-get.ts'
import { batchWriteItem } from './items/batch-write.ts'
import { getItem } from './items/read-item.ts'
import { writeItem } from './items/write-item.ts'
import { query } from './queries/query.ts'
import { scan } from './queries/scan.ts'
import { streamOperations } from './streams/stream-operations.ts'
import { updateTable } from './table-update/update-table.ts'
import { describeContinuousBackups, updateContinuousBackups } from './tables/continuous-backups.ts'
import { createTable } from './tables/create-table.ts'
import { deleteTable } from './tables/delete-table.ts'
import { describeLimits, describeTable, listTables } from './tables/describe-table.ts'
import { listTagsOfResource, tagResource, untagResource } from './tables/tags.ts'
import { describeTimeToLive, updateTimeToLive } from './tables/time-to-live.ts'
import { transactGetItems } from './transactions/get-items.ts'
import { transactWriteItems } from './transactions/write-items.ts'

/**
 * Answers with the response, or with its JSON where that is cheaper to make; throws a `LocalAwsError`.
 * `body` is the text that the input was read from.
 */
export type Operation = (
  engine: Engine,
  input: Record<string, unknown>,
  body: Buffer,
) => object | string | Promise<object | string>

/** All operations, by API and name. */
export const operations: Record<string, Map<string, Operation>> = {
  DynamoDB_20120810: new Map<string, Operation>(
    Object.entries({
      PutItem: writeItem('PutItem'),
      UpdateItem: writeItem('UpdateItem'),
      DeleteItem: writeItem('DeleteItem'),
      GetItem: getItem,
      BatchGetItem: batchGetItem,
      BatchWriteItem: batchWriteItem,
      TransactWriteItems: transactWriteItems,
      TransactGetItems: transactGetItems,
      Query: query,
      Scan: scan,
      CreateTable: createTable,
      UpdateTable: updateTable,
      DeleteTable: deleteTable,
      DescribeTable: describeTable,
      ListTables: listTables,
      DescribeLimits: describeLimits,
      UpdateTimeToLive: updateTimeToLive,
      DescribeTimeToLive: describeTimeToLive,
      UpdateContinuousBackups: updateContinuousBackups,
      DescribeContinuousBackups: describeContinuousBackups,
      TagResource: tagResource,
      UntagResource: untagResource,
      ListTagsOfResource: listTagsOfResource,
    }),
  ),
  DynamoDBStreams_20120810: new Map<string, Operation>(Object.entries(streamOperations)),
}
