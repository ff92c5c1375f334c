import type { CancellationReason } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import { ConflictError } from '../errors.ts'
import { asFailure, isContention, refusedByDynamo, type SdkError } from '../sdk-failure.ts'
import { toError } from '../to-error.ts'
import type { StagedWrite } from './staged-write.ts'

/** What is written all or nothing. Several units may share one transaction. */
export interface CommitUnit {
  readonly writes: readonly StagedWrite[]
  /** True: it shares no transaction, which would double the price of its only write. */
  readonly apart?: boolean
}

export interface CommitRefusal {
  readonly write: StagedWrite
  readonly current: Item | undefined
}

/** What a failed attempt says about one unit of it. */
export type CommitVerdict =
  /** The failure did not concern this unit, but others of the same transaction. */
  | { readonly kind: 'innocent' }
  /** Conditions of these writes did not hold. */
  | { readonly kind: 'refused'; readonly refusals: readonly CommitRefusal[] }
  /** Another transaction touched the same item, or the table throttled: worth trying again shortly. */
  | { readonly kind: 'contended' }
  /** An earlier attempt had carried it out, and only its answer was lost. */
  | { readonly kind: 'committed' }
  | { readonly kind: 'failed'; readonly error: Error }

/**
 * Reads one failed attempt, unit by unit.
 * @param inDoubt whether these writes may have been carried out, by this attempt or an earlier one.
 */
export function readVerdicts(units: readonly CommitUnit[], error: SdkError, inDoubt: boolean): CommitVerdict[] {
  if (error.name === 'TransactionCanceledException' && error.CancellationReasons) {
    return readReasons(units, error.CancellationReasons)
  }
  if (error.name === 'ConditionalCheckFailedException') {
    return units.map((unit) => readSingleRefusal(unit, error, inDoubt))
  }
  if (isContention(error.name)) return units.map(() => ({ kind: 'contended' }))
  return units.map(() => ({ kind: 'failed', error: asFailure(error, inDoubt) }))
}

function readReasons(units: readonly CommitUnit[], reasons: readonly CancellationReason[]): CommitVerdict[] {
  let next = 0
  return units.map(({ writes }) => {
    const own = reasons.slice(next, next + writes.length)
    next += writes.length
    const refusals = own.flatMap((reason, index) =>
      reason.Code === 'ConditionalCheckFailed' ? [{ write: writes[index]!, current: reason.Item }] : [],
    )
    if (refusals.length > 0) return { kind: 'refused', refusals }
    const other = own.find((reason) => reason.Code !== undefined && reason.Code !== 'None')
    if (!other) return { kind: 'innocent' }
    if (isContention(other.Code!)) return { kind: 'contended' }
    return { kind: 'failed', error: refusedByDynamo(other.Code!, other.Message) }
  })
}

/** A plain write has no request token: once it may have been carried out, what refuses it may be its own item. */
function readSingleRefusal({ writes }: CommitUnit, { Item }: SdkError, inDoubt: boolean): CommitVerdict {
  const write = writes[0]!
  if (inDoubt && Item && isOwn(write, Item)) return { kind: 'committed' }
  return { kind: 'refused', refusals: [{ write, current: Item }] }
}

const isOwn = ({ isOwn: tells, item: { Put } }: StagedWrite, current: Item): boolean =>
  tells ? tells(current) : Put?.Item !== undefined && isSameItem(Put.Item, current)

export const isSameItem = (ours: Item, theirs: Item): boolean =>
  Object.keys(theirs).length === Object.keys(ours).length &&
  Object.entries(ours).every(([name, value]) => JSON.stringify(value) === JSON.stringify(theirs[name]))

/**
 * The error of a unit whose conditions did not hold; nothing if all of these writes may be left out. The writes are in
 * the order of importance: a marker stands first, so a duplicate is known as one.
 */
export function errorOf(refusals: readonly CommitRefusal[]): Error | undefined {
  for (const { write, current } of refusals) {
    const { onConditionFailed, key } = write
    if (onConditionFailed === 'superseded') continue
    return onConditionFailed === 'conflict'
      ? new ConflictError(`Someone else wrote ${key} first.`)
      : ownError(onConditionFailed, current, key)
  }
  return undefined
}

/**
 * Calls the function that makes the error, which is the user's code: whatever it throws or returns, its unit fails with an error,
 * and no other unit is affected.
 */
function ownError(make: (current: Item | undefined) => unknown, current: Item | undefined, key: string): Error {
  try {
    const made = make(current)
    if (made instanceof Error) return toError(made)
    // An asynchronous function would reject without a listener, which would end the Lambda function.
    if (made instanceof Promise) made.catch(() => {})
    return new Error(
      `The write of ${key} was refused, and what it was to fail with is no error: ${toError(made).message}`,
    )
  } catch (thrown) {
    return toError(thrown)
  }
}
