import type { SQSClient } from '@aws-sdk/client-sqs'
import { fingerprint } from '../../../lambdas/runtime/dead-letter/fingerprint.ts'
import { lenientIds } from '../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import type { Issue } from '../issues/issue.ts'
import type { Copy } from './copy.ts'
import { giveBack } from './give-back.ts'
import { look } from './look.ts'

/** What lies in a consumer's dead-letter queue without a record of its own. */
export interface WithoutCause {
  readonly consumer: string
  readonly copies: readonly Copy[]
  /** Messages that were looked at. */
  readonly looked: number
  /** Messages that SQS says there are; approximate. */
  readonly depth: number
  readonly isComplete: boolean
}

/** Short: should the tool end before it gives them back, whoever wants to move or delete them waits no longer than this. */
const HIDDEN_SECONDS = 5

/** Looks through the dead-letter queues, side by side, for what nobody wrote down a cause of. */
export function lookForCauseless(
  sqs: Pick<SQSClient, 'send'>,
  queues: readonly { readonly consumer: string; readonly deadLetterQueueUrl: string }[],
  most: number,
): Promise<WithoutCause[]> {
  return Promise.all(
    queues.map(async ({ consumer, deadLetterQueueUrl: queueUrl }) => {
      const { copies, ...rest } = await look({ sqs, queueUrl, most, hiddenSeconds: HIDDEN_SECONDS })
      await giveBack(
        sqs,
        queueUrl,
        copies.map(({ receiptHandle }) => receiptHandle),
      )
      return { consumer, ...rest, looked: copies.length, copies: copies.filter(({ origin }) => origin !== 'consumer') }
    }),
  )
}

/** The cause of what has none: one issue for each consumer and kind. */
export const fingerprintOfCopy = ({ errorType, errorMessage }: Copy): string => fingerprint(errorType, errorMessage)

/** Issues of what was found in a queue and is in no record. @param isKnown whether a record tells of it already. */
export function issuesOf({ consumer, copies }: WithoutCause, isKnown: (copy: Copy) => boolean): Issue[] {
  const unknown = copies.filter((copy) => !isKnown(copy))
  return [...Map.groupBy(unknown, fingerprintOfCopy)].map(([group, [first, ...others]]) => {
    const all = [first as Copy, ...others]
    const times = all.map(({ sentAt }) => sentAt).toSorted()
    const ids = all.map(({ body }) => lenientIds(body))
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
      eventTypes: [...new Set(ids.flatMap(({ eventType }) => eventType ?? []))].toSorted(),
      aggregates: new Set(ids.flatMap(({ aggregateId }) => aggregateId ?? [])).size,
      thrownIn: undefined,
      sinceCode: undefined,
      lostAt: undefined,
    }
  })
}
