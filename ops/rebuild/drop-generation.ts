import { type AttributeValue, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { type Generations, withoutGeneration } from '../../lambdas/runtime/read-model/generations.ts'
import { UsageError } from '../cli/usage-error.ts'
import { existingGeneration } from '../generations/generation-argument.ts'
import { scanGeneration } from '../generations/scan-generation.ts'
import { createCheckpoints } from './checkpoints.ts'
import { concurrently } from './concurrently.ts'
import { type RebuildOptions, storeOf } from './rebuild.ts'
import { untilAllDone } from './until-all-done.ts'

const BATCH = 25
const DELETES_AT_ONCE = 8

export type DropOptions = Pick<RebuildOptions, 'client' | 'table' | 'model' | 'pause'> & {
  /** Milliseconds after which no consumer or reader uses the generation any more: `drainMsOf` of it. */
  readonly drainMs: number
  readonly onProgress: (documents: number) => void
}

/**
 * Ends a generation that is not live: first nobody writes to it any more, then its documents go. Can be repeated.
 * @returns how many documents were deleted. @throws {UsageError} for the live generation, or one that does not exist.
 */
export async function dropGeneration(options: DropOptions, name: string): Promise<number> {
  const { client, table, model } = options
  const store = storeOf(options)
  const seen = await store.load()
  droppable(seen, name)
  if (seen.all[name]) await store.save(seen, withoutGeneration(seen, name))
  await options.pause(options.drainMs)
  await createCheckpoints(client, table, model.name, name).clear()

  let deleted = 0
  options.onProgress(deleted)
  for await (const items of scanGeneration({
    client,
    table,
    generation: { model: model.name, name },
    keysOnly: true,
  })) {
    await concurrently(batchesOf(items), DELETES_AT_ONCE, async (keys) => {
      await deleteAll(options, keys)
      deleted += keys.length
      options.onProgress(deleted)
    })
  }
  return deleted
}

/** @returns what it is; `gone`: ended before. @throws {UsageError} for the live generation, or one that never was. */
export function droppable(seen: Generations, name: string): 'building' | 'ready' | 'gone' {
  if (name === seen.live) throw new UsageError(`Generation ${name} is live: switch to another one first.`)
  // A generation that was ended before is cleared again, because an earlier drop may have been killed half-way.
  if (!seen.all[name] && isNameOfOld(seen, name)) return 'gone'
  return existingGeneration(seen, name)
}

function isNameOfOld({ last }: Generations, name: string): boolean {
  const number = Number(/^g(\d+)$/.exec(name)?.[1])
  return number >= 1 && number <= last
}

type Key = Record<string, AttributeValue>

async function deleteAll({ client, table, pause }: DropOptions, keys: readonly Key[]): Promise<void> {
  const deletes = keys.map((Key): WriteRequest => ({ DeleteRequest: { Key } }))
  const call = async (left: readonly WriteRequest[]) => {
    const batch = new BatchWriteItemCommand({ RequestItems: { [table]: [...left] } })
    return (await client.send(batch)).UnprocessedItems?.[table] ?? []
  }
  await untilAllDone(deletes, call, pause)
}

function* batchesOf(keys: readonly Key[]): Generator<readonly Key[]> {
  for (let at = 0; at < keys.length; at += BATCH) yield keys.slice(at, at + BATCH)
}
