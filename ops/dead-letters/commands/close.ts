import type { Command } from 'commander'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { confirm } from '../../terminal/confirm.ts'
import { grouped } from '../../terminal/progress-bar.ts'
import { UsageError } from '../../terminal/usage-error.ts'
import { closeLetters } from '../close/close-letters.ts'
import { lettersToClose } from '../close/letters-to-close.ts'
import { withDeadLetters } from '../environment.ts'
import { isEmptySelection } from '../letters/selection.ts'
import { auditedChange, type ChangeOptions, withChange } from './change-options.ts'
import { type SelectionOptions, selectionFrom, withSelection } from './selection-options.ts'

interface Options extends SelectionOptions, ChangeOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly typed?: string
  readonly json?: boolean
}

type Verb = 'archive' | 'restore' | 'purge'

const MEANINGS: Readonly<Record<Verb, string>> = {
  archive: 'close dead letters that shall never be processed; they can be restored for a year',
  restore: 'let archived letters wait again',
  purge: 'destroy archived letters, records and messages, for good; wants the name of their consumer typed',
}

export function addCloseCommands(deadLetters: Command): void {
  for (const verb of Object.keys(MEANINGS) as Verb[]) {
    const command = withChange(withSelection(deadLetters.command(verb)))
      .description(MEANINGS[verb])
      .option('--dry-run', 'change nothing: tell how many there are')
      .option(...JSON_OPTION)
      .addHelpText(
        'after',
        examples(`dead-letters ${verb} --consumer payment --fingerprint 3f9c0a51d2e84b67 --dry-run`),
      )
    if (verb === 'purge')
      command.option('--typed <consumer>', 'the name of the consumer, once more, in place of an answer')
    else command.option('--yes', 'do not ask, for scripts')
    command.action((options: Options, self: Command) => close(verb, options, self))
  }
}

function close(verb: Verb, options: Options, command: Command): Promise<void> {
  const { dryRun = false, yes = false, json, typed } = options
  const selection = selectionFrom(options, systemClock.now())
  if (isEmptySelection(selection)) {
    throw new UsageError('Say which letters: --consumer, --fingerprint, --type, --aggregate, --id, --from or --to.')
  }
  if (verb === 'purge' && (selection.consumer === undefined || (!dryRun && typed !== selection.consumer))) {
    throw new UsageError('What is purged is gone for good: give --consumer, and its name once more as --typed.')
  }
  return withDeadLetters(command, async (environment) => {
    const { letters, heads } = await lettersToClose(environment, selection, verb)
    const held = heads.length
    if (dryRun) {
      return print(
        json,
        { letters: letters.length, held },
        () => `${grouped(letters.length)} letters.\n${heldText(held)}`,
      )
    }
    if (verb !== 'purge') await confirm(`${grouped(letters.length)} letters: ${verb}.`, yes)
    const action = {
      action: `dead-letters ${verb}`,
      target: selection.consumer ?? 'all consumers',
      details: { ...told(selection) },
    }
    const changed = await auditedChange(
      environment,
      options,
      action,
      () => closeLetters(environment, selection, letters, verb),
      (count) => ({ result: 'done', outcome: `${count} of ${letters.length} letters` }),
    )
    print(json, { letters: changed, held }, () => `${grouped(changed)} letters: done.\n${heldText(held)}`)
    if (held > 0) process.exitCode = 1
  })
}

const heldText = (held: number): string =>
  held === 0
    ? ''
    : `${grouped(held)} letters stay, because their aggregates are held behind them: npm run ops -- parked list, then parked skip.\n`

const told = (selection: object): Record<string, string | readonly string[]> => ({ ...selection })
