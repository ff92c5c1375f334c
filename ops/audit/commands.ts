import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { isoTime, systemClock } from '../../lambdas/runtime/system/clock.ts'
import { assertRange, rangeOption } from '../cli/since.ts'
import { oneLine } from '../cli/visible.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { printOf } from '../stack/print-of.ts'
import type { AuditEntry } from './entry.ts'
import { nameOf } from './name-of.ts'
import { readAuditLog } from './read-audit-log.ts'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly limit: number
  readonly json?: boolean
}

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 7

/** Who has changed what, and why. */
export function addAuditCommands(program: Command): void {
  program
    .command('audit')
    .description('who has changed what, when and why')
    .command('list')
    .description(
      'the lines of the audit log, newest first; a "began" without its "ended" is still running, or was killed',
    )
    .option(
      '--from <time>',
      `from this time on: 2h, 3d ago, or ISO 8601 with its zone (default: ${DEFAULT_DAYS} days before --to)`,
    )
    .option('--to <time>', 'up to this time, given likewise (default: now)')
    .option('--limit <n>', 'lines, at most', wholeNumber(1, 100_000), 50)
    .option('--json', 'for scripts: an array of objects')
    .addHelpText('after', '\nExamples:\n  npm run ops -- audit list\n  npm run ops -- audit list --limit 500 --json\n')
    .action(async ({ limit, json, ...options }: Options, command: Command) => {
      assertRange(options, systemClock.now())
      const stack = await stackOf(command)
      const now = stack.clock.now()
      const range = rangeOption(options, now)
      // Lines of an operator whose clock is ahead count, too; a day further on there are none.
      const to = Math.min(range.to ?? Number.POSITIVE_INFINITY, now + DAY_MS)
      const from = range.from ?? Math.min(to, now) - DEFAULT_DAYS * DAY_MS
      const between = { from: isoTime(from), to: isoTime(to) }
      const dynamo = new DynamoDBClient(stack.clientSettings)
      try {
        const entries: AuditEntry[] = []
        for await (const entry of readAuditLog({ dynamo, table: stack.output('AuditLogTableName') }, between)) {
          entries.push(entry)
          if (entries.length === limit) break
        }
        printOf(stack, json, entries, () =>
          entries.length === 0 ? 'Nothing was changed in this time.\n' : entries.map(lineOf).join(''),
        )
      } finally {
        dynamo.destroy()
      }
    })
}

function lineOf(entry: AuditEntry): string {
  const { at, by, action, target, reason, kind } = entry
  const what = kind === 'began' ? 'began' : `${entry.result}: ${entry.outcome}`
  const why = reason === undefined ? '' : `  "${reason}"`
  return `${oneLine(`${at}  ${nameOf(by)}  ${action} ${target}  ${what}${why}`)}\n`
}
