import { relayTries } from '../runtime/declarations/relay.ts'
import type { Entry, Refusal, Target } from './publishing/target.ts'
import { queueEntry } from './queue-target.ts'
import type { Plan, TargetEntries } from './relay-batch.ts'
import type { StreamRecord } from './stream-records.ts'

/**
 * Every command goes to the queue of its one addressee. An addressee that is not known yet may belong to a service that a
 * deployment is just adding: the command is tried again for a while. Commands need no order, so others do not wait for it.
 */
export function commandPlan(
  records: readonly StreamRecord[],
  queues: ReadonlyMap<string, Target<string>>,
  now: number,
): Plan {
  const unsendable = new Map<string, Refusal>()
  const entries = new Map<Target<string>, Entry<string>[]>()
  for (const { sequenceNumber, item, createdAt } of records) {
    const target = queues.get(item.addressee ?? '')
    if (!item.command || !item.addressee) {
      unsendable.set(sequenceNumber, { code: 'NoCommand', message: 'The item holds no command.', isPermanent: true })
    } else if (target) {
      entries.set(target, [...(entries.get(target) ?? []), queueEntry(sequenceNumber, item.pk ?? '', item.command)])
    } else {
      const message = `No queue is known for the addressee "${item.addressee}".`
      const isPermanent = now - createdAt >= relayTries.unknownAddresseeMinutes * 60_000
      unsendable.set(sequenceNumber, { code: 'AddresseeUnknown', message, isPermanent })
    }
  }
  const deliveries: TargetEntries<string>[] = [...entries].map(([target, own]) => ({ target, entries: own }))
  return { unsendable, deliveries: deliveries as TargetEntries[] }
}
