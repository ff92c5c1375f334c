import type { SQSClient } from '@aws-sdk/client-sqs'
import { fingerprint } from '../../../lambdas/runtime/dead-letter/fingerprint.ts'
import { lenientIds } from '../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import type { Issue } from '../issues/issue.ts'
import type { LetterSelection } from '../letters/selection.ts'
import type { Copy } from './copy.ts'
import { giveBack } from './give-back.ts'
import { depthOf, look } from './look.ts'

/** What is known of a message whose cause nobody recorded, without its body: thousands of bodies would not fit into memory. */
export interface Causeless
  extends Pick<Copy, 'messageId' | 'letterId' | 'sentAt' | 'errorType' | 'errorMessage'>,
    Pick<ReturnType<typeof lenientIds>, 'eventType' | 'aggregateId'> {}

export const toCauseless = ({ messageId, letterId, sentAt, errorType, errorMessage, body }: Copy): Causeless => {
  const { eventType, aggregateId } = lenientIds(body)
  return { messageId, letterId, sentAt, errorType, errorMessage, eventType, aggregateId }
}

/** How much of a queue was looked at. */
export interface Looked {
  /** Messages that were looked at. */
  readonly looked: number
  /** Messages that SQS says there are; approximate. */
  readonly depth: number
  /** False if there are more messages than were looked at, or if somebody else's look hides some. */
  readonly isComplete: boolean
}

/** Messages of a page: so many bodies are in memory. */
const PAGE = 200
/**
 * Seconds. Short, because if the tool ends before it makes the messages visible again, whoever wants to move or delete them has to wait so long.
 * A look of many pages hides them longer, so that none reappears before all were looked at.
 */
const HIDDEN_SECONDS = { least: 5, most: 300 }
/** A look sees at least so many messages a second. */
const LOOKED_PER_SECOND = 50

/**
 * Looks through a dead-letter queue, page by page, for messages whose cause nobody recorded, and makes what it has seen visible again.
 * @param most messages that are looked at. @param onPage called with the messages of a page, and waited for.
 */
export async function lookForCauseless(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: string,
  most: number,
  onPage: (copies: readonly Copy[]) => Promise<void>,
): Promise<Looked> {
  const expected = most > PAGE ? Math.min(most, await depthOf(sqs, queueUrl)) : 0
  const { least, most: longest } = HIDDEN_SECONDS
  const hiddenSeconds = Math.min(longest, Math.max(least, Math.ceil(expected / LOOKED_PER_SECOND)))
  /** Receipt handles by message id. */
  const seen = new Map<string, string>()
  try {
    for (;;) {
      const { copies, depth } = await look({ sqs, queueUrl, most: Math.min(PAGE, most - seen.size), hiddenSeconds })
      const fresh = copies.filter(({ messageId }) => !seen.has(messageId))
      for (const { messageId, receiptHandle } of copies) seen.set(messageId, receiptHandle)
      await onPage(fresh.filter(({ origin }) => origin !== 'consumer'))
      if (fresh.length === 0 || seen.size >= Math.min(depth, most)) {
        return { looked: seen.size, depth, isComplete: seen.size >= depth }
      }
    }
  } finally {
    await giveBack(sqs, queueUrl, [...seen.values()])
  }
}

/** The fingerprint of a message without a recorded cause: there is one issue for each consumer and kind. */
export const fingerprintOfCopy = ({ errorType, errorMessage }: Pick<Copy, 'errorType' | 'errorMessage'>): string =>
  fingerprint(errorType, errorMessage)

/** Whether a selection of letters means this message. When it died is not known: only what was sent later than the selection ends is left out. */
export function isSelectedCopy(
  { fingerprint: cause, eventType, aggregateId, ids, to }: LetterSelection,
  found: Causeless,
): boolean {
  return (
    (cause === undefined || cause === fingerprintOfCopy(found)) &&
    (eventType === undefined || eventType === found.eventType) &&
    (aggregateId === undefined || aggregateId === found.aggregateId) &&
    (ids?.includes(found.letterId) ?? true) &&
    (to === undefined || found.sentAt < to)
  )
}

/** The issues of messages of a consumer that were found in a queue only. */
export function issuesOf(consumer: string, found: readonly Causeless[]): Issue[] {
  return [...Map.groupBy(found, fingerprintOfCopy)].map(([group, [first, ...others]]) => {
    const all = [first as Causeless, ...others]
    const times = all.map(({ sentAt }) => sentAt).toSorted()
    return {
      consumer,
      fingerprint: group,
      state: 'open',
      reopened: false,
      note: undefined,
      errorType: all[0]!.errorType,
      errorMessage: all[0]!.errorMessage,
      dead: all.length,
      retried: 0,
      closed: 0,
      deaths: all.length,
      firstSeen: times[0]!,
      lastSeen: times.at(-1)!,
      eventTypes: [...new Set(all.flatMap(({ eventType }) => eventType ?? []))].toSorted(),
      aggregates: new Set(all.flatMap(({ aggregateId }) => aggregateId ?? [])).size,
      thrownIn: undefined,
      sinceCode: undefined,
      lostAt: undefined,
    }
  })
}
