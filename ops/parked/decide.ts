import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../lambdas/runtime/declarations/derived-limits.ts'
import { CAUSE_ATTRIBUTES } from '../../lambdas/runtime/parking/cause.ts'
import { eventKey, holdKey, summaryKey, toParkedItem } from '../../lambdas/runtime/parking/items.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { type Correction, correctionPut } from '../corrections/correction.ts'
import { CLOCK_TOLERANCE_MS } from '../stack/server-clock.ts'
import { closeLetter, type LetterKey, waitingLetter } from './close-letter.ts'
import type { ParkedEnvironment } from './environment.ts'
import { type HeldAggregate, readHold, readParked } from './holds.ts'

/** It could not be decided, because things are not as the operator saw them; nothing has been changed. */
export class NotDecided extends Error {
  override readonly name = 'NotDecided'
}

export interface Decision {
  readonly consumer: ConsumerDeclaration
  readonly aggregate: string
  readonly eventId: string
  /** What is kept of it, for replay, rebuild and verify. */
  readonly correction: Correction
  /** In place of the event; absent: it is skipped. */
  readonly replacement?: ParkedEvent
}

/**
 * Takes an event out of what is parked, for good, or puts another one into its place. One transaction:
 *
 *     event        Delete, if it is there             another operator may have decided about it, or a release done it
 *     replacement  Put
 *     hold         Update or Delete, if nobody is releasing it just now, and it is as it was read
 *     summary      Update: copies of the event may still be in the queue, so markers are looked up for a while
 *     marker       Put, unless the event is done      a copy of the event is a duplicate from now on
 *     correction   Put, if there is none              replay, rebuild and verify go by it for ever
 *     dead letter  Update, if it has one that waits    it is closed: edited, or archived where it is skipped
 *
 * What waits behind it is not released by this: the next head is due at once, so it is woken up even if nobody does.
 * @returns what is held afterwards. @throws {NotDecided}
 */
export async function decide(environment: ParkedEnvironment, decision: Decision): Promise<HeldAggregate | undefined> {
  const { dynamo, ids } = environment
  const { consumer, aggregate, eventId } = decision
  const hold = await readHold(environment, consumer.name, aggregate)
  const events = await readParked(environment, consumer.name, aggregate)
  const event = events.find(({ id }) => id === eventId)
  if (!hold || !event) throw new NotDecided(`${eventId} is not parked of ${aggregate} for ${consumer.name} any more.`)
  const rest = events.filter((one) => one !== event)
  const left = decision.replacement ? [...rest, decision.replacement] : rest
  const letter = await waitingLetter(environment, consumer.name, eventId)
  const writes = writesOf(environment, decision, { hold, event, left, letter })
  try {
    const ClientRequestToken = ids.next('t').slice(2)
    await dynamo.send(
      new TransactWriteItemsCommand({ TransactItems: writes.map(({ item }) => item), ClientRequestToken }),
    )
  } catch (error) {
    throw refusalOf(error, writes) ?? error
  }
  return readHold(environment, consumer.name, aggregate)
}

interface Named {
  readonly item: TransactWriteItem
  /** Why it may be refused. */
  readonly refused: string
}

interface Situation {
  readonly hold: HeldAggregate
  readonly event: ParkedEvent
  /** What is parked afterwards. */
  readonly left: readonly ParkedEvent[]
  /** Of its dead letter, if it has one that waits. */
  readonly letter: LetterKey | undefined
}

