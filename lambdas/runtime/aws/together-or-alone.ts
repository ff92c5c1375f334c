import { refusesWholeCall } from '../sdk-failure.ts'
import { toError } from '../to-error.ts'

/** SQS's limit for one batch. */
const MAX_ENTRIES = 10

/**
 * Sends entries in batches. A batch that is refused as a whole, because of one of its entries, is sent again entry by entry,
 * so that the others arrive.
 * @throws the first failure, after everything that could be sent has been.
 */
export async function togetherOrAlone<Entry>(
  entries: readonly Entry[],
  send: (some: readonly Entry[]) => Promise<void>,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(entries.length / MAX_ENTRIES) }, (_, index) =>
    entries.slice(index * MAX_ENTRIES, (index + 1) * MAX_ENTRIES),
  )
  const sent = await Promise.allSettled(
    batches.map(async (batch) => {
      try {
        await send(batch)
      } catch (error) {
        if (batch.length === 1 || !refusesWholeCall(toError(error))) throw error
        await settled(batch.map((entry) => send([entry])))
      }
    }),
  )
  throwFirst(sent)
}

const settled = async (sends: readonly Promise<void>[]): Promise<void> => throwFirst(await Promise.allSettled(sends))

function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
