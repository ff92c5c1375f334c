import { type ContractErrorCode, isContractError } from '../../../events/errors.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { StoredEventUnknown } from '../event-store/upcast.ts'
import type { Delivery } from '../messages/message.ts'
import { unwrap } from './decode-message.ts'

/** The violations of a contract that a deployment may mend. All others stay. */
const comesWithADeployment: ReadonlySet<ContractErrorCode> = new Set(['TYPE_UNKNOWN', 'VERSION_UNKNOWN'])

/**
 * Whether the type or version that is not known here may be known soon: while a deployment is under way, a producer may be
 * updated before this consumer. Counted from the time that the message itself states, which no delivery, replay or backlog
 * changes; from when it was sent to the queue, if it states none, or one that lies after that. Of a stored event that the
 * handler has read it is that event's time: the message may be a deadline that was set long before.
 */
export function isUnknownYet(
  error: Error,
  { body, sentAt }: Pick<Delivery, 'body' | 'sentAt'>,
  { unknownWaitSeconds }: Pick<ConsumerDeclaration, 'unknownWaitSeconds'>,
  now: number,
): boolean {
  if (error instanceof StoredEventUnknown) return now < Date.parse(error.storedAt) + unknownWaitSeconds * 1000
  if (!isContractError(error) || !comesWithADeployment.has(error.code)) return false
  const sent = sentAt > 0 ? sentAt : now
  const since = Math.min(statedTime(body) ?? sent, sent)
  return now < since + unknownWaitSeconds * 1000
}

function statedTime(body: string): number | undefined {
  try {
    const time = Date.parse(String((unwrap(body) as { readonly timestamp?: unknown }).timestamp))
    return Number.isNaN(time) ? undefined : time
  } catch {
    return undefined
  }
}
