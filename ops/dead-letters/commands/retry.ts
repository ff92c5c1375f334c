import { type Command, InvalidArgumentError } from 'commander'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { callerNameOf } from '../../audit/open-audit-log.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { reasonGiven } from '../../cli/reason.ts'
import { createOperation } from '../../operations/store.ts'
import { wholeNumber } from '../../program.ts'
import { confirm } from '../../terminal/confirm.ts'
import { UsageError } from '../../terminal/usage-error.ts'
import { withDeadLetters } from '../environment.ts'
import { isEmptySelection } from '../letters/selection.ts'
import { toOperation } from '../retry/plan.ts'
import { prepareRetry } from '../retry/prepare-retry.ts'
import { planText } from './plan-text.ts'
import { runOperation } from './run-operation.ts'
import { type SelectionOptions, selectionFrom, withSelection } from './selection-options.ts'

interface Options extends SelectionOptions {
  readonly rate: number
  readonly stopShare: number
  readonly again?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly reason?: string
  readonly as?: string
  readonly json?: boolean
}

const percent = (text: string): number => {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value <= 100) return value / 100
  throw new InvalidArgumentError('Allowed are numbers from 0 to 100.')
}

export function addRetryCommand(deadLetters: Command): void {
  withSelection(deadLetters.command('retry'))
    .description('send dead letters back to their own consumer: a plan first, then one, five, twenty-five, all')
    .option('--rate <n>', 'letters a second, at most: live traffic goes first', wholeNumber(1, 10_000), 50)
    .option('--stop-share <percent>', 'stop when more than this share of a step dies again', percent, 0.2)
    .option('--again', 'take also letters that could take effect a second time')
    .option('--dry-run', 'send nothing: tell what would be done')
    .option('--yes', 'do not ask, for scripts')
    .option('--reason <text>', 'why, for the audit log', reasonGiven)
    .option('--as <name>', 'who you are, where several people take one role')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'dead-letters retry --consumer payment --fingerprint 3f9c0a51d2e84b67 --dry-run',
        'dead-letters retry --id evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b --yes --reason "account opened"',
        'dead-letters retry --consumer payment --from 2h --rate 20 --yes',
      ),
    )
    .action((options: Options, command: Command) => {
      const { dryRun = false, yes = false, again = false, rate, json } = options
      const selection = selectionFrom(options, systemClock.now())
      if (isEmptySelection(selection)) {
        throw new UsageError('Say which letters: --consumer, --fingerprint, --type, --aggregate, --id, --from or --to.')
      }
      return withDeadLetters(command, async (environment) => {
        const { plan, estimate, causeless } = await prepareRetry(environment, { selection, again, rate, dryRun })
        const text = planText(plan, estimate, rate, causeless)
        if (dryRun) {
          const { items, ...rest } = plan
          print(json, { ...rest, ...estimate, letters: items.length, without_record: causeless }, () => text)
          return
        }
        process.stderr.write(text)
        if (plan.items.length === 0) return print(json, { letters: 0 }, () => 'Nothing is to be done.\n')
        await confirm('They are sent now.', yes)
        const operation = toOperation(
          {
            id: createIds(systemClock, systemRandomBytes).next('op'),
            createdAt: new Date(environment.now()).toISOString(),
            by: await callerNameOf(environment.stack, options.as),
            ...(options.reason !== undefined && { reason: options.reason }),
            selection,
            rate,
            stopShare: options.stopShare,
          },
          plan,
        )
        await createOperation(environment, operation, plan.items)
        await runOperation(environment, operation, options)
      })
    })
}
