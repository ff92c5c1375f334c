import { type AttributeValue, DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { concurrently } from '../../rebuild/concurrently.ts'
import { keyAttributes, type LetterSummary } from '../letters/letter.ts'
import { forEachPage, type LetterStore } from '../letters/read-letters.ts'
import type { LetterSelection } from '../letters/selection.ts'

export type Change = 'archive' | 'restore'

const FROM_TO = { archive: ['dead', 'archived'], restore: ['archived', 'dead'] } as const
const WIDTH = 16

/** Letters of the selection that the change is about. */
export async function lettersToChange(
  store: LetterStore,
  selection: LetterSelection,
  change: Change | 'purge',
): Promise<LetterSummary[]> {
  const found: LetterSummary[] = []
  const status = change === 'purge' ? 'archived' : FROM_TO[change][0]
  await forEachPage(store, { ...selection, statuses: [status] }, (letters) => void found.push(...letters))
  return found
}

/** Each letter that is still as it was read. @returns how many were changed: others have been dealt with meanwhile. */
export async function changeLetters(
  store: LetterStore,
  letters: readonly LetterSummary[],
  change: Change,
): Promise<number> {
  const [from, to] = FROM_TO[change]
  return each(letters, ({ key, lastFailedAt }) =>
    store.dynamo.send(
      new UpdateItemCommand({
        TableName: store.table,
        Key: keyAttributes(key),
        UpdateExpression: 'SET #status = :to',
        ...asRead(from, lastFailedAt, { ':to': { S: to } }),
      }),
    ),
  )
}

/** Records of archived letters are gone for good. */
export const purgeLetters = (store: LetterStore, letters: readonly LetterSummary[]): Promise<number> =>
  each(letters, ({ key, lastFailedAt }) =>
    store.dynamo.send(
      new DeleteItemCommand({ TableName: store.table, Key: keyAttributes(key), ...asRead('archived', lastFailedAt) }),
    ),
  )

const asRead = (status: string, failedAt: string, values: Record<string, AttributeValue> = {}) => ({
  ConditionExpression: '#status = :from AND last_failed_at = :failed_at',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':from': { S: status }, ':failed_at': { S: failedAt }, ...values },
})

async function each(
  letters: readonly LetterSummary[],
  change: (letter: LetterSummary) => Promise<unknown>,
): Promise<number> {
  let changed = 0
  await concurrently(letters, WIDTH, async (letter) => {
    await change(letter).then(
      () => changed++,
      (error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      },
    )
  })
  return changed
}
