import { concurrently } from '../../rebuild/concurrently.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { Issue } from '../issues/issue.ts'
import type { LetterSelection } from '../letters/selection.ts'
import type { Copy } from './copy.ts'
import { keepCauseless, unknownOf } from './keep-causeless.ts'
import { type Causeless, isSelectedCopy, issuesOf, lookForCauseless, toCauseless } from './without-cause.ts'

/** A queue of which not all was looked at. */
export interface Unseen {
  readonly consumer: string
  readonly looked_at: number
  /** Null: that is not known. */
  readonly messages: number | null
  /** Why it could not be looked at. Absent: it holds more messages than were looked at, or somebody else's look hides some. */
  readonly why?: string
}

/** What lies in dead-letter queues without a record. */
export interface CauselessIssues {
  /** Issues made of the messages that still have no record. */
  readonly issues: readonly Issue[]
  readonly unseen: readonly Unseen[]
  /** Why a record could not be written, if one could not. */
  readonly problem?: string
}

export interface Looking {
  /** The messages that are told. */
  readonly selection: LetterSelection
  /** Messages of each queue that are looked at. */
  readonly most: number
  /**
   * Writes a record for each message that has none, so that it is an issue like any other (with a state, a note, verdicts), and outlives its
   * queue. A consumer that holds is left out: its messages are parked within a minute.
   */
  readonly keep: boolean
}

/** The dependencies of a look for messages without a record, and of writing their records. */
export type QueueLooking = Pick<
  DeadLetterEnvironment,
  'dynamo' | 'table' | 'sqs' | 'deadLetterQueueUrl' | 'deployed' | 'consumers' | 'now'
>

const WRITES_AT_ONCE = 16

/**
 * Looks into the dead-letter queues. What is looked at is hidden for a few seconds and its receive count rises. A queue that cannot be looked
 * at (a consumer that is not deployed, a permission that is missing) is told, and hides nothing of the others.
 */
export async function causelessIssues(
  environment: QueueLooking,
  { selection, most, keep }: Looking,
): Promise<CauselessIssues> {
  const names = selection.consumer === undefined ? environment.deployed : [selection.consumer]
  let problem: string | undefined
  const lookAt = async (consumer: string) => {
    const found: Causeless[] = []
    const isKept = keep && environment.consumers.get(consumer)?.onDeadLetter !== 'hold'
    const unseen = await lookInto(environment, consumer, most, async (copies) => {
      const unknown = await unknownOf(environment, consumer, copies)
      const kept = isKept && problem === undefined ? await keepAll(environment, consumer, unknown) : nothingKept
      problem ??= kept.problem
      found.push(
        ...unknown
          .filter((copy) => !kept.copies.has(copy))
          .map(toCauseless)
          .filter((one) => isSelectedCopy(selection, one)),
      )
    })
    return { issues: issuesOf(consumer, found), unseen }
  }
  const looked = await Promise.all(names.map(lookAt))
  return {
    issues: looked.flatMap(({ issues }) => issues),
    unseen: looked.flatMap(({ unseen }) => unseen),
    ...(problem !== undefined && { problem }),
  }
}

/** Looks into the queues as `lookForCauseless` does. @returns what was not seen: a queue that cannot be looked at ends nothing. */
export async function lookInto(
  { sqs, deadLetterQueueUrl }: Pick<QueueLooking, 'sqs' | 'deadLetterQueueUrl'>,
  consumer: string,
  most: number,
  onPage: (copies: readonly Copy[]) => Promise<void>,
): Promise<readonly Unseen[]> {
  try {
    const { looked, depth, isComplete } = await lookForCauseless(sqs, deadLetterQueueUrl(consumer), most, onPage)
    return isComplete ? [] : [{ consumer, looked_at: looked, messages: depth }]
  } catch (error) {
    return [{ consumer, looked_at: 0, messages: null, why: reasonOf(error) }]
  }
}

interface Kept {
  readonly copies: ReadonlySet<Copy>
  readonly problem?: string
}

const nothingKept: Kept = { copies: new Set() }

/** An operator who may not write sees the messages all the same, and why they have no record. */
async function keepAll(environment: QueueLooking, consumer: string, unknown: readonly Copy[]): Promise<Kept> {
  const copies = new Set<Copy>()
  try {
    await concurrently(unknown, WRITES_AT_ONCE, async (copy) => {
      await keepCauseless(environment, consumer, [copy], environment.now())
      copies.add(copy)
    })
    return { copies }
  } catch (error) {
    return { copies, problem: reasonOf(error) }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)
