import { z } from 'zod'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { services } from '../../../lib/services.ts'
import { type History, readHistory } from '../../aggregates/read-history.ts'
import { sinceOption } from '../../cli/since.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

const MOST_EVENTS = 2_000
const name = z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be the type of an aggregate, such as order')

/** The events of an aggregate, its state before and after each, and as of a moment. */
export const aggregateOperation = ({ stack, dynamo, now }: ConsoleEnvironment): ConsoleOperation =>
  consoleOperation({
    name: 'aggregate',
    kind: 'read',
    keptMs: 1_000,
    input: z.object({ type: name, id: z.string().min(1).max(256), as_of: z.string().max(40).optional() }),
    async run({ type, id, as_of }): Promise<History> {
      const eventStore = createEventStore(
        createDynamoEventStorage({ dynamo, eventTable: stack.output('EventTableName') }),
      )
      const aggregates = services.flatMap((service) => service.aggregates ?? [])
      const asOf = as_of === undefined ? undefined : sinceOption('as_of', as_of, now())
      const history = await readHistory(eventStore, aggregates, { type, id, asOf, most: MOST_EVENTS })
      if (history.changes.length === 0 && !history.isCut) throw new InputError(`There is no stream ${type}/${id}.`)
      return history
    },
  })
