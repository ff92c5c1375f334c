import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Death } from '../dead-letter/death.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { DeferredError, TransientError } from '../errors.ts'
import { CAUSE_ATTRIBUTES, causeOf, setCause } from './cause.ts'
import { EVENT, eventKey, fromParkedItem, holdKey, type Item, numberOf, partitionOf, summaryKey } from './items.ts'
import { MAX_LOOKS, type ParkingEnvironment, tried } from './park.ts'
import type { ParkedEvent, ReleaseClaim } from './parking.ts'
import { named } from './refusal.ts'

/** Read ahead: most releases are of a few events. */
const PAGE = 10

/** What a release that has died leaves behind is woken up after so long, milliseconds. */
const FORGOTTEN_MS = 60_000

/**
 * Takes the right to release one aggregate, if nobody has it.
 *
 *     release 1   ──[claim until T]──head──✗ killed
 *     operator    ───────────────────skip: refused until T──────────────────skip
 *     release 2   ────────[claim: refused until T]────────────────[claim]──head: a duplicate, if it was done──►
 *
 * @param until epoch milliseconds at which its function has certainly ended.
 */
export async function claimRelease(
  environment: ParkingEnvironment,
  group: string,
  until: number,
): Promise<ReleaseClaim | 'live' | { readonly busySeconds: number }> {
  const { dynamo, table, consumer, clock, ids } = environment
  const runner = ids.next('release')
  const now = clock.now()
  const claiming = new UpdateItemCommand({
    TableName: table,
    Key: holdKey(consumer, group),
    UpdateExpression: 'SET runner = :runner, running_until = :until, retry_at = :forgotten ADD version :one',
    ConditionExpression: [
      // It is held.
      'attribute_exists(pk)',
      // And nobody releases it: or whoever did has died, or this is the same claim, sent again after a lost answer.
      '(attribute_not_exists(running_until) OR running_until < :now OR runner = :runner)',
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':runner': { S: runner },
      ':until': { N: String(until) },
      ':forgotten': { N: String(until + FORGOTTEN_MS) },
      ':now': { N: String(now) },
      ':one': { N: '1' },
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
    return Item ? { busySeconds: Math.max(1, (numberOf(Item, 'running_until') - now) / 1000) } : 'live'
  }
}

class Claim implements ReleaseClaim {
  readonly #environment: ParkingEnvironment
  readonly #group: string
  readonly #runner: string
  /** The hold as it was last seen. */
  #hold: Item
  /** What follows, as long as the hold is what it was. */
  #page: ParkedEvent[] = []

  constructor(environment: ParkingEnvironment, group: string, runner: string, hold: Item) {
    this.#environment = environment
    this.#group = group
    this.#runner = runner
    this.#hold = hold
  }

  async next(): Promise<ParkedEvent | undefined> {
    if (this.#page.length === 0) await this.#readPage()
    return this.#page[0]
  }

  async remove(event: ParkedEvent | undefined): Promise<'held' | 'live'> {
    for (let look = 1; look <= MAX_LOOKS; look++) {
      if (this.#page.length < 2) await this.#readPage()
      const next = this.#page.find((one) => !isSame(one, event))
      const refusal = await tried(this.#environment, next ? this.#moveOn(event, next) : this.#end(event))
      if (!refusal) {
        this.#page = this.#page.filter((one) => !isSame(one, event))
        this.#hold = { ...this.#hold, version: plusOne(this.#hold) }
        if (next) this.#forgetCause()
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
      if (numberOf(current, 'head_position') < event.position) return this.leave(false)
      this.#hold = current
    }
    throw contended()
  }

  /** Writes the cause into the hold, and ends the claim. @returns what stands there instead, if the hold has changed. */
  async #tell(event: ParkedEvent, death: Death): Promise<Item | undefined> {
    const { dynamo, table, consumer, limits } = this.#environment
    const isKnown = this.#hold.event_id?.S === event.id
    const retries = isKnown ? numberOf(this.#hold, 'retries') + 1 : 0
    const cause = causeOf(event, death, { retries, retryAfterSeconds: limits.retryAfterSeconds })
    const { set, remove, names, values } = setCause(cause)
    const telling = new UpdateItemCommand({
      TableName: table,
      Key: holdKey(consumer, this.#group),
      UpdateExpression: `SET ${set.join(', ')} REMOVE ${['runner', 'running_until', ...remove].join(', ')} ADD version :one`,
      ConditionExpression: ours,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ...this.#mine(), ':one': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      await dynamo.send(telling)
      return undefined
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      return (error as Error & { Item?: Item }).Item
    }
  }

  async leave(forPerson: boolean): Promise<void> {
    const { dynamo, table, consumer } = this.#environment
    const leaving = new UpdateItemCommand({
      TableName: table,
      Key: holdKey(consumer, this.#group),
      UpdateExpression: `REMOVE runner, running_until${forPerson ? ', retry_at' : ''} ADD version :one`,
      ConditionExpression: 'runner = :runner',
      ExpressionAttributeValues: { ':runner': { S: this.#runner }, ':one': { N: '1' } },
    })
    await dynamo.send(leaving).catch(() => {})
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

  /** The event goes, the next one is the head: not tried yet, so nothing is known against it. */
  #moveOn(event: ParkedEvent | undefined, next: ParkedEvent): StagedWrite[] {
    const { table, consumer } = this.#environment
    // Its release goes on at once; should it be forgotten, the time that the claim has set wakes it up.
    const told = CAUSE_ATTRIBUTES.filter((name) => name !== 'retry_at')
    return [
      ...this.#delete(event),
      named('hold', {
        Update: {
          TableName: table,
          Key: holdKey(consumer, this.#group),
          UpdateExpression: `SET head_position = :position REMOVE ${told.map((name) => `#${name}`).join(', ')} ADD parked :minus_one, version :one`,
          ConditionExpression: ours,
          ExpressionAttributeNames: Object.fromEntries(told.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...this.#mine(),
            ':position': { N: String(next.position) },
            ':minus_one': { N: '-1' },
            ':one': { N: '1' },
          },
        },
      }),
    ]
  }

  /** The last event goes, and the hold with it: what comes now runs. */
  #end(event: ParkedEvent | undefined): StagedWrite[] {
    const { table, consumer } = this.#environment
    return [
      ...this.#delete(event),
      named('hold', {
        Delete: {
          TableName: table,
          Key: holdKey(consumer, this.#group),
          ConditionExpression: ours,
          ExpressionAttributeValues: this.#mine(),
        },
      }),
      named('summary', {
        Update: {
          TableName: table,
          Key: summaryKey(consumer),
          UpdateExpression: 'ADD aggregates :minus_one',
          ExpressionAttributeValues: { ':minus_one': { N: '-1' } },
        },
      }),
    ]
  }

  #delete(event: ParkedEvent | undefined): StagedWrite[] {
    const { table, consumer } = this.#environment
    return event ? [named('event', { Delete: { TableName: table, Key: eventKey(consumer, event) } })] : []
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

const ours = [
  // Nobody has taken over.
  'runner = :runner',
  // Nothing has been parked since the next event was looked up.
  'version = :version',
].join(' AND ')

const isSame = (one: ParkedEvent, other: ParkedEvent | undefined): boolean =>
  other !== undefined && one.position === other.position && one.id === other.id && one.scope === other.scope

const plusOne = (hold: Item) => ({ N: String(numberOf(hold, 'version') + 1) })

const contended = () => new TransientError('STORE_CONTENDED', 'Others kept changing what is parked of this aggregate.')
