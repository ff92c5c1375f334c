import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Death } from '../dead-letter/death.ts'
import { DeferredError, TransientError } from '../errors.ts'
import { causeOf, setCause } from './cause.ts'
import { EVENT, fromParkedItem, holdKey, type Item, numberOf, partitionOf } from './items.ts'
import { MAX_LOOKS, type ParkingEnvironment, tried } from './park.ts'
import type { ParkedEvent, ReleaseClaim } from './parking.ts'
import { end, type HeldByClaim, moveOn, ours } from './release-writes.ts'

/** Read ahead: most releases are of a few events. */
const PAGE = 10

/** A wake-up that does not come back when it should, because its function has died or it is lost, is sent again after so long, milliseconds. */
const FORGOTTEN_MS = 60_000

/**
 * Takes the right to release one aggregate, if nobody has it.
 *
 *     release 1   ──[claim until T]──head──✗ killed
 *     operator    ───────────────────skip: refused until T──────────────────skip
 *     release 2   ────────[claim: refused until T]────────────────[claim]──head: a duplicate, if it was done──►
 *
 * @param until epoch milliseconds at which its function has certainly ended.
 * @param token of a wake-up that was sent by itself: it counts only as long as no newer one was sent and the head has not failed for
 * good since. So however many of them are on their way, a head is tried as often as was declared.
 */
