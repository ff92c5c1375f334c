import type { SQSClient } from '@aws-sdk/client-sqs'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { mayHaveParked } from '../../../lambdas/runtime/declarations/parking.ts'
import { type HeldAggregate, type Reading, readHold, readParked } from '../../parked/holds.ts'
import { wakeUp } from '../../parked/release.ts'
import type { Letter } from '../letters/letter.ts'

export interface ReleasingHeads {
  readonly dynamo: Reading['dynamo']
  readonly sqs: Pick<SQSClient, 'send'>
  /** Output `ParkedTableName` of the stack. */
  readonly parkedTable: string
  readonly queueUrl: (consumer: string) => string
  readonly consumers: ReadonlyMap<string, ConsumerDeclaration>
}

/**
 * - `free`: no event is held behind the letter, so that it is sent like any other.
 * - `head`: the letter's aggregate is held behind it.
 * - `behind`: the aggregate is held behind another event, which has to come first.
 */
export type Place =
  | { readonly kind: 'free' }
  | { readonly kind: 'head'; readonly hold: HeldAggregate }
  | { readonly kind: 'behind'; readonly head: string }

/** Reads, strongly consistent, whether a letter's aggregate is held and behind which event. */
export async function placeOf(
  { dynamo, parkedTable, consumers }: Omit<ReleasingHeads, 'sqs' | 'queueUrl'>,
  { consumer, id, groupId, aggregateId }: Pick<Letter, 'consumer' | 'id' | 'groupId' | 'aggregateId'>,
): Promise<Place> {
  const aggregate = groupId ?? aggregateId
  const declared = consumers.get(consumer)
  if (!declared || !mayHaveParked(declared) || aggregate === undefined) return { kind: 'free' }
  const reading: Reading = { dynamo, tables: { parked: parkedTable } }
  const hold = await readHold(reading, consumer, aggregate)
  if (!hold) return { kind: 'free' }
  const head = hold.cause?.event_id ?? (await readParked(reading, consumer, aggregate))[0]?.id
  if (head === undefined) return { kind: 'free' }
  return head === id ? { kind: 'head', hold } : { kind: 'behind', head }
}

/** Does what `parked release` does: the consumer tries the head again, and then the events behind it, in order. */
export const releaseHead = ({ sqs, queueUrl }: Pick<ReleasingHeads, 'sqs' | 'queueUrl'>, hold: HeldAggregate) =>
  wakeUp({ sqs, queueUrlOf: queueUrl }, hold)
