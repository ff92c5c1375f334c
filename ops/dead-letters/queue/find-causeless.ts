import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { isKeptWhole } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { lettersWithoutBody } from '../letters/find-letters.ts'
import { type LetterSummary, letterName } from '../letters/letter.ts'
import { isSelected, type LetterSelection } from '../letters/selection.ts'
import { lookInto, type QueueLooking, type Unseen } from './causeless-issues.ts'
import { keepCauseless, unknownOf } from './keep-causeless.ts'
import { isSelectedCopy, lookForCauseless, toCauseless } from './without-cause.ts'

/** Messages in dead-letter queues that have no record, as far as a selection means them. Only their ids are kept: there may be thousands. */
export interface FoundCauseless {
  /** SQS ids of the messages. */
  readonly messageIds: ReadonlySet<string>
  /** The consumers in whose queues they lie. */
  readonly consumers: readonly string[]
  readonly unseen: readonly Unseen[]
  /** Number of those that are too large for records: only the queue has their bodies. */
  readonly large: number
}

/** Most messages of a queue that are looked through. Further ones wait for the next time. */
const MOST_CAUSELESS = 10_000
const WRITES_AT_ONCE = 16

/**
 * Looks for messages without a record: in the queue of the consumer that the selection names, else in those of all that do not hold, because what
 * lies in the queue of one that does is parked within a minute. It changes nothing, but that looking hides messages, up to {@link MOST_CAUSELESS} of
 * each queue and for a second for each fifty, and raises their receive counts.
 */
export async function findCauseless(environment: QueueLooking, selection: LetterSelection): Promise<FoundCauseless> {
  const { consumers, deployed } = environment
  const names =
    selection.consumer === undefined
      ? deployed.filter((name) => consumers.get(name)?.onDeadLetter !== 'hold')
      : [selection.consumer]
  const messageIds = new Set<string>()
  let large = 0
  const found = new Set<string>()
  const unseen = await Promise.all(
    names.map((consumer) =>
      lookInto(environment, consumer, MOST_CAUSELESS, async (copies) => {
        for (const copy of await unknownOf(environment, consumer, copies)) {
          if (!isSelectedCopy(selection, toCauseless(copy))) continue
          messageIds.add(copy.messageId)
          if (!isKeptWhole(Buffer.byteLength(copy.body))) large++
          found.add(consumer)
        }
      }),
    ),
  )
  return { messageIds, consumers: [...found], unseen: unseen.flat(), large }
}

type KeptLetter = Pick<LetterSummary, 'consumer' | 'id'>

/** Letters that were given a record just now, by their names. */
export type KeptLetters = ReadonlyMap<string, KeptLetter>

/**
 * Reads, by their keys, the letters that the selection means: the index of causes, by which a selection is read, has a record only moments
 * after it was written.
 */
export async function readKept(
  environment: Pick<QueueLooking, 'dynamo' | 'table'>,
  kept: KeptLetters,
  selection: LetterSelection,
): Promise<readonly LetterSummary[]> {
  const keys = [...kept.values()].map(({ consumer, id }) => ({ pk: shardedKey(consumer, id), sk: id }))
  return (await lettersWithoutBody(environment, keys)).filter((letter) => isSelected(selection, letter))
}

/**
 * Gives a record to the messages that were found, so that they can be retried, archived or edited like any other letter. One that cannot be
 * seen now, because somebody else's look hides it, waits for the next time.
 * @param at epoch milliseconds: when they failed, as far as the records say.
 */
export async function keepFound(
  environment: QueueLooking,
  { messageIds, consumers }: FoundCauseless,
  at: number,
): Promise<KeptLetters> {
  const { sqs, deadLetterQueueUrl } = environment
  const kept = new Map<string, KeptLetter>()
  for (const consumer of consumers) {
    await lookForCauseless(sqs, deadLetterQueueUrl(consumer), MOST_CAUSELESS, async (copies) => {
      const wanted = copies.filter(({ messageId }) => messageIds.has(messageId))
      await concurrently(wanted, WRITES_AT_ONCE, async (copy) => {
        await keepCauseless(environment, consumer, [copy], at)
        const letter = { consumer, id: copy.letterId }
        kept.set(letterName(letter), letter)
      })
    })
  }
  return kept
}
