import type { Entry, Refusal, Target } from './publish.ts'
import { queueEntry } from './queue-target.ts'
import type { Delivery, Plan } from './relay-batch.ts'
import type { StreamRecord } from './stream-records.ts'

/** Every command goes to the queue of its one addressee. */
export function commandPlan(records: readonly StreamRecord[], queues: ReadonlyMap<string, Target<string>>): Plan {
  const unreadable = new Map<string, Refusal>()
  const entries = new Map<Target<string>, Entry<string>[]>()
  for (const { sequenceNumber, item } of records) {
    const target = queues.get(item.addressee ?? '')
    if (target && item.command) {
      entries.set(target, [...(entries.get(target) ?? []), queueEntry(sequenceNumber, item.command)])
    } else {
      const message = `No queue is known for the addressee "${item.addressee}", or the item holds no command.`
      unreadable.set(sequenceNumber, { code: 'NoAddressee', message, isPermanent: true })
    }
  }
  const deliveries: Delivery<string>[] = [...entries].map(([target, own]) => ({ target, entries: own }))
  return { unreadable, deliveries: deliveries as Delivery[] }
}
