import type { Engine } from '../engine.ts'
import { LocalAwsError, validationError } from '../errors.ts'
import { sequenceText } from './records.ts'
import { decodeIterator, encodeIterator, newIterator, SHARD_ID, trimmed } from './shard-iterators.ts'
import type { Stream } from './stream.ts'

const MAX_RECORDS = 1000

/** The operations of the DynamoDBStreams API. */
export const streamOperations = {
  ListStreams: listStreams,
  DescribeStream: describeStream,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
}

function listStreams(engine: Engine, input: Record<string, unknown>): object {
  const limit = typeof input.Limit === 'number' ? input.Limit : 100
  const after = typeof input.ExclusiveStartStreamArn === 'string' ? input.ExclusiveStartStreamArn : ''
  const streams = engine.streams
    .all()
    .map(({ definition }) => ({
      StreamArn: definition.arn,
      TableName: tableName(definition.arn),
      StreamLabel: definition.label,
    }))
    .filter(({ StreamArn, TableName }) => StreamArn > after && (!input.TableName || TableName === input.TableName))
    .sort((a, b) => (a.StreamArn < b.StreamArn ? -1 : 1))
  const page = streams.slice(0, limit)
  return { Streams: page, LastEvaluatedStreamArn: streams.length > limit ? page.at(-1)?.StreamArn : undefined }
}

function describeStream(engine: Engine, input: Record<string, unknown>): object {
  const stream = requestedStream(engine, input.StreamArn)
  const { definition } = stream
  const table = engine.catalog.get(tableName(definition.arn))
  const ending = definition.enabled ? {} : { EndingSequenceNumber: sequenceText(stream.head) }
  const shard = {
    ShardId: SHARD_ID,
    SequenceNumberRange: { StartingSequenceNumber: sequenceText(stream.horizon), ...ending },
  }
  return {
    StreamDescription: {
      StreamArn: definition.arn,
      StreamLabel: definition.label,
      StreamStatus: definition.enabled ? 'ENABLED' : 'DISABLED',
      StreamViewType: definition.viewType,
      CreationRequestDateTime: definition.createdAt / 1000,
      TableName: table.name,
      KeySchema: table.definition.description.KeySchema,
      Shards: input.ExclusiveStartShardId ? [] : [shard],
    },
  }
}

function getShardIterator(engine: Engine, input: Record<string, unknown>): object {
  const stream = requestedStream(engine, input.StreamArn)
  if (input.ShardId !== SHARD_ID) {
    throw new LocalAwsError(
      'ResourceNotFoundException',
      `Requested resource not found: Shard: ${input.ShardId} not found`,
    )
  }
  return { ShardIterator: newIterator(stream, input, engine.now()) }
}

async function getRecords(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const limit = typeof input.Limit === 'number' ? input.Limit : MAX_RECORDS
  if (limit < 1 || limit > MAX_RECORDS) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value between 1 and ${MAX_RECORDS}`,
    )
  }
  const iterator = decodeIterator(input.ShardIterator, engine.now())
  const stream = requestedStream(engine, iterator.arn)
  if (iterator.position < stream.horizon) throw trimmed()
  const { records, next } = await stream.read(iterator.position, limit)
  const atEnd = !stream.definition.enabled && next > stream.head
  const following = encodeIterator({ arn: iterator.arn, position: next, createdAt: engine.now() })
  return { Records: records.map(toApiRecord), NextShardIterator: atEnd ? undefined : following }
}

/** The API's records differ from those that Lambda functions get in their ARN and in the case of the identity. */
function toApiRecord(json: string): object {
  const { eventSourceARN: _, userIdentity, ...record } = JSON.parse(json)
  if (!userIdentity) return record
  return { ...record, userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId } }
}

function requestedStream(engine: Engine, arn: unknown): Stream {
  const stream = typeof arn === 'string' ? engine.streams.find(arn) : undefined
  if (!stream)
    throw new LocalAwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`)
  return stream
}

function tableName(streamArn: string): string {
  return streamArn.split('/')[1] ?? ''
}
