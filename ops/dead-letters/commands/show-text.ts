import { counted } from '../../cli/counted.ts'
import { ago, duration } from '../../cli/durations.ts'
import { grouped } from '../../cli/progress-bar.ts'
import { oneLine } from '../../cli/visible.ts'
import { type Issue, MOST_AGGREGATES } from '../issues/issue.ts'
import type { IssueDetails } from '../issues/issue-details.ts'
import type { RunningCode } from '../issues/running-code.ts'
import type { Letter } from '../letters/letter.ts'
import { tellVerdict, type Verdict, type VerdictKind } from '../verdict/verdict.ts'
import { codeText } from './code-text.ts'

const MOST_DAYS = 14

/** The code that a consumer runs now, as far as it is known. */
export type RunningCodeOf = (consumer: string) => RunningCode | undefined

export function issueText(
  { issue, verdicts, days, letters }: IssueDetails,
  now: number,
  running: RunningCodeOf = () => undefined,
): string {
  const { consumer, fingerprint, state, reopened, note, dead, retried, closed } = issue
  const aggregates =
    issue.aggregates >= MOST_AGGREGATES
      ? `${grouped(MOST_AGGREGATES)} or more aggregates`
      : counted(issue.aggregates, 'aggregate')
  const lines = [
    `${fingerprint}  ${consumer}  ${reopened ? 'open again: it was resolved, and has failed since' : state}`,
    `  cause        ${oneLine(issue.errorType)}: ${oneLine(issue.errorMessage)}`,
    note === undefined ? undefined : `  note         ${oneLine(note)}`,
    `  letters      ${grouped(dead)} wait, ${grouped(retried)} were sent again, ${grouped(closed)} are closed; ${counted(issue.deaths, 'death')} in all`,
    `  concerns     ${aggregates}: ${issue.eventTypes.join(', ')}`,
    issue.thrownIn === undefined ? undefined : `  thrown in    ${oneLine(issue.thrownIn)}`,
    `  seen         first ${ago(issue.firstSeen, now)} (${issue.firstSeen}), last ${ago(issue.lastSeen, now)}`,
    issue.sinceCode === undefined ? undefined : `  since code   ${codeText(issue.sinceCode, running(consumer), now)}`,
    issue.lostAt === undefined
      ? undefined
      : `  lost         the first of them in ${duration((Date.parse(issue.lostAt) - now) / 1000)}`,
    ...Object.entries(verdicts).map(([kind, count]) => `  ${grouped(count).padStart(11)}  ${meaningOf(kind)}`),
    days.length < 2
      ? undefined
      : `  by day       ${days
          .slice(0, MOST_DAYS)
          .map(({ day, letters: count }) => `${day} ${grouped(count)}`)
          .join(', ')}`,
    ...letters.map(
      ({ id, aggregateId = '', lastFailedAt, verdict }) =>
        `  ${id}  ${aggregateId}  ${ago(lastFailedAt, now)}  ${verdict ? tellVerdict(verdict) : meaningOf('unknown')}`,
    ),
    dead === 0 ? undefined : nextStep(issue, { verdicts, letters }),
  ]
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

/** Letters with this type of error can never be processed, so archiving them is proposed; for all others, a retry is. */
const WRONG_DATA = 'ContractError:DATA_INVALID'

function nextStep(
  { consumer, fingerprint, errorType }: Issue,
  { verdicts, letters }: Pick<IssueDetails, 'verdicts' | 'letters'>,
): string {
  const isMalformed = Object.keys(verdicts).every((kind) => kind === 'no-message')
  const which = `--consumer ${consumer} --fingerprint ${fingerprint} --dry-run`
  if (isMalformed) return `Archive them: npm run ops -- dead-letters archive ${which}`
  const retry = `Retry them, one first: npm run ops -- dead-letters retry ${which}`
  const [one] = letters
  // The same data dies again, unless what was mended is the check.
  return errorType === WRONG_DATA && one
    ? `Its data is wrong. Set what it lacks, letter by letter: npm run ops -- dead-letters edit ${one.id} --set /<field>=<value> --reason <text>\nOr, if it was the check that was wrong. ${retry}`
    : retry
}

/** An issue of messages that have no record: all that the queue tells of them. */
export function causelessText(issue: Issue, now: number): string {
  const { consumer, fingerprint, errorType, errorMessage, dead, aggregates, eventTypes, firstSeen, lastSeen } = issue
  const lines = [
    `${fingerprint}  ${consumer}  without a cause on record`,
    `  cause        ${oneLine(errorType)}: ${oneLine(errorMessage)}`,
    `  messages     ${grouped(dead)} found in the dead-letter queue, of ${counted(aggregates, 'aggregate')}${eventTypes.length > 0 ? `: ${eventTypes.join(', ')}` : ''}`,
    `  sent         first ${ago(firstSeen, now)} (${firstSeen}), last ${ago(lastSeen, now)}`,
    `  log          npm run ops -- logs ${consumer} --errors`,
    `Give them a record, and retry them: npm run ops -- dead-letters retry --consumer ${consumer} --fingerprint ${fingerprint} --dry-run`,
  ]
  return `${lines.join('\n')}\n`
}

const meaningOf = (kind: string): string =>
  kind === 'unknown' ? 'of a consumer that is not declared any more' : tellVerdict({ kind: kind as VerdictKind })

export function letterText(
  letter: Letter & { readonly verdict: Verdict | undefined },
  now: number,
  running: RunningCodeOf = () => undefined,
): string {
  const { consumer, id, status, verdict, body, bodyBytes, errorStack } = letter
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`  ${name.padEnd(13)}${oneLine(value)}`]
  const lines = [
    `${id}  ${consumer}  ${status}`,
    ...optional('type', letter.eventType),
    ...optional('aggregate', letter.aggregateId),
    ...optional('correlation', letter.correlationId),
    `  issue        ${letter.fingerprint}`,
    `  cause        ${oneLine(letter.errorType)}: ${oneLine(letter.errorMessage)}`,
    `  attempts     ${letter.attempts} before it died; it has died ${letter.deaths === 1 ? 'once' : `${letter.deaths} times`}`,
    `  failed       first ${letter.firstFailedAt}, last ${letter.lastFailedAt} (${ago(letter.lastFailedAt, now)})`,
    ...optional('thrown in', letter.thrownIn),
    ...optional('code', letter.codeRevision && codeText(letter.codeRevision, running(consumer), now)),
    ...optional('since code', letter.sinceCode === letter.codeRevision ? undefined : letter.sinceCode),
    ...optional('operation', letter.operationId),
    ...optional('replaced by', letter.replacedBy),
    ...optional('replaces', letter.replaces),
    ...optional('note', letter.note),
    `  lost         in ${duration((Date.parse(letter.expiresAt) - now) / 1000)} (${letter.expiresAt})`,
    `  now          ${verdict ? tellVerdict(verdict) : meaningOf('unknown')}`,
    body === undefined
      ? `  body         ${grouped(bodyBytes)} bytes: too large for the record, it is in the dead-letter queue only`
      : `\n${indented(pretty(body))}`,
    errorStack === undefined ? undefined : `\n${indented(errorStack)}`,
  ]
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

/** Formats a body that is JSON. A body that is not may hold control characters, which must not reach the terminal. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')}`)
    .join('\n')
