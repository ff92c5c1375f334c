import { isContractError } from '../../../events/errors.ts'
import { PermanentError } from '../errors.ts'
import type { Delivery, Message } from '../messages/message.ts'
import { type Cause, type DeadLetter, toDeadLetter } from './dead-letter.ts'

/** The failure after which a message is not tried again by itself: its dead letter, and whether its cause may pass. */
export interface FinalFailure {
  readonly letter: DeadLetter
  readonly isTransient: boolean
}

export const finalFailureOf = (
  consumer: string,
  delivery: Delivery,
  message: Message | undefined,
  cause: Cause,
): FinalFailure => ({
  letter: toDeadLetter(consumer, delivery, message, cause),
  // A permanent failure fails again: only a person can change that.
  isTransient: !(cause.error instanceof PermanentError || isContractError(cause.error)),
})
