import type { Operation } from '../../../ops/bulk-operations/operation.ts'
import { listOperations, loadOperation } from '../../../ops/bulk-operations/store.ts'
import type { DeadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { resolvedOf } from '../../../ops/dead-letters/issues/list-issues.ts'
import type { LetterSummary } from '../../../ops/dead-letters/letters/letter.ts'
import { forEachPage } from '../../../ops/dead-letters/letters/read-letters.ts'
import { isWaiting } from '../../../ops/dead-letters/letters/waiting.ts'
import { depthOf } from '../../../ops/dead-letters/queue/look.ts'

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
  /** Ids of those which a tool may still work on: one that was killed counts as alive until its lease is over. */
  readonly workedOn: ReadonlySet<string>
  /** Causes of which letters wait. */
  readonly dead: readonly Cause[]
  /** Letters that were sent again and of which nothing is known yet: `<consumer>#<id>`. */
  readonly awaited: readonly string[]
  /** Consumers of which messages lie in the dead-letter queue, whatever the records say. */
  readonly inQueue: readonly string[]
}

export const isMessage = ({ id }: Pick<LetterSummary, 'id'>): boolean => /^(evt|cmd)_/.test(id)

/** Upper limit for listing operations: no run of the soak begins as many. */
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
        const { consumer, fingerprint, id } = letter
        // The tools know the consumers of the system alone. What the witness holds is released by the people who work meanwhile.
        if (!consumers.has(consumer)) continue
        const isDead = isWaiting(letter, environment.now())
        if (isDead && !isMessage(letter)) malformed.add(consumer)
        if (!isDead) {
          if (!done.has(letter)) awaited.push(`${consumer}#${id}`)
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
  const unfinished = operations.filter(({ status }) => status !== 'done' && status !== 'aborted')
  const leases = await Promise.all(unfinished.map(({ id }) => loadOperation(environment, id)))
  const owned = leases.flatMap((one) => (one && one.ownedUntil > environment.now() ? [one.operation.id] : []))
  return {
    unfinished,
    workedOn: new Set(owned),
    dead: [...dead.values()].map((cause) => ({ ...cause, isAlone: malformed.has(cause.consumer) })),
    awaited,
    inQueue: depths.flatMap(([consumer, depth]) => (depth > 0 ? [consumer] : [])),
  }
}
