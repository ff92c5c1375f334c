import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { personsWakeUpGroup, wakeUpBody, wakeUpGroup } from '../../lambdas/runtime/parking/send-wake-up.ts'
import type { ParkedEnvironment } from './environment.ts'
import { type HeldAggregate, readHold } from './holds.ts'

export interface Release {
  readonly consumer: string
  readonly aggregate: string
  /** Try the head alone, and leave the rest parked. Default false. */
  readonly onlyHead?: boolean
  /** How long to wait for the result, seconds. Default 30. */
  readonly waitSeconds?: number
}

/**
 * - `live`: everything that was parked has been done, and nothing is held any more.
 * - `failed`: an event has failed, and is the head now; what waits behind it is parked.
 * - `head-done`: the head was to be tried alone, and has been done.
 * - `under-way`: the release had not ended when the wait was over; it goes on by itself.
 * - `skipped`: an event was skipped of a consumer that holds nothing any more, so the rest is not released.
 * - `not-held`: there was nothing to release.
 */
export type ReleaseResult = Pick<Release, 'consumer' | 'aggregate'> &
  (
    | { readonly outcome: 'live' | 'not-held' }
    | { readonly outcome: 'failed' | 'head-done' | 'under-way' | 'skipped'; readonly hold: HeldAggregate }
  )

const LOOK_MS = 250

/**
 * Has the consumer try the head of an aggregate again, and then what waits behind it, in order. The events run in the consumer's own
 * function, with its permissions. It may be repeated at any time, and run by several operators at once, because only the state in the
 * table decides.
 */
export async function releaseParked(environment: ParkedEnvironment, release: Release): Promise<ReleaseResult> {
  const { consumer, aggregate, onlyHead = false, waitSeconds = 30 } = release
  const before = await readHold(environment, consumer, aggregate)
  if (!before) return { consumer, aggregate, outcome: 'not-held' }
  await wakeUp(environment, before, onlyHead)
  const end = environment.clock.now() + waitSeconds * 1000
  for (;;) {
    const hold = await readHold(environment, consumer, aggregate)
    if (!hold) return { consumer, aggregate, outcome: 'live' }
    const outcome = endOf(before, hold, onlyHead)
    if (outcome) return { consumer, aggregate, outcome, hold }
    if (environment.clock.now() >= end) return { consumer, aggregate, outcome: 'under-way', hold }
    await environment.pause(LOOK_MS)
  }
}

function endOf(before: HeldAggregate, now: HeldAggregate, onlyHead: boolean): 'failed' | 'head-done' | undefined {
  if (now.version === before.version || now.releasing_until !== undefined) return undefined
  // Its place may go back as well: an earlier event that has died meanwhile is the head, and this one may not have been tried.
  if (onlyHead && now.head_position > before.head_position) return 'head-done'
  const isNewCause = now.cause !== undefined && now.cause.last_failed_at !== before.cause?.last_failed_at
  return isNewCause ? 'failed' : undefined
}

/**
 * Sends the message that starts a release. Two operators who saw the same state send the same deduplication id, so SQS drops the second
 * within five minutes. Each hold counts its versions from one, so the id says which hold of the aggregate it is.
 */
export async function wakeUp(
  { sqs, queueUrlOf }: Pick<ParkedEnvironment, 'sqs' | 'queueUrlOf'>,
  {
    consumer,
    aggregate,
    version,
    held_since,
    head_position,
  }: Pick<HeldAggregate, 'consumer' | 'aggregate' | 'version' | 'held_since' | 'head_position'>,
  onlyHead = false,
): Promise<void> {
  const id = `${wakeUpGroup(aggregate)}#${Date.parse(held_since)}#${version}${onlyHead ? '#head' : ''}`
  const position = onlyHead ? { position: head_position } : {}
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrlOf(consumer),
      MessageBody: wakeUpBody({ group: aggregate, onlyHead, ...position }),
      MessageGroupId: personsWakeUpGroup(id),
      MessageDeduplicationId: id,
    }),
  )
}
