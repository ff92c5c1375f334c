import { type Command, InvalidArgumentError } from 'commander'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { anyConsumer } from '../consumers/find.ts'
import { wholeNumber } from '../program.ts'
import { estimateConsumer } from './estimate.ts'
import { estimateText } from './text.ts'

interface Options {
  readonly consumer: string
  readonly eventsPerMonth: number
  readonly stores?: number
  readonly writes?: number
  readonly reads?: number
  readonly eventKb?: number
  readonly storedKb?: number
  readonly json?: boolean
}

const MOST_EVENTS = 1e12
/** Largest event whose data goes by reference. */
const MOST_EVENT_KB = 10 * 1024

const notes = `
From the declaration and the list prices in prices/, before anything is deployed: no stack is read. What a stage costs while
nothing happens is printed by npx cdk synth; what a whole order costs is measured by npm run bench:cost.
`

export function addCostCommand(program: Command): void {
  program
    .command('cost')
    .description('what a consumer would cost on AWS, from its declaration')
    .requiredOption('--consumer <name>', 'as declared')
    .requiredOption('--events-per-month <n>', 'that reach its queue, e.g. 5e6', eventCount)
    .option(
      '--stores <n>',
      'events that it stores for each event (default: 1 where it may store some, else 0)',
      wholeNumber(0, 99),
    )
    .option(
      '--writes <n>',
      'other items of up to 1 KB that it writes for each event (default: 1; 0 where it stores events, sends mail or puts objects)',
      wholeNumber(0, 99),
    )
    .option(
      '--reads <n>',
      'items of up to 4 KB that it reads for each event (default: 1 where it decides by what it reads, else 0)',
      wholeNumber(0, 99),
    )
    .option('--event-kb <n>', 'size of an event that it takes (default: 1)', wholeNumber(1, MOST_EVENT_KB))
    .option('--stored-kb <n>', 'size of an event that it stores (default: 1)', wholeNumber(1, MOST_EVENT_KB))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'cost --consumer payment --events-per-month 5e6',
        'cost --consumer payment --events-per-month 5e6 --stores 2 --event-kb 60',
        'cost --consumer audit --events-per-month 5e6 --json',
      ) + notes,
    )
    .action(({ consumer: name, json, ...expected }: Options) => {
      const estimate = estimateConsumer(anyConsumer(name), expected)
      print(json, estimate, () => estimateText(estimate, terminalWidth()))
    })
}

function eventCount(text: string): number {
  const value = Number(text)
  if (/^\d+(\.\d+)?(e\d+)?$/i.test(text) && Number.isInteger(value) && value >= 1 && value <= MOST_EVENTS) return value
  throw new InvalidArgumentError(
    `Allowed are whole numbers from 1 to ${MOST_EVENTS.toExponential()}, such as 5000000 or 5e6.`,
  )
}
