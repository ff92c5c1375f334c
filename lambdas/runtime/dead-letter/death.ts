import { isContractError } from '../../../events/errors.ts'
import type { Delivery, Message } from '../consumer/message.ts'
import { PermanentError } from '../errors.ts'
import { type Cause, type DeadLetter, toDeadLetter } from './dead-letter.ts'

/** How an event has died, and whether its cause may pass by itself. */
export interface Death {
  readonly letter: DeadLetter
  readonly isTransient: boolean
}

export const deathOf = (consumer: string, delivery: Delivery, message: Message | undefined, cause: Cause): Death => ({
  letter: toDeadLetter(consumer, delivery, message, cause),
  // What fails for good the first time fails again: only a person can change that.
  isTransient: !(cause.error instanceof PermanentError || isContractError(cause.error)),
})
