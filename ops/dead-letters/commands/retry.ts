import { type Command, InvalidArgumentError } from 'commander'
import { audited } from '../../audit/audit-log.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import { confirm } from '../../cli/confirm.ts'
import { examples } from '../../cli/examples.ts'
import { textGiven } from '../../cli/given.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { grouped } from '../../cli/progress-bar.ts'
import { reasonGiven } from '../../cli/reason.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { wholeNumber } from '../../program.ts'
import { targetOf } from '../../stack/where.ts'
import { type DeadLetterEnvironment, withDeadLetters } from '../environment.ts'
import { isEmptySelection } from '../letters/selection.ts'
import { depthOf } from '../queue/look.ts'
import { sweep } from '../queue/sweep.ts'
import { beginRetry, prepareRetry } from '../retry/prepare-retry.ts'
import { assertMatches } from './assert-matches.ts'
import { planText } from './plan-text.ts'
import { runOperation } from './run-operation.ts'
import { type SelectionOptions, selectionAsked, selectionTyped, withSelection } from './selection-options.ts'

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
    .option('--again', 'take also letters that could take effect a second time, and such as are no messages')
    .option('--dry-run', 'send nothing: tell what would be done')
    .option('--yes', 'do not ask, for scripts')
    .option('--reason <text>', 'why, for the audit log', reasonGiven)
    .option('--as <name>', 'who you are, where several people take one role', textGiven)
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
      const given = selectionTyped(options)
      if (isEmptySelection(given)) {
        throw new UsageError('Say which letters: --consumer, --fingerprint, --type, --aggregate, --id, --from or --to.')
      }
      return withDeadLetters(command, async (environment) => {
        const selection = await selectionAsked(environment, options)
        const prepared = await prepareRetry(environment, { selection, again, rate })
        const { plan, estimate, causeless } = prepared
        const isEmpty = plan.letters + causeless.messageIds.size === 0
        if (isEmpty) await assertMatches(environment, selection)
        const text = planText(prepared, rate)
        if (dryRun) {
          const { latestFailure: _, ...rest } = plan
          const without = { without_record: causeless.messageIds.size, not_looked_at: causeless.unseen }
          print(json, { ...rest, ...estimate, ...without }, () => text)
          return
        }
        process.stderr.write(text)
        if (isEmpty) return tidyUp(environment, selection.consumer, options)
        await confirm(targetOf(environment.stack), 'They are sent now.', yes)
        const log = await openAuditLog(environment.stack, environment.dynamo, options.as)
        const operation = await beginRetry(environment, log, prepared, {
          id: log.ids.next('op'),
          ...(options.reason !== undefined && { reason: options.reason }),
          selection,
          again,
          rate,
          stopShare: options.stopShare,
        })
        if (!operation) return print(json, { letters: 0 }, () => 'Nothing is to be done any more.\n')
        await runOperation(environment, log, operation, options)
      })
    })
}

/**
 * There is nothing to retry, but a tool that was killed may have left copies of letters that are dealt with in the queue: they would keep the
 * alarm on.
 */
async function tidyUp(
  environment: DeadLetterEnvironment,
  consumer: string | undefined,
  { yes = false, json, as, reason }: Options,
): Promise<void> {
  const isDeployed = consumer !== undefined && environment.deployed.includes(consumer)
  const left = isDeployed ? await depthOf(environment.sqs, environment.deadLetterQueueUrl(consumer)) : 0
  if (consumer === undefined || left === 0) return print(json, { letters: 0 }, () => 'Nothing is to be done.\n')
  await confirm(
    targetOf(environment.stack),
    `Nothing is to be sent. Copies of letters that are dealt with are taken out of the queue of ${consumer} now.`,
    yes,
  )
  const log = await openAuditLog(environment.stack, environment.dynamo, as)
  const action = { action: 'dead-letters sweep', target: consumer, ...(reason !== undefined && { reason }) }
  const swept = await audited(
    log,
    action,
    () => sweep(environment, consumer),
    (copies) => ({ result: 'done', outcome: `copies taken out: ${copies}` }),
  )
  print(
    json,
    { letters: 0, copies: swept },
    () => `Nothing is to be sent; copies taken out of the queue: ${grouped(swept)}.\n`,
  )
}
