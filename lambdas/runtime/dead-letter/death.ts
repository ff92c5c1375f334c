import { isContractError } from '../../../events/errors.ts'
import { PermanentError } from '../errors.ts'
import type { Delivery, Message } from '../messages/message.ts'
import { type Cause, type DeadLetter, toDeadLetter } from './dead-letter.ts'

/** The cause of an event's death, and whether that cause may pass by itself. */
export interface Death {
  readonly letter: DeadLetter
  readonly isTransient: boolean
}

export const deathOf = (consumer: string, delivery: Delivery, message: Message | undefined, cause: Cause): Death => ({
  letter: toDeadLetter(consumer, delivery, message, cause),
  // A permanent failure fails again: only a person can change that.
  isTransient: !(cause.error instanceof PermanentError || isContractError(cause.error)),
})
