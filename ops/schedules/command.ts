import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Command } from 'commander'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, terminalWidth } from '../cli/print.ts'
import { type Column, table } from '../cli/table.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { printOf } from '../stack/print-of.ts'
import { stackNamesOf } from '../stack/stack.ts'
import { listSchedules, type Scheduled } from './list-schedules.ts'

interface Options {
  readonly limit: number
  readonly json?: boolean
}

const columns: Column<Scheduled>[] = [
  { title: 'WHEN', of: ({ expression, timezone }) => `${expression} ${timezone}` },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'TO', of: ({ target }) => target.split(':').at(-1) ?? target, droppedAt: 1 },
  { title: 'STATE', of: ({ isEnabled }) => (isEnabled ? 'enabled' : 'disabled'), droppedAt: 2 },
]

/** Lists the messages that the pipeline will send at their time. */
export function addScheduleCommands(program: Command): void {
  program
    .command('schedules')
    .description('deadlines that are set')
    .command('list')
    .description('what is scheduled, with the time at which it will be sent; the soonest first if --limit covers all')
    .option('--limit <n>', 'how many, at most', wholeNumber(1, 10_000), 100)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('schedules list', 'schedules list --json'))
    .action(async ({ limit, json }: Options, command: Command) => {
      const stack = await stackOf(command)
      const cloudFormation = new CloudFormationClient(stack.clientSettings)
      const scheduler = new SchedulerClient(stack.clientSettings)
      try {
        const found = await listSchedules({ cloudFormation, scheduler }, stackNamesOf(stack), limit)
        printOf(stack, json, found, () => {
          if (found.schedules.length === 0) return 'Nothing is scheduled.\n'
          const more = found.isCut
            ? `There are more than ${limit}: these are some of them, not the soonest. See all with --limit.\n`
            : ''
          return `${table(found.schedules, columns, terminalWidth())}${more}`
        })
      } finally {
        cloudFormation.destroy()
        scheduler.destroy()
      }
    })
}
