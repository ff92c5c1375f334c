import { z } from 'zod'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { declaredDetails } from '../../catalog/declared.ts'
import type { CatalogDetails } from '../../catalog/details.ts'
import { type Seen, seenOf } from '../../catalog/seen/seen.ts'
import { sinceOption } from '../../cli/since.ts'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

/** A page shows a sample: 20,000 events of 1 KB are 2,500 read units. */
const MOST_EVENTS = 20_000
/** Counting reads the events themselves, so two tabs, and going back and forth, share it. */
const SEEN_KEPT_MS = 60_000

/** Operations about the catalog: what this checkout declares, and what its installation has really stated. */
export function catalogOperations({ stack, dynamo, now }: ConsoleEnvironment): readonly ConsoleOperation[] {
  let made: Promise<CatalogDetails> | undefined
  const details = (): Promise<CatalogDetails> => {
    made ??= declaredDetails().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
  return [
    consoleOperation({
      name: 'catalog',
      kind: 'read',
      input: z.object({}),
      run: details,
    }),
    consoleOperation({
      name: 'catalog-seen',
      kind: 'read',
      keptMs: SEEN_KEPT_MS,
      input: z.object({ since: z.string().max(40) }),
      async run({ since }): Promise<Seen> {
        const [from, to] = [isoTime(sinceOption('since', since, now())), isoTime(now())]
        const { catalog } = await details()
        const eventTable = stack.output('EventTableName')
        const events = createEventStore(createDynamoEventStorage({ dynamo, eventTable })).readByTime({ from, to })
        return seenOf(catalog, events, { from, to, most: MOST_EVENTS })
      },
    }),
  ]
}
