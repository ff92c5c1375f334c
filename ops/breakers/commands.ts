import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { confirm } from '../cli/confirm.ts'
import { duration } from '../cli/durations.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { table } from '../cli/table.ts'
import { UsageError } from '../cli/usage-error.ts'
import { stackOf } from '../program.ts'
import { printOf } from '../stack/print-of.ts'
import type { Stack } from '../stack/stack.ts'
import { targetOf } from '../stack/where.ts'
import { type BreakerStatus, type BreakerTable, declaredBreakers, listBreakers, resetBreaker } from './breakers.ts'

interface Options extends AuditOptions {
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** The circuit breakers that keep consumers from calling what is away. */
export function addBreakerCommands(program: Command): void {
  const breakers = program.command('breakers').description('circuit breakers: which are open, and closing one by hand')
  breakers
    .command('list')
    .description('show every breaker; nothing is changed')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('breakers list', 'breakers list --json'))
    .action(({ json }: Options, command: Command) =>
      withTable(command, async (breakerTable, stack) => {
        const listed = await listBreakers(breakerTable)
        printOf(stack, json, listed, () => listText(listed, stack.clock.now(), terminalWidth()))
      }),
    )
  withAuditOptions(breakers.command('reset'))
    .description('close a breaker, so that the next message tries its downstream at once')
    .argument('<breaker>', declaredBreakers().join(', '))
    .option('--dry-run', 'change nothing: tell what is there')
    .option('--yes', 'do not ask, for scripts')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('breakers reset ses --dry-run', 'breakers reset ses') + resetNotes)
    .action((name: string, options: Options, command: Command) =>
      withTable(command, async (breakerTable, stack) => {
        const { json, dryRun = false, yes = false } = options
        const found = (await listBreakers(breakerTable)).find(({ breaker }) => breaker === name)
        if (!found) {
          throw new UsageError(`There is no breaker "${name}"; there are: ${declaredBreakers().join(', ')}.`)
        }
        if (found.state !== 'closed' && !dryRun) {
          await confirm(targetOf(stack), `${name} is ${found.state}. Its messages are tried at once, all of them.`, yes)
        }
        const was = found.state
        const action = { action: 'breakers reset', target: name, details: { was } }
        const close = () => resetBreaker(breakerTable, name)
        const reset =
          !dryRun &&
          was !== 'closed' &&
          (await auditedCommand(stack, options, action, close, (closed) => ({
            result: 'done',
            outcome: closed ? 'closed' : 'had closed by itself',
          })))
        print(json, { breaker: name, was, reset }, () => resetText(name, was, reset, dryRun))
      }),
    )
}

const resetNotes = `
Do this when the downstream is back and you do not want to wait for the probes. Each instance of a function trusts what it
has read for a second. If the downstream is still away, the breaker opens again by itself.
`

async function withTable(
  command: Command,
  work: (breakerTable: BreakerTable, stack: Stack) => Promise<void>,
): Promise<void> {
  const stack = await stackOf(command)
  const dynamo = new DynamoDBClient(stack.clientSettings)
  try {
    await work({ dynamo, table: stack.output('BreakerTableName') }, stack)
  } finally {
    dynamo.destroy()
  }
}

const listText = (listed: readonly BreakerStatus[], now: number, width: number): string =>
  listed.length === 0
    ? 'No consumer declares a breaker.\n'
    : table(
        listed,
        [
          { title: 'BREAKER', of: ({ breaker }) => breaker },
          { title: 'STATE', of: ({ state }) => state },
          { title: 'TRIED IN', align: 'right', of: ({ open_until }) => left(open_until, now) },
          { title: 'OPENINGS', align: 'right', of: ({ openings }) => String(openings), droppedAt: 2 },
          {
            title: 'FAILED',
            align: 'right',
            of: ({ failures, calls }) => `${failures} of ${calls} calls`,
            droppedAt: 1,
          },
          { title: 'CONSUMERS', of: ({ consumers }) => consumers.join(', ') || 'of an older deployment' },
        ],
        width,
      )

const left = (until: string | null, now: number): string =>
  until === null ? '' : Date.parse(until) <= now ? 'now' : duration((Date.parse(until) - now) / 1000)

function resetText(name: string, was: string, reset: boolean, dryRun: boolean): string {
  if (was === 'closed') return `${name} is closed: there is nothing to reset.\n`
  if (dryRun) return `${name} is ${was}: it would be closed.\n`
  return reset ? `${name} was ${was}, and is closed now.\n` : `${name} has closed by itself meanwhile.\n`
}
