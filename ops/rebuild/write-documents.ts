import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { DocumentChange } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { piecesOf, toUpdate } from '../../lambdas/runtime/read-model/document-update.ts'
import { createDocumentWriter, type DocumentTable } from '../../lambdas/runtime/read-model/document-writer.ts'
import { concurrently } from './concurrently.ts'

/** Below DynamoDB's 100 items and 4 MB: a smaller transaction is less often in somebody's way. */
const MAX_ITEMS = 50
const MAX_CHARACTERS = 1_000_000
const TRANSACTIONS_AT_ONCE = 4
const MAX_ROUNDS = 3

/** Joins every change into its document. Each is named once. */
export type WriteDocuments = (changes: readonly DocumentChange[]) => Promise<void>

/**
 * Many documents per call: a transaction is not needed for its atomicity, but a batch write knows no conditions. What
 * makes a transaction fail (a document that a live consumer has written already) is written on its own.
 */
export function documentsWriter(documents: DocumentTable, generation: string): WriteDocuments {
  const writer = createDocumentWriter(documents)

  async function writeTogether(changes: readonly DocumentChange[]): Promise<void> {
    let left = changes
    for (let round = 1; round <= MAX_ROUNDS && left.length > 1; round++) {
      const reasons = await refusals(left)
      if (!reasons) return
      const refused = left.filter((_, index) => reasons[index] === 'ConditionalCheckFailed')
      for (const change of refused) await writer.write(generation, change)
      left = left.filter((change) => !refused.includes(change))
    }
    for (const change of left) await writer.write(generation, change)
  }

  /** @returns nothing if all were written, else DynamoDB's code for each change: `None` for those that did not fail. */
  async function refusals(changes: readonly DocumentChange[]): Promise<readonly string[] | undefined> {
    try {
      const TransactItems = changes.map((change) => ({ Update: toUpdate(documents, generation, change) }))
      await documents.client.send(new TransactWriteItemsCommand({ TransactItems }))
      return undefined
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      return (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code)
    }
  }

  return async (changes) => {
    // What takes several updates of one document goes by itself: a transaction takes one.
    const isLarge = (change: DocumentChange) => piecesOf(change).length > 1
    const { large = [], small = [] } = Object.groupBy(changes, (change) => (isLarge(change) ? 'large' : 'small'))
    await concurrently(chunksOf(small), TRANSACTIONS_AT_ONCE, writeTogether)
    await concurrently(large, TRANSACTIONS_AT_ONCE, async (change) => {
      await writer.write(generation, change)
    })
  }
}

function* chunksOf(changes: readonly DocumentChange[]): Generator<readonly DocumentChange[]> {
  let chunk: DocumentChange[] = []
  let characters = 0
  for (const change of changes) {
    const size = JSON.stringify(change).length
    if (chunk.length === MAX_ITEMS || (chunk.length > 0 && characters + size > MAX_CHARACTERS)) {
      yield chunk
      chunk = []
      characters = 0
    }
    chunk.push(change)
    characters += size
  }
  if (chunk.length > 0) yield chunk
}
