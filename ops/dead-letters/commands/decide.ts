import type { Command } from 'commander'
import { examples } from '../../cli/examples.ts'
import { textGiven } from '../../cli/given.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { consumerName, withDeadLetters } from '../environment.ts'
import type { Issue } from '../issues/issue.ts'
import { decideOnIssue } from '../issues/issue-decisions.ts'
import type { IssueState } from '../issues/issue-state.ts'
import { listIssues } from '../issues/list-issues.ts'
import { auditedChange, type ChangeOptions, withChange } from './change-options.ts'
import { FINGERPRINT } from './selection-options.ts'

interface Options extends ChangeOptions {
  readonly consumer?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

const VERBS: Readonly<Record<string, readonly [IssueState, string]>> = {
  acknowledge: ['acknowledged', 'somebody looks after it'],
  resolve: ['resolved', 'it is mended: it opens again by itself if it fails once more'],
  ignore: ['ignored', 'it is known and to be left alone: of this consumer and this cause only'],
  reopen: ['open', 'somebody has to look'],
}

/** Commands that record a person's decision about an issue. Its letters stay as they are. */
export function addDecisionCommands(deadLetters: Command): void {
  for (const [verb, [state, meaning]] of Object.entries(VERBS)) {
    withIssue(deadLetters.command(verb).description(`mark an issue: ${meaning}`))
      .option('--note <text>', 'a note that the list shows', textGiven)
      .addHelpText('after', examples(`dead-letters ${verb} 3f9c0a51d2e84b67 --note "TICKET-17"`))
      .action((fingerprint: string, options: Options & { readonly note?: string }, command: Command) =>
        decide(verb, fingerprint, options, command, {
          state,
          ...(options.note !== undefined && { note: options.note }),
        }),
      )
  }
  withIssue(deadLetters.command('note').description('write a note on an issue, which the list shows'))
    .argument('<text>', 'replaces the note before', textGiven)
    .addHelpText('after', examples('dead-letters note 3f9c0a51d2e84b67 "waits for the bank"'))
    .action((fingerprint: string, note: string, options: Options, command: Command) =>
      decide('note', fingerprint, options, command, { note }),
    )
}

const withIssue = (command: Command): Command =>
  withChange(command)
    .argument('<issue>', '16 hexadecimal digits, as the list shows them')
    .option('--consumer <name>', 'of this consumer (default: of each that has letters of it)')
    .option('--dry-run', 'change nothing: tell which issues are meant')
    .option(...JSON_OPTION)

/** Calling an issue resolved does nothing with its letters. */
function stillWaiting(issues: readonly Issue[], state: IssueState | undefined): string {
  if (state !== 'resolved') return ''
  return issues
    .filter(({ dead }) => dead > 0)
    .map(
      ({ consumer, fingerprint, dead }) =>
        `Its letters wait still, ${dead} of ${consumer}: npm run ops -- dead-letters retry --consumer ${consumer} --fingerprint ${fingerprint} --dry-run\n`,
    )
    .join('')
}

function decide(
  verb: string,
  fingerprint: string,
  options: Options,
  command: Command,
  change: Parameters<typeof decideOnIssue>[2],
): Promise<void> {
  if (!FINGERPRINT.test(fingerprint))
    throw new UsageError(`"${fingerprint}" is not an issue: 16 hexadecimal digits, as the list shows them.`)
  const consumer = options.consumer === undefined ? undefined : consumerName(options.consumer)
  return withDeadLetters(command, async (environment) => {
    const issues = await listIssues(environment, { fingerprint, ...(consumer !== undefined && { consumer }) })
    if (issues.length === 0)
      throw new UsageError(`There is no issue ${fingerprint}${consumer === undefined ? '' : ` of ${consumer}`}.`)
    const named = { fingerprint, consumers: issues.map((one) => one.consumer), ...change }
    if (options.dryRun) {
      print(
        options.json,
        { ...named, changed: false },
        () => `${fingerprint} of ${named.consumers.join(', ')} would be ${change.state ?? 'noted'}.\n`,
      )
      return
    }
    const at = new Date(environment.now()).toISOString()
    const action = {
      action: `dead-letters ${verb}`,
      target: fingerprint,
      details: { consumers: issues.map((one) => one.consumer), ...change },
    }
    await auditedChange(environment, options, action, async ({ caller }) => {
      for (const issue of issues) await decideOnIssue(environment, issue, change, { by: caller, at })
    })
    print(
      options.json,
      { ...named, changed: true },
      () =>
        `${fingerprint} of ${named.consumers.join(', ')}: ${change.state ?? 'noted'}.\n${stillWaiting(issues, change.state)}`,
    )
  })
}
