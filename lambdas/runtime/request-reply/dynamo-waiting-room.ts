import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { waitingKey } from '../declarations/service.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Random } from '../system/random.ts'
import type { Place, WaitingRoom } from './waiting-room.ts'

export interface WaitingRoomOptions {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  /** Table of the dedup markers; string key `pk`. */
  readonly table: string
  /** The service whose requests wait, e.g. `order`. */
  readonly service: string
  /** The most requests that may wait at once, over all instances. 0: none. */
  readonly places: number
  readonly clock: Clock
  readonly random: Random
  readonly ids: Ids
  /** Called with the error when the table could not be reached. */
  readonly onProblem: (error: unknown) => void
}

/** Places that are looked at before the room counts as full. In a large room that is nearly full, a free one may be missed. */
const MOST_LOOKS = 5
/** After a look that found it full, this instance does not ask again for so long: a crowd must not become load. */
const FULL_FOR_MS = 500
/** Added to the time of a place, because the clocks of two instances may differ and the answer needs some time. */
const MARGIN_MS = 2_000

const isTaken = (error: unknown): boolean => (error as { name?: unknown }).name === 'ConditionalCheckFailedException'

/**
 * A request that waits occupies one of the account's concurrent executions, and what it waits for needs others: if all are
 * taken by those who wait, nobody gets an answer. Instances of a function share nothing, so the places are items that they
 * all see. Each is taken for a time, so that it needs nobody to give it back:
 *
 * ```
 * place   ── free ──┬─ held by A until t ─┬─ free ── …      A leaves: deleted
 *                   └─ A dies             └─ t has passed: whoever comes next takes it over
 * ```
 */
export function dynamoWaitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { dynamo, table, service, places, clock, random, ids, onProblem } = options
  let fullUntil = 0

  const take = (pk: string, holder: string, seconds: number) => {
    const now = clock.now()
    const until = now + seconds * 1000 + MARGIN_MS
    return dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: pk },
          holder: { S: holder },
          held_until: { N: String(until) },
          expires_at: { N: String(Math.ceil(until / 1000) + 60) },
        },
        // Nobody has it; or its time is up; or it is our own, because the answer to a first attempt was lost.
        ConditionExpression: 'attribute_not_exists(pk) OR held_until < :now OR holder = :holder',
        ExpressionAttributeValues: { ':now': { N: String(now) }, ':holder': { S: holder } },
      }),
    )
  }

  const placeAt = (pk: string, holder: string): Place => ({
    async leave() {
      const command = new DeleteItemCommand({
        TableName: table,
        Key: { pk: { S: pk } },
        // Its time may be up, and another may have it.
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeValues: { ':holder': { S: holder } },
      })
      await dynamo.send(command).catch((error: unknown) => (isTaken(error) ? undefined : onProblem(error)))
    },
  })

  return {
    async enter(seconds) {
      if (places === 0 || clock.now() < fullUntil) return undefined
      const holder = ids.next('wait')
      const first = Math.floor(random() * places)
      try {
        for (let look = 0; look < Math.min(places, MOST_LOOKS); look++) {
          const pk = waitingKey(service, (first + look) % places)
          const taken = await take(pk, holder, seconds).then(
            () => true,
            (error: unknown) => {
              if (isTaken(error)) return false
              throw error
            },
          )
          if (taken) return placeAt(pk, holder)
        }
      } catch (error) {
        onProblem(error)
      }
      fullUntil = clock.now() + FULL_FOR_MS
      return undefined
    },
  }
}
