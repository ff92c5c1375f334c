import type { LetterSummary } from '../letters/letter.ts'
import type { IssueDecision } from './issue-decisions.ts'
import type { IssueState } from './issue-state.ts'

/** All dead letters of one consumer with one cause. */
export interface Issue {
  readonly consumer: string
  readonly fingerprint: string
  readonly state: IssueState
  /** Whether a letter of it has failed again after a person had called it resolved. */
  readonly reopened: boolean
  readonly note: string | undefined
  readonly errorType: string
  readonly errorMessage: string
  /** Letters that wait for a person. */
  readonly dead: number
  /** Letters that were sent again, and of which nothing is known yet. */
  readonly retried: number
  /** Letters that are dealt with: resolved, edited or archived. */
  readonly closed: number
  /** Failures of its letters, repeated deaths included. */
  readonly deaths: number
  /** ISO 8601 */
  readonly firstSeen: string
  readonly lastSeen: string
  readonly eventTypes: readonly string[]
  /** Aggregates concerned; counted up to {@link MOST_AGGREGATES}. */
  readonly aggregates: number
  /** The function in our own source that threw the error; absent if no stack tells. */
  readonly thrownIn: string | undefined
  /** Revision of the code in which it was seen first; absent if no record names it. */
  readonly sinceCode: string | undefined
  /** When the first of its open letters is lost for good, record and message, ISO 8601. */
  readonly lostAt: string | undefined
}

/** Most aggregates that are counted for an issue, so that grouping a million letters takes no more memory than grouping a few. */
export const MOST_AGGREGATES = 1_000
const MOST_TYPES = 10

/** Gathers letters into issues, one page after another, in memory that grows with the issues, not with the letters. */
export class IssueCollector {
  readonly #groups = new Map<string, Group>()

  /** @param isResolved whether the letter was sent again and has taken effect since. */
  add(letter: LetterSummary, isResolved: boolean): void {
    const name = JSON.stringify([letter.consumer, letter.fingerprint])
    const group = this.#groups.get(name) ?? new Group()
    this.#groups.set(name, group)
    group.add(letter, isResolved)
  }

  /** @param decisionOn what a person has decided about an issue. */
  issues(decisionOn: (consumer: string, fingerprint: string) => IssueDecision | undefined): Issue[] {
    return [...this.#groups.values()]
      .map((group) => group.toIssue(decisionOn(group.latest.consumer, group.latest.fingerprint)))
      .toSorted(byUrgency)
  }
}

class Group {
  latest!: LetterSummary
  #first!: LetterSummary
  readonly #counts = { dead: 0, retried: 0, closed: 0, deaths: 0 }
  readonly #types = new Set<string>()
  readonly #aggregates = new Set<string>()
  #lostAt: string | undefined
  /** Time of the last failure of a letter that waits. Closed letters do not count: they do not open an issue again. */
  #lastDeath = ''

  add(letter: LetterSummary, isResolved: boolean): void {
    this.latest = !this.latest || letter.lastFailedAt > this.latest.lastFailedAt ? letter : this.latest
    this.#first = !this.#first || letter.firstFailedAt < this.#first.firstFailedAt ? letter : this.#first
    const kind = letter.status === 'dead' ? 'dead' : letter.status === 'retried' && !isResolved ? 'retried' : 'closed'
    this.#counts[kind]++
    this.#counts.deaths += letter.deaths
    if (letter.eventType && this.#types.size < MOST_TYPES) this.#types.add(letter.eventType)
    if (letter.aggregateId && this.#aggregates.size < MOST_AGGREGATES) this.#aggregates.add(letter.aggregateId)
    if (kind !== 'dead') return
    if (letter.lastFailedAt > this.#lastDeath) this.#lastDeath = letter.lastFailedAt
    if (this.#lostAt === undefined || letter.expiresAt < this.#lostAt) this.#lostAt = letter.expiresAt
  }

  toIssue(decision: IssueDecision | undefined): Issue {
    const { latest } = this
    const reopened = decision?.state === 'resolved' && this.#lastDeath > decision.at
    // An issue that nobody has decided about is open as long as one of its letters waits, and resolved afterwards.
    const undecided: IssueState = this.#counts.dead + this.#counts.retried > 0 ? 'open' : 'resolved'
    return {
      consumer: latest.consumer,
      fingerprint: latest.fingerprint,
      state: reopened ? 'open' : (decision?.state ?? undecided),
      reopened,
      note: decision?.note,
      errorType: latest.errorType,
      errorMessage: latest.errorMessage,
      ...this.#counts,
      firstSeen: this.#first.firstFailedAt,
      lastSeen: latest.lastFailedAt,
      eventTypes: [...this.#types].toSorted(),
      aggregates: this.#aggregates.size,
      thrownIn: latest.thrownIn,
      sinceCode: this.#first.sinceCode,
      lostAt: this.#lostAt,
    }
  }
}

const URGENCY: readonly IssueState[] = ['open', 'acknowledged', 'resolved', 'ignored']

const byUrgency = (one: Issue, other: Issue): number =>
  URGENCY.indexOf(one.state) - URGENCY.indexOf(other.state) ||
  other.dead - one.dead ||
  (one.lastSeen < other.lastSeen ? 1 : -1)
