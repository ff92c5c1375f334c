import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** Enough for a transaction to take a while to store, so that a kill often comes in the middle. */
export const EVENTS_PER_TRANSACTION = 40

/** A table like the event table: a number as range key, an index by time and a stream. */
export const eventTable: CreateTableCommandInput = {
  TableName: 'events',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'slot', AttributeType: 'S' },
    { AttributeName: 'event_id', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-time',
      KeySchema: [
        { AttributeName: 'slot', KeyType: 'HASH' },
        { AttributeName: 'event_id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
}

/** A table with a string key and nothing else. */
export const plainTable: CreateTableCommandInput = {
  TableName: 'plain',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
}
