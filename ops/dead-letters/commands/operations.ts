import type { Command } from 'commander'
import { audited } from '../../audit/audit-log.ts'
import { nameOf } from '../../audit/name-of.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import { readItems } from '../../bulk-operations/items.ts'
import type { Operation, OperationItem } from '../../bulk-operations/operation.ts'
import { askOperation, listOperations, loadOperation, NotOwned } from '../../bulk-operations/store.ts'
import { confirm } from '../../cli/confirm.ts'
import { counted } from '../../cli/counted.ts'
import { examples } from '../../cli/examples.ts'
import { textGiven } from '../../cli/given.ts'
import { JSON_OPTION, print, terminalWidth } from '../../cli/print.ts'
import { grouped } from '../../cli/progress-bar.ts'
import { reasonGiven } from '../../cli/reason.ts'
import { type Column, table } from '../../cli/table.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { oneLine } from '../../cli/visible.ts'
import { wholeNumber } from '../../program.ts'
import { printOf } from '../../stack/print-of.ts'
import { targetOf } from '../../stack/where.ts'
import { type DeadLetterEnvironment, withDeadLetters } from '../environment.ts'
import { abortOperation } from '../retry/abort.ts'
import { endText, outcomesText, whyText } from '../retry/outcome-text.ts'
import { runOperation } from './run-operation.ts'

interface Options {
  readonly as?: string
  readonly reason?: string
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** Commands about bulk operations: what an operation does, who began it, and what became of each letter. */
export function addOperationCommands(program: Command): void {
  const operations = program.command('operations').description('bulk work on dead letters: look, pause, resume, abort')
  operations
    .command('list')
    .description('the latest operations')
    .option('--limit <n>', 'how many', wholeNumber(1, 1_000), 20)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('operations list', 'operations list --limit 100 --json'))
    .action(({ limit, json }: { limit: number; json?: boolean }, command: Command) =>
      withDeadLetters(command, async (environment) => {
        const all = await listOperations(environment, limit)
        printOf(environment.stack, json, all, () =>
          all.length === 0 ? 'There are no operations.\n' : table(all, columns, terminalWidth()),
        )
      }),
    )
  operations
    .command('show')
    .description('one operation with what has come of each letter')
    .argument('<operation>', 'op_…')
    .option('--limit <n>', 'letters to show; those that were not processed come first', wholeNumber(0, 100_000), 20)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('operations show op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b --limit 100'))
    .action((id: string, { limit, json }: { limit: number; json?: boolean }, command: Command) =>
      withOperation(id, command, async (environment, operation) => {
        const items: OperationItem[] = []
        for await (const item of readItems(environment, id)) items.push(item)
        print(json, { ...operation, items }, () => showText(operation, items.toSorted(worstFirst).slice(0, limit)))
      }),
    )
  for (const [name, meaning] of [
    ['pause', 'stop sending after the batch that is on its way; it can be resumed'],
    ['abort', 'stop for good; what was sent stays sent, everything else is dead again'],
  ] as const) {
    const own = withReason(operations.command(name).description(meaning).argument('<operation>', 'op_…'))
      .option('--dry-run', 'change nothing: tell what the operation is doing')
      .option(...JSON_OPTION)
      .addHelpText('after', examples(`operations ${name} op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b`))
    if (name === 'abort') own.option('--yes', 'do not ask, for scripts')
    own.action((id: string, { as, reason, dryRun = false, yes = false, json }: Options, command: Command) =>
      withOperation(id, command, async (environment, operation) => {
        if (dryRun) return print(json, operation, () => endText(operation))
        if (name === 'abort') await confirm(targetOf(environment.stack), `${id} cannot be resumed after that.`, yes)
        const log = await openAuditLog(environment.stack, environment.dynamo, as)
        const action = { action: `operations ${name}`, target: id, ...(reason !== undefined && { reason }) }
        const why = reason ?? `by ${nameOf(log.caller)}`
        if (name === 'pause') {
          await audited(log, action, () => askOperation(environment, id, 'paused', why))
          const { operation: now } = (await loadOperation(environment, id))!
          return print(json, { id, status: now.status }, () => `${id} is ${now.status}.\n`)
        }
        const putBack = await audited(
          log,
          action,
          () => abortOperation(environment, id, why),
          (letters) => ({ result: 'done', outcome: `${counted(letters, 'letter')} put back, claimed and not sent` }),
        )
        print(json, { id, status: 'aborted', put_back: putBack }, () => `${id} is aborted.\n${putBackText(putBack)}`)
      }),
    )
  }
  withReason(
    operations
      .command('resume')
      .description('go on where it was killed, paused or stopped')
      .argument('<operation>', 'op_…'),
  )
    .option('--dry-run', 'send nothing: tell how far it is')
    .option('--yes', 'do not ask, for scripts')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('operations resume op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'))
    .action((id: string, options: Options, command: Command) =>
      withOperation(id, command, async (environment, operation) => {
        const { dryRun = false, yes = false, json } = options
        if (dryRun) return print(json, operation, () => endText(operation))
        await confirm(targetOf(environment.stack), `${id} goes on: what it has not sent yet is sent.`, yes)
        const log = await openAuditLog(environment.stack, environment.dynamo, options.as)
        await runOperation(environment, log, operation, options)
      }),
    )
  operations.addHelpText(
    'after',
    examples('operations list', 'operations show op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'),
  )
}

const withReason = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, for the audit log', reasonGiven)
    .option('--as <name>', 'who you are, where several people take one role', textGiven)

function withOperation(
  id: string,
  command: Command,
  run: (environment: DeadLetterEnvironment, operation: Operation) => Promise<void>,
): Promise<void> {
  if (!/^op_[0-9a-f-]{36}$/.test(id))
    throw new UsageError(`"${id}" cannot be the id of an operation, such as op_01980c1e-….`)
  return withDeadLetters(command, async (environment) => {
    const found = await loadOperation(environment, id)
    if (!found) throw new UsageError(`There is no operation ${id}.`)
    await run(environment, found.operation).catch((error: unknown) => {
      if (error instanceof NotOwned) throw new UsageError(error.message)
      throw error
    })
  })
}

const putBackText = (letters: number): string =>
  letters === 0 ? '' : `Dead again: ${counted(letters, 'letter')} that had been claimed and not sent.\n`

const columns: Column<Operation>[] = [
  { title: 'OPERATION', of: ({ id }) => id },
  { title: 'BEGAN', of: ({ createdAt }) => createdAt, droppedAt: 1 },
  { title: 'BY', of: ({ by }) => by, droppedAt: 2 },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'DONE', of: ({ position, total }) => `${grouped(position)} of ${grouped(total)}`, align: 'right' },
  { title: 'OUTCOME', of: (operation) => `${outcomesText(operation.counts)} ${whyText(operation)}`.trimEnd() },
]

const ORDER = ['died', 'skipped', 'sent', 'planned', 'resolved']
const worstFirst = (one: OperationItem, other: OperationItem): number =>
  ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.number - other.number

function showText(operation: Operation, items: readonly OperationItem[]): string {
  const { by, createdAt, reason, selection, rate } = operation
  const head = `${endText(operation)}Began ${createdAt} by ${by}${reason ? `: ${oneLine(reason)}` : ''}; ${JSON.stringify(selection)} at ${rate} a second.\n`
  const lines = items.map(({ consumer, letterId, state, detail = '' }) =>
    `  ${state.padEnd(8)}  ${consumer}  ${letterId}  ${oneLine(detail)}`.trimEnd(),
  )
  return `${head}${lines.map((line) => `${line}\n`).join('')}`
}
