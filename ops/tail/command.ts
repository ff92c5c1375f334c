import type { Command } from 'commander'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { examples } from '../cli/examples.ts'
import { textGiven } from '../cli/given.ts'
import { terminalWidth } from '../cli/print.ts'
import { assertSince, sinceOption } from '../cli/since.ts'
import { allConsumerNames, anyConsumer } from '../consumers/find.ts'
import { withLogs } from '../logs/open-logs.ts'
import { holding } from '../logs/read-logs.ts'
import { stackOf } from '../program.ts'
import { lineOf } from './line.ts'
import { type DeliveryOutcome, outcomeOf } from './outcome.ts'

interface Options {
  readonly consumer?: string
  readonly type?: string
  readonly correlation?: string
  readonly since: string
  readonly failures?: boolean
  readonly end?: boolean
  readonly json?: boolean
}

const notes = `
It reads the logs of the consumers: one line for each attempt at a message, also for waits and duplicates. A function that is
killed says nothing. On AWS lines come some seconds late, and about five calls a second are granted to an account: with all
consumers a round takes seconds.
`

export function addTailCommand(program: Command): void {
  program
    .command('tail')
    .description('what consumers do with their messages, as it happens')
    .option('--consumer <name>', 'only this consumer')
    .option('--type <type>', 'only events or commands of this type', textGiven)
    .option('--correlation <id>', 'only what followed from this request', textGiven)
    .option('--failures', 'only failures, waits and dead letters')
    .option('--since <time>', 'from when on: 90s, 15m, 2h, 3d, or an ISO 8601 time with its zone', '0s')
    .option('--end', 'show what there is since then, and end')
    .option('--json', 'one JSON object per line, for scripts')
    .addHelpText(
      'after',
      examples('tail', 'tail --consumer payment --failures', 'tail --since 1h --end --json') + notes,
    )
    .action(async (options: Options, command: Command) => {
      const { consumer, type, correlation, end = false, json } = options
      if (consumer !== undefined) anyConsumer(consumer)
      assertSince('--since', options.since, systemClock.now())
      const named = (consumer === undefined ? allConsumerNames() : [consumer]).map((name) => `consumer-${name}`)
      // CloudWatch filters by one of the options, the most selective one; the others are applied here.
      const pattern = [
        holding('"outcome"'),
        ...[correlation, type].flatMap((text) => (text ? [holding(text)] : [])),
      ].join(' ')
      const stack = await stackOf(command)
      const from = sinceOption('--since', options.since, stack.clock.now())
      await withLogs(stack, named, async (logs) => {
        for await (const lines of logs.parts({ pattern, from, follow: !end })) {
          for (const outcome of lines.flatMap((line) => outcomeOf(line) ?? [])) {
            if (isWanted(outcome, options))
              process.stdout.write(`${json ? JSON.stringify(outcome) : lineOf(outcome, terminalWidth())}\n`)
          }
        }
      })
    })
}

const isWanted = ({ event_type, correlation_id, outcome }: DeliveryOutcome, options: Options): boolean =>
  (options.type === undefined || event_type === options.type) &&
  (options.correlation === undefined || correlation_id === options.correlation) &&
  (!options.failures || !['processed', 'duplicate'].includes(outcome))
