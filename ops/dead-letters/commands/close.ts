import type { Command } from 'commander'
import { confirm } from '../../cli/confirm.ts'
import { counted } from '../../cli/counted.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { targetOf } from '../../stack/where.ts'
import { causelessToClose, lettersOfFound } from '../close/archive-found.ts'
import { closeLetters } from '../close/close-letters.ts'
import { lettersToClose } from '../close/letters-to-close.ts'
import { withDeadLetters } from '../environment.ts'
import { isEmptySelection } from '../letters/selection.ts'
import { unseenText } from '../queue/unseen-text.ts'
import { assertMatches } from './assert-matches.ts'
import { auditedChange, type ChangeOptions, withChange } from './change-options.ts'
import { beforeText, leftText } from './close-text.ts'
import { type SelectionOptions, selectionAsked, selectionTyped, withSelection } from './selection-options.ts'

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
  const given = selectionTyped(options)
  if (isEmptySelection(given)) {
    throw new UsageError('Say which letters: --consumer, --fingerprint, --type, --aggregate, --id, --from or --to.')
  }
  if (verb === 'purge' && (given.consumer === undefined || (!dryRun && typed !== given.consumer))) {
    throw new UsageError('What is purged is gone for good: give --consumer, and its name once more as --typed.')
  }
  return withDeadLetters(command, async (environment) => {
    const selection = await selectionAsked(environment, options)
    const closing = await lettersToClose(environment, selection, verb)
    const { letters, heads, ignored, sent, sentLeft } = closing
    const held = heads.length
    const { found, holder } = await causelessToClose(environment, selection, verb)
    const without = found.messageIds.size
    if (letters.length + held + ignored + sentLeft + without === 0) await assertMatches(environment, selection)
    const large = verb === 'archive' ? closing.large + found.large : 0
    const before = beforeText({ sent, large }, { without, holder })
    const unseen = unseenText(found.unseen)
    if (dryRun) {
      return print(
        json,
        {
          letters: letters.length,
          held,
          ignored,
          sent,
          sent_left: sentLeft,
          without_record: without,
          not_looked_at: found.unseen,
        },
        () => `${counted(letters.length, 'letter')}.\n${before}${leftText(closing)}${unseen}`,
      )
    }
    process.stderr.write(`${before}${unseen}`)
    // A purge was confirmed by the name that was typed.
    await confirm(
      targetOf(environment.stack),
      `${counted(letters.length + without, 'letter')}: ${verb}.`,
      yes || verb === 'purge',
    )
    const action = {
      action: `dead-letters ${verb}`,
      target: selection.consumer ?? 'all consumers',
      details: { ...told(selection) },
    }
    const changed = await auditedChange(
      environment,
      options,
      action,
      async (log) => {
        const others = await lettersOfFound(environment, log, found, selection, options.reason)
        return closeLetters(
          { ...environment, changeId: log.ids.next('tool') },
          selection,
          [...letters, ...others],
          verb,
        )
      },
      (count) => ({ result: 'done', outcome: `${count} of ${counted(letters.length + without, 'letter')}` }),
    )
    print(
      json,
      { letters: changed, held, ignored, sent_left: sentLeft },
      () => `${counted(changed, 'letter')}: done.\n${leftText(closing)}`,
    )
    if (held > 0) process.exitCode = 1
  })
}

const told = (selection: object): Record<string, string | readonly string[]> => ({ ...selection })
