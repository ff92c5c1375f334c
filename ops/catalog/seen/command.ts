import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { isoTime, systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../../cli/print.ts'
import { assertSince, sinceOption } from '../../cli/since.ts'
import { stackOf, wholeNumber } from '../../program.ts'
import type { Catalog } from '../model.ts'
import { seenOf } from './seen.ts'
import { seenText } from './text.ts'

interface Options {
  readonly since: string
  readonly most: number
  readonly json?: boolean
}

/** `catalog seen`: the events that a deployed stack has really stored, read by the time index of its event table. */
export function addSeenCommand(catalog: Command, declared: () => Catalog): void {
  catalog
    .command('seen')
    .description(
      'types, versions and rates of the events that were really published; types that nobody publishes or consumes',
    )
    .option('--since <time>', 'e.g. 2h or 7d, or a point of time', '1d')
    .option('--most <n>', 'events to read, at most', wholeNumber(1, 100_000_000), 100_000)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog seen', 'catalog seen --since 7d --most 1000000'))
    .action(async ({ since, most, json }: Options, command: Command) => {
      assertSince('--since', since, systemClock.now())
      const stack = await stackOf(command)
      const now = stack.clock.now()
      const from = isoTime(sinceOption('--since', since, now))
      const dynamo = new DynamoDBClient(stack.clientSettings)
      try {
        const storage = createDynamoEventStorage({ dynamo, eventTable: stack.output('EventTableName') })
        const to = isoTime(now)
        const events = createEventStore(storage).readByTime({ from, to })
        const seen = await seenOf(declared(), events, { from, to, most })
        print(json, seen, () => seenText(seen, terminalWidth()))
      } finally {
        dynamo.destroy()
      }
    })
}
