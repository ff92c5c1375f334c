import { type ConditionalCheckFailedException, DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { resolvedOf } from '../issues/list-issues.ts'
import { keyAttributes, type LetterSummary } from '../letters/letter.ts'
import { isOverdue } from '../letters/overdue.ts'
import { forEachPage, type LetterStore } from '../letters/read-letters.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { isWaiting, stillWaiting, type Unchanged } from '../letters/waiting.ts'
import { bytesOf } from '../retry/claim-letters.ts'
import { type ConditionalUpdate, updateTogether } from '../retry/update-together.ts'
import type { MarkerStore } from '../verdict/read-verdicts.ts'

export type Change = 'archive' | 'restore'

export interface Changing extends LetterStore {
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** Id of this change, random: by it an update that the SDK repeats is told from what somebody else has done. */
  readonly changeId: string
}

/** Letters that are changed together. */
const PART = 100
const PARTS_AT_ONCE = 4
const PURGES_AT_ONCE = 16

/**
 * The letters of the selection whose status the change would alter. What was sent again so long ago that something would have been heard of it can be
 * archived, too: otherwise a letter whose message is lost, or whose consumer is gone, would be listed for a year.
 */
export async function lettersToChange(
  store: LetterStore & MarkerStore,
  selection: LetterSelection,
  change: Change | 'purge',
): Promise<LetterSummary[]> {
  const found: LetterSummary[] = []
  const isArchive = change === 'archive'
  const statuses = isArchive ? (['dead', 'retried'] as const) : (['archived'] as const)
  await forEachPage(store, { ...selection, statuses }, async (letters) => {
    if (!isArchive) return void found.push(...letters)
    const now = store.now()
    const overdue = letters.filter((letter) => isOverdue(letter, store.consumers, now))
    const done = await resolvedOf(store, overdue)
    const left = new Set(overdue.filter((letter) => !done.has(letter)))
    found.push(...letters.filter((letter) => left.has(letter) || isWaiting(letter, now)))
  })
  return found
}

/** Each letter that is still as it was read. @returns how many were changed: others have been dealt with meanwhile. */
export async function changeLetters(
  store: Changing,
  letters: readonly LetterSummary[],
  change: Change,
): Promise<number> {
  let changed = 0
  const parts = Array.from({ length: Math.ceil(letters.length / PART) }, (_, part) =>
    letters.slice(part * PART, (part + 1) * PART),
  )
  await concurrently(parts, PARTS_AT_ONCE, async (part) => {
    const outcomes = await updateTogether(
      store,
      part.map((letter) => ({ ...updateOf(store, letter, change), bytes: bytesOf(letter.bodyBytes) })),
    )
    changed += outcomes.filter(({ kind }) => kind === 'done').length
  })
  return changed
}

function updateOf(
  { table: TableName, now, changeId }: Changing,
  letter: LetterSummary,
  change: Change,
): Omit<ConditionalUpdate, 'bytes'> {
  const [to, time] = change === 'archive' ? ['archived', 'archived_at'] : ['dead', 'restored_at']
  const { condition, values } = change === 'archive' ? stillWaiting(letter) : stillArchived(letter)
  return {
    update: {
      TableName,
      Key: keyAttributes(letter.key),
      UpdateExpression: `SET #status = :to, ${time} = :at, changed_by = :change`,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ...values,
        ':to': { S: to },
        ':at': { S: isoTime(now()) },
        ':change': { S: changeId },
      },
    },
    isMade: (item) => item.status?.S === to && item.changed_by?.S === changeId,
  }
}

const stillArchived = ({ lastFailedAt }: LetterSummary): Unchanged => ({
  condition: '#status = :archived AND last_failed_at = :failed_at',
  values: { ':archived': { S: 'archived' }, ':failed_at': { S: lastFailedAt } },
})

/** Records of archived letters are gone for good. @returns how many are, by this call or by the same one before it. */
export async function purgeLetters(store: LetterStore, letters: readonly LetterSummary[]): Promise<number> {
  let gone = 0
  await concurrently(letters, PURGES_AT_ONCE, async (letter) => {
    const { condition, values } = stillArchived(letter)
    const purge = new DeleteItemCommand({
      TableName: store.table,
      Key: keyAttributes(letter.key),
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      await store.dynamo.send(purge)
      gone++
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      // There is no record any more: the SDK repeats a call whose answer was lost.
      if (!(error as ConditionalCheckFailedException).Item) gone++
    }
  })
  return gone
}