function writesOf(
  environment: ParkedEnvironment,
  decision: Decision,
  { hold, event, left, letter }: Situation,
): Named[] {
  const { tables, clock } = environment
  const { consumer, aggregate, replacement, correction } = decision
  const now = clock.now()
  const limits = derivedLimits(consumer)
  const head = Math.min(...left.map(({ position }) => position))
  const wasHead = hold.head_position === event.position
  const TableName = tables.parked
  // A release that seems to have run out by this computer's clock may be running.
  const inTime = 'version = :version AND (attribute_not_exists(running_until) OR running_until < :past)'
  const time = { ':version': n(hold.version), ':past': n(now - CLOCK_TOLERANCE_MS) }
  const names = Object.fromEntries(CAUSE_ATTRIBUTES.map((name) => [`#${name}`, name]))
  const forgotten = CAUSE_ATTRIBUTES.filter((name) => name !== 'retry_at').map((name) => `#${name}`)
  const busy = `${aggregate} is being released just now, or has changed since you looked: look again.`
  const writes: Named[] = [
    {
      refused: `${event.id} is not parked any more.`,
      item: {
        Delete: { TableName, Key: eventKey(consumer.name, event), ConditionExpression: 'attribute_exists(pk)' },
      },
    },
    left.length === 0
      ? {
          refused: busy,
          item: {
            Delete: {
              TableName,
              Key: holdKey(consumer.name, aggregate),
              ConditionExpression: inTime,
              ExpressionAttributeValues: time,
            },
          },
        }
      : {
          refused: busy,
          item: {
            Update: {
              TableName,
              Key: holdKey(consumer.name, aggregate),
              UpdateExpression: wasHead
                ? `SET head_position = :head, parked = :parked, #retry_at = :now REMOVE ${forgotten.join(', ')}, runner, running_until ADD version :one`
                : 'SET parked = :parked ADD version :one',
              ConditionExpression: inTime,
              ...(wasHead && { ExpressionAttributeNames: names }),
              ExpressionAttributeValues: {
                ...time,
                ...(wasHead && { ':head': n(head), ':now': n(now) }),
                ':parked': n(left.length),
                ':one': n(1),
              },
            },
          },
        },
    {
      refused: 'the summary could not be written.',
      item: {
        Update: {
          TableName,
          Key: summaryKey(consumer.name),
          UpdateExpression: 'SET guard_until = :until ADD aggregates :change',
          ExpressionAttributeValues: {
            ':until': n(Math.ceil(now / 1000) + limits.retentionSeconds + limits.visibilityTimeoutSeconds),
            ':change': n(left.length === 0 ? -1 : 0),
          },
        },
      },
    },
    {
      refused: `${event.id} has been done already.`,
      item: {
        Put: {
          TableName: tables.processed,
          Item: {
            pk: { S: `${consumer.name}#${event.id}${event.scope === undefined ? '' : `#${event.scope}`}` },
            expires_at: n(Math.ceil(now / 1000) + limits.dedupTtlSeconds),
          },
          ConditionExpression: 'attribute_not_exists(pk) OR expires_at < :now OR #state IN (:claimed, :released)',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: {
            ':now': n(Math.floor(now / 1000)),
            ':claimed': { S: 'claimed' },
            ':released': { S: 'released' },
          },
        },
      },
    },
  ]
  if (letter) {
    const refused = `the dead letter of ${event.id} has been dealt with meanwhile: look again.`
    writes.push({ refused, item: closeLetter(tables.deadLetters, letter, { now, replacement }) })
  }
  if (replacement) {
    const Item = toParkedItem(consumer.name, replacement, now)
    writes.push({ refused: 'the replacement is parked already.', item: { Put: { TableName, Item } } })
  }
  // A copy that a replay brought is decided about for this replay only.
  if (event.scope === undefined) {
    const refused = `${event.id} has been decided about before.`
    writes.push({ refused, item: correctionPut(tables.operations, correction) })
  }
  return writes
}

const n = (value: number) => ({ N: String(value) })

function refusalOf(error: unknown, writes: readonly Named[]): NotDecided | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined
  const { CancellationReasons = [] } = error as Error & { CancellationReasons?: { Code?: string }[] }
  const at = CancellationReasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed')
  return new NotDecided(
    `Nothing was changed: ${writes[at]?.refused ?? 'somebody else is changing the same aggregate, try again.'}`,
  )
}
