import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { DocumentChange, ReadModel } from '../declarations/define-read-model.ts'
import { joinParts, type Parts } from '../declarations/parts.ts'
import { gather } from '../gather.ts'
import { refusesWholeCall } from '../sdk-failure.ts'
import { toError } from '../to-error.ts'
import { piecesOf, toUpdate } from './document-update.ts'

export interface DocumentWriter {
  /**
   * Joins the change into the document of one generation, atomically per part and without reading first. Safe at any
   * time, by any number of writers: what is not newer is refused by the write's own condition. Changes of one document
   * that are given side by side, as from one batch of messages, are joined first and written at once.
   * @returns `stale` when nothing in it was newer than what is stored.
   */
  write(generation: string, change: DocumentChange): Promise<'applied' | 'stale'>
}

/** The location of the documents of a read model. */
export interface DocumentTable {
  readonly client: DynamoDBClient
  readonly table: string
  readonly model: ReadModel
}

export function createDocumentWriter({ client, table, model }: DocumentTable): DocumentWriter {
  const update = async (generation: string, change: DocumentChange): Promise<boolean> => {
    const command = new UpdateItemCommand(toUpdate({ table, model }, generation, change))
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(command)
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        // A transaction of a rebuild is writing the same document at this moment, so the update is tried again.
        if (!(error instanceof TransactionConflictException) || attempt === MAX_CONFLICTS) throw error
      }
    }
  }

  /** @returns the parts that were newer than what is stored. */
  const writeParts = async (generation: string, change: DocumentChange): Promise<readonly string[]> => {
    const written = await Promise.all(piecesOf(change).map((piece) => writePiece(generation, piece)))
    return written.flat()
  }

  const writePiece = async (generation: string, change: DocumentChange): Promise<readonly string[]> => {
    const names = Object.keys(change.parts)
    if (await update(generation, change)) return names
    if (names.length === 1) return []
    // At least one part is not newer than the stored one. The others may be, so each is written by itself.
    const results = await Promise.all(
      Object.entries(change.parts).map(([name, part]) => update(generation, { ...change, parts: { [name]: part } })),
    )
    return names.filter((_, index) => results[index])
  }

  /** Writes several changes of a document as one. */
  const writeJoined = async (writes: readonly Write[]): Promise<Results> => {
    const { generation, change: first } = writes[0]!
    const parts = writes.reduce<Parts>((joined, { change }) => joinParts(joined, change.parts), {})
    const written = await writeParts(generation, { key: first.key, parts })
    const isWritten = ({ change }: Write) => written.some((name) => parts[name] === change.parts[name])
    return new Map(writes.map((write) => [write.change, isWritten(write) ? 'applied' : 'stale']))
  }

  const writeTogether = gather(async (writes: readonly Write[]): Promise<Results> => {
    try {
      return await writeJoined(writes)
    } catch (thrown) {
      if (writes.length === 1 || !refusesWholeCall(toError(thrown))) throw thrown
      // One of them is too large or not a valid value. The others are written one by one, so that only the faulty one fails.
      const alone = writes.map(async (write): Promise<[DocumentChange, Result]> => {
        const result = await writeJoined([write]).then((results) => results.get(write.change)!, toError)
        return [write.change, result]
      })
      return new Map(await Promise.all(alone))
    }
  })

  return {
    write: async (generation, change) => {
      const { id, entry } = change.key
      const results = await writeTogether(JSON.stringify([generation, id, entry]), { generation, change })
      const result = results.get(change)!
      if (result instanceof Error) throw result
      return result
    },
  }
}

type Result = 'applied' | 'stale' | Error
type Results = ReadonlyMap<DocumentChange, Result>

interface Write {
  readonly generation: string
  readonly change: DocumentChange
}

const MAX_CONFLICTS = 5
