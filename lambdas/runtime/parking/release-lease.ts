import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import type { FinalFailure } from '../dead-letter/final-failure.ts'
import { DeferredError, TransientError } from '../errors.ts'
import { causeOf, setCause } from './cause.ts'
import { EVENT, fromParkedItem, holdKey, numberOf, partitionOf } from './items.ts'
import { MAX_LOOKS, type ParkingEnvironment, tried } from './parked-table.ts'
import type { ParkedEvent, ReleaseLease } from './parking.ts'
import { end, type LeasedHold, moveOn, ours } from './release-writes.ts'

/** Read ahead: most releases are of a few events. */
const PAGE = 10

/** A wake-up that does not come back when it should is sent again after so long at least, milliseconds. */
export const FORGOTTEN_MS = 60_000

/** The right to release one aggregate, once it is taken: what is parked goes event by event, until the lease ends. */
export class DynamoReleaseLease implements ReleaseLease {
  readonly #environment: ParkingEnvironment
  readonly #group: string
  readonly #runner: string
  /** The hold as it was last seen. */
  #hold: Item
  /** Place of the head that this lease works on. */
  #position: number
  /** The present head has died while this lease worked on a later event, so its cause and `retry_at` are its own and must stay. */
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

  /**
   * Each lease counts one try, and what ends it orderly takes back that one: what is left are leases whose functions have died. The count
   * begins anew when this head is done, fails for good, or is decided about.
   */
  get crashes(): number {
    return Math.max(0, numberOf(this.#hold, 'tries') - 1)
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
        this.#hold = { ...this.#hold, version: plusOne(this.#hold), tries: { N: '1' } }
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

  async fail(event: ParkedEvent, finalFailure: FinalFailure): Promise<void> {
    for (let look = 1; look <= MAX_LOOKS; look++) {
      const current = await this.#tell(event, finalFailure)
      // It is told, or somebody has taken over, or it was told before by a request whose answer was lost.
      if (current?.runner?.S !== this.#runner) return
      // An event that comes before it has died meanwhile: that one is the head, with its own cause and its own time of the next try.
      this.#hold = current
      if (numberOf(current, 'head_position') < event.position) return this.leave(0)
    }
    throw contended()
  }

  /** Writes the cause into the hold, and ends the lease. @returns what stands there instead, if the hold has changed. */
  async #tell(event: ParkedEvent, finalFailure: FinalFailure): Promise<Item | undefined> {
    const { table, consumer, limits } = this.#environment
    const isKnown = this.#hold.event_id?.S === event.id
    const retries = isKnown ? numberOf(this.#hold, 'retries') + 1 : 0
    const cause = causeOf(event, finalFailure, { retries, retryAfterSeconds: limits.retryAfterSeconds })
    const { set, remove, names, values } = setCause(cause)
    const telling = new UpdateItemCommand({
      TableName: table,
      Key: holdKey(consumer, this.#group),
      UpdateExpression: `SET ${set.join(', ')} REMOVE ${['runner', 'running_until', 'tries', 'wake_token', ...remove].join(', ')} ADD version :one`,
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
    // Crashes of this head before this lease still count: it may not have been tried at all, as where no time was left or its type is held.
    const isSuspected = this.crashes > 0 && !isEarlier
    const over = ['runner', 'running_until', ...(isSuspected ? [] : ['tries']), ...(isTriedAgain ? [] : ['wake_token'])]
    const removed = [...over, ...(next === 'person' && !isEarlier ? ['retry_at'] : [])].join(', ')
    const leaving = new UpdateItemCommand({
      TableName: table,
      Key: holdKey(consumer, this.#group),
      UpdateExpression: `${isTriedAgain ? 'SET retry_at = :forgotten ' : ''}REMOVE ${removed} ADD version :one${isSuspected ? ', tries :minus_one' : ''}`,
      ConditionExpression: ours,
      ExpressionAttributeValues: {
        ...this.#mine(),
        ':one': { N: '1' },
        ...(isSuspected && { ':minus_one': { N: '-1' } }),
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

  #held(): LeasedHold {
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
