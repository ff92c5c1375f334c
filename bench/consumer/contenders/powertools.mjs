import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import { parse } from '@aws-lambda-powertools/parser'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { effectOf } from './effect.mjs'
import { orderCreatedSchema } from './schema.mjs'

/** (a) Powertools as its documentation puts batch, idempotency and parser together; the schema is built once. */
const dynamo = new DynamoDBClient({})
const processor = new BatchProcessor(EventType.SQS)
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'processed', awsSdkV3Client: dynamo })
const config = new IdempotencyConfig({ eventKeyJmesPath: 'event_id' })

const handleOnce = makeIdempotent(
  async (event) => {
    await dynamo.send(new PutItemCommand(effectOf(event)))
    return { done: true }
  },
  { persistenceStore, config },
)

const recordHandler = async (record) => handleOnce(parse(JSON.parse(record.body).detail, undefined, orderCreatedSchema))

export const handler = (event, context) => {
  config.registerLambdaContext(context)
  return processPartialResponse(event, recordHandler, processor, { context })
}