export async function claimRelease(
  environment: ParkingEnvironment,
  group: string,
  until: number,
  token?: string,
): Promise<ReleaseClaim | 'live' | 'superseded' | { readonly busySeconds: number }> {
  const { dynamo, table, consumer, clock, ids } = environment
  const runner = ids.next('release')
  const now = clock.now()
  const claiming = new UpdateItemCommand({
    TableName: table,
    Key: holdKey(consumer, group),
    UpdateExpression:
      'SET runner = :runner, running_until = :until, retry_at = :forgotten REMOVE wake_ups ADD version :one',
    ConditionExpression: [
      // It is held.
      'attribute_exists(pk)',
      // And nobody releases it: or whoever did has died, or this is the same claim, sent again after a lost answer.
      '(attribute_not_exists(running_until) OR running_until < :now OR runner = :runner)',
      // No newer wake-up was sent by itself.
      ...(token === undefined ? [] : ['wake_token = :token']),
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':runner': { S: runner },
      ':until': { N: String(until) },
      ':forgotten': { N: String(until + FORGOTTEN_MS) },
      ':now': { N: String(now) },
      ':one': { N: '1' },
      ...(token !== undefined && { ':token': { S: token } }),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  try {
    const { Attributes = {} } = await dynamo.send(claiming)
    return new Claim(environment, group, runner, Attributes)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    const { Item } = error as Error & { Item?: Item }
    if (!Item) return 'live'
    if (token !== undefined && Item.wake_token?.S !== token) return 'superseded'
    return { busySeconds: Math.max(1, (numberOf(Item, 'running_until') - now) / 1000) }
  }
}

class Claim implements ReleaseClaim {
  readonly #environment: ParkingEnvironment
  readonly #group: string
  readonly #runner: string
  /** The hold as it was last seen. */
  #hold: Item
  /** Place of the head that this claim works on. */
  #position: number
  /** The present head has died while this claim worked on a later event, so its cause and `retry_at` are its own and must stay. */
  #hasOwnTime = false
  /** What follows, as long as the hold is what it was. */
  #page: ParkedEvent[] = []

  constructor(environment: ParkingEnvironment, group: string, runner: string, hold: Item) {
    this.#environment = environment
    this.#group = group
    this.#runner = runner
    this.#hold = hold
    this.#position = numberOf(hold, 'head_position')
  }

  async next(): Promise<ParkedEvent | undefined> {
    if (this.#page.length === 0) await this.#readPage()
    return this.#page[0]
  }

  async remove(event: ParkedEvent | undefined): Promise<'held' | 'live'> {
    for (let look = 1; look <= MAX_LOOKS; look++) {
      if (this.#page.length < 2) await this.#readPage()
      const next = this.#page.find((one) => !isSame(one, event))
      const isKnown = next !== undefined && this.#hold.event_id?.S === next.id
      const refusal = await tried(
        this.#environment,
        next ? moveOn(this.#held(), event, next, isKnown) : end(this.#held(), event),
      )
      if (!refusal) {
        this.#page = this.#page.filter((one) => !isSame(one, event))
        this.#hold = { ...this.#hold, version: plusOne(this.#hold) }
        if (next) {
          this.#position = next.position
          this.#hold = { ...this.#hold, head_position: { N: String(next.position) } }
        }
        this.#hasOwnTime = isKnown
        if (next && !isKnown) this.#forgetCause()
        return next ? 'held' : 'live'
      }
      this.#lookAgain(refusal.current)
    }
    throw contended()
  }

  async fail(event: ParkedEvent, death: Death): Promise<void> {
    for (let look = 1; look <= MAX_LOOKS; look++) {
      const current = await this.#tell(event, death)
      // It is told, or somebody has taken over, or it was told before by a request whose answer was lost.
      if (current?.runner?.S !== this.#runner) return
      // An event that comes before it has died meanwhile: that one is the head, with its own cause and its own time of the next try.
      this.#hold = current
      if (numberOf(current, 'head_position') < event.position) return this.leave(0)
    }
    throw contended()
  }

  /** Writes the cause into the hold, and ends the claim. @returns what stands there instead, if the hold has changed. */
  async #tell(event: ParkedEvent, death: Death): Promise<Item | undefined> {
    const { table, consumer, limits } = this.#environment
    const isKnown = this.#hold.event_id?.S === event.id
    const retries = isKnown ? numberOf(this.#hold, 'retries') + 1 : 0
    const cause = causeOf(event, death, { retries, retryAfterSeconds: limits.retryAfterSeconds })
    const { set, remove, names, values } = setCause(cause)
    const telling = new UpdateItemCommand({
      TableName: table,
      Key: holdKey(consumer, this.#group),
      UpdateExpression: `SET ${set.join(', ')} REMOVE ${['runner', 'running_until', 'wake_token', ...remove].join(', ')} ADD version :one`,
      ConditionExpression: ours,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ...this.#mine(), ':one': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    return this.#refusalOf(telling)
  }

  async leave(next: 'person' | number): Promise<void> {
    for (let look = 1; look <= MAX_LOOKS; look++) {
      const current = await this.#letGo(next).catch(() => undefined)
      if (current?.runner?.S !== this.#runner) return
      this.#hold = current
    }
  }

  /** @returns what stands there instead, if the hold has changed. */
  async #letGo(next: 'person' | number): Promise<Item | undefined> {
    const { table, consumer, clock } = this.#environment
    const isEarlier = this.#hasOwnTime || numberOf(this.#hold, 'head_position') < this.#position
    const isTriedAgain = next !== 'person' && !isEarlier
    const over = ['runner', 'running_until', ...(isTriedAgain ? [] : ['wake_token'])]
    const removed = [...over, ...(next === 'person' && !isEarlier ? ['retry_at'] : [])].join(', ')
    const leaving = new UpdateItemCommand({
      TableName: table,
      Key: holdKey(consumer, this.#group),
      UpdateExpression: `${isTriedAgain ? 'SET retry_at = :forgotten ' : ''}REMOVE ${removed} ADD version :one`,
      ConditionExpression: ours,
      ExpressionAttributeValues: {
        ...this.#mine(),
        ':one': { N: '1' },
        ...(isTriedAgain && { ':forgotten': { N: String(clock.now() + next * 1000 + FORGOTTEN_MS) } }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    return this.#refusalOf(leaving)
  }

  async #refusalOf(update: UpdateItemCommand): Promise<Item | undefined> {
    try {
      await this.#environment.dynamo.send(update)
      return undefined
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      return (error as Error & { Item?: Item }).Item
    }
  }

  async #readPage(): Promise<void> {
    const { dynamo, table, consumer } = this.#environment
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        ExpressionAttributeValues: { ':pk': { S: partitionOf(consumer, this.#group) }, ':event': { S: EVENT } },
        Limit: PAGE,
        ConsistentRead: true,
      }),
    )
    this.#page = Items.map(fromParkedItem)
  }

  #held(): HeldByClaim {
    const { table, consumer } = this.#environment
    return { table, consumer, group: this.#group, mine: this.#mine() }
  }

  #mine() {
    return { ':runner': { S: this.#runner }, ':version': { N: String(numberOf(this.#hold, 'version')) } }
  }

  #forgetCause(): void {
    const { event_id: _, retries: __, ...rest } = this.#hold
    this.#hold = rest
  }

  /** Someone has parked an event meanwhile, perhaps one that comes first; or has taken over. */
  #lookAgain(current: Item | undefined): void {
    if (current?.runner?.S !== this.#runner) {
      throw new DeferredError('RELEASED_ELSEWHERE', 'Somebody else releases this aggregate.', 1)
    }
    this.#hold = current
    this.#page = []
  }
}

const isSame = (one: ParkedEvent, other: ParkedEvent | undefined): boolean =>
  other !== undefined && one.position === other.position && one.id === other.id && one.scope === other.scope

const plusOne = (hold: Item) => ({ N: String(numberOf(hold, 'version') + 1) })

const contended = () => new TransientError('STORE_CONTENDED', 'Others kept changing what is parked of this aggregate.')
