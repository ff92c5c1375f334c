import { type Command, Option } from 'commander'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { duration } from '../../cli/durations.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../../cli/print.ts'
import { type Column, table } from '../../cli/table.ts'
import { wholeNumber } from '../../program.ts'
import { grouped } from '../../terminal/progress-bar.ts'
import { type DeadLetterEnvironment, withDeadLetters } from '../environment.ts'
import { type Issue, MOST_AGGREGATES } from '../issues/issue.ts'
import type { IssueState } from '../issues/issue-state.ts'
import { listIssues } from '../issues/list-issues.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { knownCopies } from '../queue/keep-causeless.ts'
import { issuesOf, lookForCauseless, type WithoutCause } from '../queue/without-cause.ts'
import { type SelectionOptions, selectionFrom, withSelection } from './selection-options.ts'

interface Options extends SelectionOptions {
  readonly state: 'waiting' | 'all' | IssueState
  readonly look: number
  readonly json?: boolean
}

const STATES = ['waiting', 'open', 'acknowledged', 'resolved', 'ignored', 'all'] as const

export function addListCommand(deadLetters: Command): void {
  withSelection(deadLetters.command('list'))
    .description('dead letters as issues: one line for each consumer and cause, the most urgent first; changes nothing')
    .addOption(new Option('--state <state>', 'waiting: open or acknowledged').choices([...STATES]).default('waiting'))
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
      const selection = selectionFrom(options, systemClock.now())
      return withDeadLetters(command, async (environment) => {
        const [recorded, found] = await Promise.all([
          listIssues(environment, selection),
          causeless(environment, selection, options.look),
        ])
        const issues = [...recorded, ...found.issues].filter(({ state }) => isAsked(options.state, state))
        const { unseen } = found
        print(options.json, { issues, not_looked_at: unseen }, () => textOf(issues, unseen, environment.now()))
      })
    })
}

const isAsked = (asked: Options['state'], state: IssueState): boolean =>
  asked === 'all' || asked === state || (asked === 'waiting' && (state === 'open' || state === 'acknowledged'))

async function causeless(environment: DeadLetterEnvironment, selection: LetterSelection, most: number) {
  const { consumer, ...narrower } = selection
  // What has no record has no cause either, by which it could be selected.
  if (most === 0 || Object.keys(narrower).length > 0) return { issues: [], unseen: [] }
  const names = consumer === undefined ? [...environment.consumers.keys()] : [consumer]
  const queues = names.map((name) => ({ consumer: name, deadLetterQueueUrl: environment.deadLetterQueueUrl(name) }))
  const found = await lookForCauseless(environment.sqs, queues, most)
  const isKnown = await knownCopies(environment, found)
  return { issues: found.flatMap((one) => issuesOf(one, isKnown)), unseen: found.flatMap(unseenOf) }
}

/** Queues of which more is there than was looked at. */
const unseenOf = ({ consumer, depth, isComplete, looked }: WithoutCause) =>
  isComplete ? [] : [{ consumer, looked_at: looked, messages: depth }]

type Unseen = ReturnType<typeof unseenOf>

function textOf(issues: readonly Issue[], unseen: Unseen, now: number): string {
  const lines = unseen.map(
    (one) =>
      `${one.consumer}: looked at ${grouped(one.looked_at)} of about ${grouped(one.messages)} messages for what has no cause: the sample is not complete (--look).\n`,
  )
  if (issues.length === 0) return `${lines.join('')}No dead letters wait.\n`
  const rows = table(issues, columns(now), terminalWidth())
  return `${rows}${lines.join('')}Look closer: npm run ops -- dead-letters show <issue>\n`
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
    { title: 'NOTE', of: ({ note = '' }) => note.slice(0, 20), droppedAt: 8 },
    { title: 'CAUSE', of: ({ errorType, errorMessage }) => oneLine(`${errorType} ${errorMessage}`) },
  ]
}

/** Messages come from anywhere: nothing in them may move a terminal's cursor. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
