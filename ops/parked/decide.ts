import { type TransactWriteItem, TransactWriteItemsCommand, type Update } from '@aws-sdk/client-dynamodb'
import { idempotencyKey } from '../../lambdas/runtime/consumer/process-message.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../lambdas/runtime/declarations/derived-limits.ts'
import { CAUSE_ATTRIBUTES } from '../../lambdas/runtime/parking/cause.ts'
import { DECIDED, decidedEntry } from '../../lambdas/runtime/parking/decided.ts'
import { eventKey, holdKey, summaryKey, toParkedItem } from '../../lambdas/runtime/parking/items.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { type Correction, correctionPut } from '../corrections/correction.ts'
import { CLOCK_TOLERANCE_MS } from '../stack/server-clock.ts'
import { closeLetter, type LetterKey, waitingLetter } from './close-letter.ts'
import { hasRoomForDecision } from './decided-list.ts'
import type { ParkedEnvironment } from './environment.ts'
import { type HeldAggregate, readHold, readParked } from './holds.ts'
import { withdrawals } from './withdraw.ts'

/** Thrown if nothing could be decided, because things are not as the operator saw them; nothing has been changed. */
export class NotDecided extends Error {
  override readonly name = 'NotDecided'
}

export interface Decision {
  readonly consumer: ConsumerDeclaration
  readonly aggregate: string
  readonly eventId: string
  /** Where it is a copy that a replay has brought: the scope of that replay. */
  readonly scope?: string | undefined
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
 *     summary      Update: copies of the event may still be in the queue, so its marker is looked up for a while
 *     marker       Put, unless the event is done      a copy of the event is a duplicate from now on
 *     correction   Put, if there is none              replay, rebuild and verify go by it for ever
 *     dead letter  Update, if it has one that waits    it is closed: edited, or archived where it is skipped
 *     document     Update, if the event is in it       a rebuild may have taken it; what comes in its place is not newer
 *
 * What waits behind it is not released by this: the next head is due at once, so it is woken up even if nobody does.
 * @returns what is held afterwards. @throws {NotDecided}
 */
export async function decide(environment: ParkedEnvironment, decision: Decision): Promise<HeldAggregate | undefined> {
  const { dynamo, ids } = environment
  const { consumer, aggregate, eventId, scope } = decision
  const hold = await readHold(environment, consumer.name, aggregate)
  const events = await readParked(environment, consumer.name, aggregate)
  const event = events.find((one) => one.id === eventId && one.scope === scope)
  if (!hold || !event) throw new NotDecided(`${eventId} is not parked of ${aggregate} for ${consumer.name} any more.`)
  const rest = events.filter((one) => one !== event)
  const left = decision.replacement ? [...rest, decision.replacement] : rest
  const letter = await waitingLetter(environment, consumer.name, eventId)
  const isListed = await hasRoomForDecision(environment, consumer.name)
  const withdrawn = await withdrawals(environment, consumer.name, event, events)
  const writes = writesOf(environment, decision, { hold, event, left, letter, isListed, withdrawn })
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
  /** Key of its dead letter, if one waits. */
  readonly letter: LetterKey | undefined
  /** Whether the summary lists the event, so that only its own copies are looked up. */
  readonly isListed: boolean
  /** What takes the event out of a read model. */
  readonly withdrawn: readonly Update[]
}

function writesOf(
  environment: ParkedEnvironment,
  decision: Decision,
  { hold, event, left, letter, isListed, withdrawn }: Situation,
): Named[] {
  const { tables, clock } = environment
  const { consumer, aggregate, replacement, correction } = decision
  const now = clock.now()
  const { retentionSeconds, visibilityTimeoutSeconds, dedupTtlSeconds } = derivedLimits(consumer)
  // The mark stays as long as the relay or a person may send the event again. What the summary lists says so itself, and needs a guard
  // for tools and functions of earlier versions alone, as long as a copy of it may stay in the queue.
  const markedUntil = Math.ceil(now / 1000) + dedupTtlSeconds
  const guardUntil = isListed ? Math.ceil(now / 1000) + retentionSeconds + visibilityTimeoutSeconds : markedUntil
  const key = idempotencyKey(consumer, { id: event.id, replayScope: event.scope })
  const head = Math.min(...left.map(({ position }) => position))
  // Several events may have the place of the head: copies that a replay has brought, and bodies that state no sequence. The hold tells of one.
  const wasHead =
    hold.head_position === event.position && (hold.cause === undefined || hold.cause.event_id === event.id)
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
                ? `SET head_position = :head, parked = :parked, #retry_at = :now REMOVE ${forgotten.join(', ')}, runner, running_until, tries ADD version :one`
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
          UpdateExpression: isListed
            ? `SET guard_until = :until, listed_until = :until ADD aggregates :change, ${DECIDED} :decided`
            : 'SET guard_until = :until REMOVE listed_until ADD aggregates :change',
          ExpressionAttributeValues: {
            ':until': n(guardUntil),
            ':change': n(left.length === 0 ? -1 : 0),
            ...(isListed && { ':decided': { SS: [decidedEntry(key, markedUntil * 1000)] } }),
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
            pk: { S: key },
            expires_at: n(markedUntil),
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
  for (const update of withdrawn) {
    writes.push({ refused: `its document has changed meanwhile: look again.`, item: { Update: update } })
  }
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
