import type { DeadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { resolvedOf } from '../../../ops/dead-letters/issues/list-issues.ts'
import type { LetterSummary } from '../../../ops/dead-letters/letters/letter.ts'
import { forEachPage } from '../../../ops/dead-letters/letters/read-letters.ts'
import { depthOf } from '../../../ops/dead-letters/queue/look.ts'
import { leavesMarkers } from '../../../ops/dead-letters/verdict/read-verdicts.ts'
import type { Operation } from '../../../ops/operations/operation.ts'
import { listOperations } from '../../../ops/operations/store.ts'

export interface Cause {
  readonly consumer: string
  readonly fingerprint: string
  /** The letters of this cause are no messages of the consumer, so nothing ever processes them. */
  readonly isMalformed: boolean
  /** The consumer has malformed letters too: a retry of all that it has would stop at these. */
  readonly isAlone: boolean
}

/** What an operator still has to do. */
export interface Left {
  readonly unfinished: readonly Operation[]
  /** Causes of which letters wait. */
  readonly dead: readonly Cause[]
  /** Letters that were sent again and of which nothing is known yet: `<consumer>#<id>`. */
  readonly awaited: readonly string[]
  /** Consumers of which messages lie in the dead-letter queue, whatever the records say. */
  readonly inQueue: readonly string[]
}

export const isMessage = ({ id }: Pick<LetterSummary, 'id'>): boolean => /^(evt|cmd)_/.test(id)

/** So many operations no run begins. */
const MOST_OPERATIONS = 1_000

/** Malformed messages of consumers that hold stay parked: nobody waits behind them. */
export async function whatIsLeft(environment: DeadLetterEnvironment): Promise<Left> {
  const { consumers, sqs, deadLetterQueueUrl } = environment
  const holds = (consumer: string) => consumers.get(consumer)?.onDeadLetter === 'hold'
  const dead = new Map<string, Omit<Cause, 'isAlone'>>()
  const malformed = new Set<string>()
  const awaited: string[] = []
  const [operations] = await Promise.all([
    listOperations(environment, MOST_OPERATIONS),
    forEachPage(environment, { statuses: ['dead', 'retried'] }, async (letters) => {
      const done = await resolvedOf(environment, letters)
      for (const letter of letters) {
        const { consumer, fingerprint, id, status } = letter
        const declared = consumers.get(consumer)
        if (status === 'dead' && !isMessage(letter)) malformed.add(consumer)
        if (status === 'retried') {
          // A consumer without markers leaves no word of what went well.
          if (!done.has(letter) && declared && leavesMarkers(declared)) awaited.push(`${consumer}#${id}`)
        } else if (isMessage(letter) || !holds(consumer)) {
          dead.set(`${consumer}#${fingerprint}`, { consumer, fingerprint, isMalformed: !isMessage(letter) })
        }
      }
    }),
  ])
  const depths = await Promise.all(
    [...consumers.keys()].map(
      async (consumer) => [consumer, await depthOf(sqs, deadLetterQueueUrl(consumer))] as const,
    ),
  )
  return {
    unfinished: operations.filter(({ status }) => status !== 'done' && status !== 'aborted'),
    dead: [...dead.values()].map((cause) => ({ ...cause, isAlone: malformed.has(cause.consumer) })),
    awaited,
    inQueue: depths.flatMap(([consumer, depth]) => (depth > 0 ? [consumer] : [])),
  }
}
