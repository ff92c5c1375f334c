import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { isoTime, systemClock } from '../../lambdas/runtime/system/clock.ts'
import { timeOption } from '../cli/time-option.ts'
import { stackOf, wholeNumber } from '../program.ts'
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
    .option('--from <time>', `from this time on, ISO 8601 with its zone (default: ${DEFAULT_DAYS} days ago)`)
    .option('--to <time>', 'up to this time, ISO 8601 with its zone (default: now)')
    .option('--limit <n>', 'lines, at most', wholeNumber(1, 100_000), 50)
    .option('--json', 'for scripts: an array of objects')
    .addHelpText('after', '\nExamples:\n  npm run ops -- audit list\n  npm run ops -- audit list --limit 500 --json\n')
    .action(async ({ limit, json, ...options }: Options, command: Command) => {
      const now = systemClock.now()
      const from = options.from ? timeOption('--from', options.from) : isoTime(now - DEFAULT_DAYS * DAY_MS)
      const to = options.to ? timeOption('--to', options.to) : isoTime(now)
      const stack = await stackOf(command)
      const dynamo = new DynamoDBClient(stack.clientSettings)
      try {
        const entries: AuditEntry[] = []
        for await (const entry of readAuditLog({ dynamo, table: stack.output('AuditLogTableName') }, { from, to })) {
          entries.push(entry)
          if (entries.length === limit) break
        }
        const text = entries.length === 0 ? 'Nothing was changed in this time.\n' : entries.map(lineOf).join('')
        process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : text)
      } finally {
        dynamo.destroy()
      }
    })
}

function lineOf(entry: AuditEntry): string {
  const { at, by, action, target, reason, kind } = entry
  const what = kind === 'began' ? 'began' : `${entry.result}: ${entry.outcome}`
  const why = reason === undefined ? '' : `  "${reason}"`
  return `${at}  ${nameOf(by)}  ${action} ${target}  ${what}${why}\n`
}
