import type { Delivery } from '../messages/message.ts'
import { type DecodedDelivery, isSettled } from '../messages/outcome.ts'
import type { Queue } from '../queue/queue.ts'
import type { Batch } from './batch.ts'
import { tellEarly } from './tell-early.ts'

type Group = readonly DecodedDelivery[]

/**
 * Handles the groups of a batch that may crash the function or take all of its time. All other messages have been deleted from the
 * queue by then, or their delay has been set, so a crash does not affect them.
 *
 * First come poison messages, which have crashed their function before: one at a time, those with the most crashes last. Then come
 * releases of parked events, which may take all of the time: side by side, except those whose heads have crashed a function. These
 * come last, one at a time.
 */
export async function processLast(
  batch: Batch,
  groups: readonly Group[],
  processGroup: (batch: Batch, group: Group) => Promise<void>,
): Promise<void> {
  const isRelease = (group: Group) => group.some(({ isWakeUp }) => isWakeUp)
  const crashesOf = (group: Group): number =>
    Math.max(0, ...group.map(({ delivery }) => batch.memory.earlier.attemptsOf(delivery.messageId)?.crashes ?? 0))
  const poisonous = groups.filter((group) => !isRelease(group)).toSorted((a, b) => crashesOf(a) - crashesOf(b))
  const releases = groups.filter(isRelease)
  const alone = async (some: readonly Group[]) => {
    for (const group of some) {
      await leaveQueue(batch)
      await processGroup(batch, group)
    }
  }
  await alone(poisonous)
  if (releases.length < 2) return alone(releases)
  await leaveQueue(batch)
  const suspectedPoison = new Map<Delivery, number>()
  await Promise.all(releases.map((group) => processGroup({ ...batch, suspectedPoison }, group)))
  await alone(poisonousOf(batch, releases, suspectedPoison))
}

/**
 * The rest of each group from its suspected poison message on, with earlier outcomes forgotten; the groups whose suspected message has crashed its
 * function most often come last.
 */
function poisonousOf(
  { results }: Batch,
  releases: readonly Group[],
  suspectedPoison: ReadonlyMap<Delivery, number>,
): Group[] {
  const found = releases.flatMap((group) => {
    const at = group.findIndex(({ delivery }) => suspectedPoison.has(delivery))
    return at < 0 ? [] : [{ group: group.slice(at), crashes: suspectedPoison.get(group[at]!.delivery) ?? 0 }]
  })
  for (const { delivery } of found.flatMap(({ group }) => group)) results.delete(delivery)
  return found.toSorted((a, b) => a.crashes - b.crashes).map(({ group }) => group)
}

/**
 * Deletes settled messages from the queue and sets the delays of the others now, because a crash of the function would lose the
 * answer of the whole batch. If a call fails, the end of the batch makes up for it.
 */
async function leaveQueue(batch: Batch): Promise<void> {
  const { invocation, results } = batch
  const { queue, deadline } = invocation
  await tellSoFar(batch)
  const settled = [...results.values()].filter(({ outcome }) => isSettled(outcome))
  const calls: Promise<unknown>[] = [postponeWaiting(queue, results)]
  if (settled.length > 0) calls.push(queue.acknowledge(settled.map(({ delivery }) => delivery.receiptHandle)))
  await Promise.race([Promise.allSettled(calls), deadline.over]).catch(() => {})
}

async function tellSoFar({ invocation, results }: Batch): Promise<void> {
  const untold = [...results.values()].filter(({ isTold }) => !isTold)
  await tellEarly(invocation, untold)
  for (const one of untold) results.set(one.delivery, { ...one, isTold: true })
}

/** Sets the delay of each message once, because it counts from the message's outcome, not from the end of the batch. */
async function postponeWaiting(queue: Queue, results: Batch['results']): Promise<void> {
  const waiting = [...results.values()].flatMap((one) =>
    'delaySeconds' in one.outcome && !one.isPostponed ? [{ one, delaySeconds: one.outcome.delaySeconds }] : [],
  )
  if (waiting.length === 0) return
  await queue.postpone(
    waiting.map(({ one, delaySeconds }) => ({ receiptHandle: one.delivery.receiptHandle, delaySeconds })),
  )
  for (const { one } of waiting) results.set(one.delivery, { ...one, isPostponed: true })
}
