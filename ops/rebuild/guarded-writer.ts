import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import type { DocumentChange } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { documentKey } from '../../lambdas/runtime/read-model/document-item.ts'
import type { DocumentTable } from '../../lambdas/runtime/read-model/document-writer.ts'
import type { GenerationsStore } from '../../lambdas/runtime/read-model/generations.ts'
import { concurrently } from './concurrently.ts'
import type { WriteDocuments } from './write-documents.ts'

const DELETES_AT_ONCE = 8

/** The generation that a rebuild fills has been dropped meanwhile: there is nothing left to do. */
export class GenerationGone extends Error {
  override readonly name = 'GenerationGone'
  constructor(generation: string) {
    super(
      `Generation ${generation} has been dropped meanwhile. What was written of it is gone, too; nothing is switched.`,
    )
  }
}

/**
 * Writes pages into a generation as long as it is there. A run that an operator believes to be dead, or has forgotten, may
 * write while the generation is dropped; nobody would ever find again what it leaves behind, because names are never given
 * twice.
 *
 *     run    is it there? ── writes a page ── is it still there? ──► next page
 *     drop       ends it ── waits ── deletes what it finds
 *
 * Either the drop finds the page, or this run finds the generation gone and takes its page back.
 * @throws {GenerationGone}
 */
export function guardedWriter(
  { client, table, model }: DocumentTable,
  generation: string,
  store: Pick<GenerationsStore, 'load'>,
  write: WriteDocuments,
): WriteDocuments {
  const isThere = async () => Object.hasOwn((await store.load()).all, generation)
  const takeBack = (changes: readonly DocumentChange[]) =>
    concurrently(changes, DELETES_AT_ONCE, async ({ key }) => {
      const Key = documentKey({ model: model.name, name: generation }, key)
      await client.send(new DeleteItemCommand({ TableName: table, Key }))
    })
  return async (changes) => {
    if (!(await isThere())) throw new GenerationGone(generation)
    const failure = await write(changes).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    // A page that has failed may be there in part.
    if (!(await isThere())) {
      await takeBack(changes)
      throw new GenerationGone(generation)
    }
    if (failure) throw failure.error
  }
}
