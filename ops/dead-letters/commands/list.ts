import { type Command, Option } from 'commander'
import { counted } from '../../cli/counted.ts'
import { duration } from '../../cli/durations.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, terminalWidth } from '../../cli/print.ts'
import { grouped } from '../../cli/progress-bar.ts'
import { type Column, table } from '../../cli/table.ts'
import { oneLine } from '../../cli/visible.ts'
import { pausedText } from '../../pauses/paused-text.ts'
import { type Pauses, readPauses } from '../../pauses/read-pauses.ts'
import { wholeNumber } from '../../program.ts'
import { printOf } from '../../stack/print-of.ts'
import { type DeadLetterEnvironment, withDeadLetters } from '../environment.ts'
import { type Issue, MOST_AGGREGATES } from '../issues/issue.ts'
import type { IssueState } from '../issues/issue-state.ts'
import { listIssues } from '../issues/list-issues.ts'
import { hasWork, needsSomebody } from '../issues/needs-somebody.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { type CauselessIssues, causelessIssues } from '../queue/causeless-issues.ts'
import { unseenText } from '../queue/unseen-text.ts'
import { assertTypeKnown } from './assert-matches.ts'
import { type SelectionOptions, selectionAsked, selectionTyped, withSelection } from './selection-options.ts'

interface Options extends SelectionOptions {
  readonly state: 'waiting' | 'all' | IssueState
  readonly look: number
  readonly json?: boolean
}

const STATES = ['waiting', 'open', 'acknowledged', 'resolved', 'ignored', 'all'] as const

export function addListCommand(deadLetters: Command): void {
  withSelection(deadLetters.command('list'))
    .description(
      'dead letters as issues: one line for each consumer and cause, the most urgent first; messages that died without a recorded cause get a record',
    )
    .addOption(
      new Option('--state <state>', 'waiting: letters of it wait, and nobody has said to ignore it')
        .choices([...STATES])
        .default('waiting'),
    )
    .option(
      '--look <n>',
      'messages of each dead-letter queue to look at for what has no cause, 0 for none; they are hidden for 5 s and their receive counts rise',
      wholeNumber(0, 10_000),
      100,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'dead-letters list',
        'dead-letters list --consumer payment --state all',
        'dead-letters list --from 2h --json',
      ),
    )
    .action((options: Options, command: Command) => {
      // Before anything is asked of AWS.
      selectionTyped(options)
      return withDeadLetters(command, async (environment) => {
        const selection = await selectionAsked(environment, options)
        const found = await causeless(environment, selection, options.look)
        // What was found has its record by now, so that it is listed with the others.
        const all = [...(await listIssues(environment, selection)), ...found.issues]
        if (all.length === 0) await assertTypeKnown(environment, selection)
        const issues = all.filter((issue) => isAsked(options.state, issue))
        const { unseen, problem } = found
        const { dynamo, stack, now } = environment
        const pauses = await readPauses(dynamo, stack)
        const paused = Object.fromEntries(
          [...pauses].filter(([name]) => issues.some(({ consumer }) => consumer === name)),
        )
        const told = { issues, paused, not_looked_at: unseen, ...(problem !== undefined && { no_records: problem }) }
        printOf(stack, options.json, told, () => issuesText(issues, all, found, pauses, now()))
        if (unseen.some(({ messages }) => messages === null)) process.exitCode = 1
      })
    })
}

const isAsked = (asked: Options['state'], issue: Issue): boolean =>
  asked === 'all' || asked === issue.state || (asked === 'waiting' && needsSomebody(issue))

async function causeless(
  environment: DeadLetterEnvironment,
  selection: LetterSelection,
  most: number,
): Promise<CauselessIssues> {
  if (most === 0) return { issues: [], unseen: [] }
  // Records made now would be later than the selection ends, and an index of causes does not have them at once.
  const keep = selection.to === undefined && selection.fingerprint === undefined
  return causelessIssues(environment, { selection, most, keep })
}

/** @param issues those that are shown. @param all those that are left out as well. */
export function issuesText(
  issues: readonly Issue[],
  all: readonly Issue[],
  { unseen, problem }: CauselessIssues,
  pauses: Pauses,
  now: number,
): string {
  const hidden = all.filter((issue) => hasWork(issue) && !issues.includes(issue))
  const letters = hidden.reduce((sum, { dead, retried }) => sum + dead + retried, 0)
  const lines = [
    pausedText(
      pauses,
      issues.map(({ consumer }) => consumer),
      now,
    ),
    unseenText(unseen, { more: ' (--look)', none: ' (--look 0 leaves the queues out)' }),
    ...(problem === undefined
      ? []
      : [`What died without a cause has no record yet, since none could be written: ${oneLine(problem)}\n`]),
    ...(hidden.length === 0
      ? []
      : [`Not shown: ${counted(hidden.length, 'issue')} with ${counted(letters, 'letter')} (--state all).\n`]),
  ].join('')
  if (issues.length === 0) return `${hidden.length > 0 ? 'Nothing else waits.' : 'No dead letters wait.'}\n${lines}`
  const rows = table(issues, columns(now), terminalWidth())
  return `${rows}${lines}Look closer: npm run ops -- dead-letters show <issue>\n`
}

const columns = (now: number): Column<Issue>[] => {
  const since = (time: string) => duration((now - Date.parse(time)) / 1000)
  return [
    { title: 'ISSUE', of: ({ fingerprint }) => fingerprint },
    { title: 'CONSUMER', of: ({ consumer }) => consumer },
    { title: 'STATE', of: ({ state, reopened }) => (reopened ? 'reopened' : state) },
    { title: 'WAIT', of: ({ dead }) => grouped(dead), align: 'right' },
    { title: 'RETRIED', of: ({ retried }) => (retried > 0 ? grouped(retried) : ''), align: 'right', droppedAt: 3 },
    { title: 'CLOSED', of: ({ closed }) => (closed > 0 ? grouped(closed) : ''), align: 'right', droppedAt: 5 },
    {
      title: 'AGGREGATES',
      of: ({ aggregates }) => (aggregates >= MOST_AGGREGATES ? `${grouped(MOST_AGGREGATES)}+` : grouped(aggregates)),
      align: 'right',
      droppedAt: 4,
    },
    { title: 'FIRST', of: ({ firstSeen }) => since(firstSeen), align: 'right', droppedAt: 2 },
    { title: 'LAST', of: ({ lastSeen }) => since(lastSeen), align: 'right' },
    { title: 'SINCE CODE', of: ({ sinceCode = '' }) => sinceCode, droppedAt: 7 },
    {
      title: 'LOST IN',
      of: ({ lostAt }) => (lostAt ? duration((Date.parse(lostAt) - now) / 1000) : ''),
      align: 'right',
      droppedAt: 6,
    },
    { title: 'NOTE', of: ({ note = '' }) => oneLine(note).slice(0, 20), droppedAt: 8 },
    { title: 'CAUSE', of: ({ errorType, errorMessage }) => oneLine(`${errorType} ${errorMessage}`) },
  ]
}
