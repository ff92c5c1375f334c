import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { chunksOf } from '../../runtime/chunks-of.ts'
import { relayTries } from '../../runtime/declarations/relay.ts'
import type { Clock } from '../../runtime/system/clock.ts'
import type { Positions } from './positions.ts'

const MAX_GET = 100
const MAX_WRITE = 25

const PREFIX = 'relay#'
/** What DynamoDB takes as a partition key. A stream's name may be as long by itself. */
const MAX_KEY_BYTES = 2048
const fits = (stream: string): boolean => Buffer.byteLength(PREFIX + stream) <= MAX_KEY_BYTES

/**
 * Positions in the table of dedup markers: one item per stream that published something lately. They are written without a
 * condition: should the older of two writers come last, what lies between is published twice, which consumers drop.
 */
export function createDynamoPositions(dynamo: DynamoDBClient, table: string, clock: Clock): Positions {
  const keyOf = (stream: string) => ({ pk: { S: PREFIX + stream } })

  async function readSome(streams: readonly string[], abortSignal: AbortSignal) {
    const Keys = streams.map(keyOf)
    const request = { RequestItems: { [table]: { Keys, ProjectionExpression: 'pk, published' } } }
    const { Responses, UnprocessedKeys } = await dynamo.send(new BatchGetItemCommand(request), { abortSignal })
    // Nothing may be taken for "no position is kept" that was only not read.
    if (UnprocessedKeys?.[table]) throw new Error('DynamoDB did not read every position.')
    return (Responses?.[table] ?? []).map(
      ({ pk, published }) => [pk?.S?.slice(PREFIX.length) ?? '', Number(published?.N)] as const,
    )
  }

  /**
   * A position that was not written is behind the truth, which is allowed: its events are published again, be it days later.
   * So what a throttled table leaves over is sent once more, and the rest told.
   */
  async function writeSome(puts: readonly WriteRequest[], abortSignal: AbortSignal) {
    let left: WriteRequest[] = [...puts]
    for (let attempt = 0; attempt < 2 && left.length > 0; attempt++) {
      const request = new BatchWriteItemCommand({ RequestItems: { [table]: left } })
      const { UnprocessedItems } = await dynamo.send(request, { abortSignal })
      left = UnprocessedItems?.[table] ?? []
    }
    if (left.length > 0) throw new Error(`DynamoDB did not take ${left.length} positions.`)
  }

  return {
    async read(streams, signal) {
      const parts = await Promise.all(chunksOf(streams.filter(fits), MAX_GET).map((part) => readSome(part, signal)))
      return new Map(parts.flat())
    },
    async write(positions, abortSignal) {
      const expires_at = { N: String(Math.ceil(clock.now() / 1000) + relayTries.positionsKeptDays * 86_400) }
      const puts = [...positions]
        .filter(([stream]) => fits(stream))
        .map(([stream, sequence]) => ({
          PutRequest: { Item: { ...keyOf(stream), published: { N: String(sequence) }, expires_at } },
        }))
      await Promise.all(chunksOf(puts, MAX_WRITE).map((part) => writeSome(part, abortSignal)))
    },
  }
}
