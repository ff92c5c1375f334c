import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import { parse } from '@aws-lambda-powertools/parser'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { effectOf } from './effect.mjs'
import { orderCreatedSchema } from './schema.mjs'

/** What both handlers of Powertools do with a record: parse it, and store its effect once. */
const dynamo = new DynamoDBClient({})
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'processed', awsSdkV3Client: dynamo })
export const config = new IdempotencyConfig({ eventKeyJmesPath: 'event_id' })

const handleOnce = makeIdempotent(
  async (event) => {
    await dynamo.send(new PutItemCommand(effectOf(event)))
    return { done: true }
  },
  { persistenceStore, config },
)

export const recordHandler = async (record) =>
  handleOnce(parse(JSON.parse(record.body).detail, undefined, orderCreatedSchema))
