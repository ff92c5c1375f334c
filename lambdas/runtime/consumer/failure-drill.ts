import { DRILL_VARIABLE, parseDrill } from '../declarations/drill.ts'
import { PermanentError, TransientError } from '../errors.ts'
import type { Message } from '../messages/message.ts'
import { spread } from '../system/spread.ts'

const STEPS = 10_000

/**
 * Fails as the drill says, before the handler has done anything. Which messages are hit is decided by their ids, so that one
 * that is refused for good is refused again when it is retried while the drill lasts, and handled once it is over.
 * @throws {PermanentError | TransientError}
 */
export function failAsDrilled(text: string, { id }: Pick<Message, 'id'>, attempt: number): void {
  const drill = parseDrill(text)
  if (!drill)
    throw new TransientError('DRILL_UNREADABLE', `${DRILL_VARIABLE} is "${text}", not like 0.3 or 0.3:permanent.`)
  const decides = drill.permanent ? id : `${id} ${attempt}`
  if (spread(decides, STEPS) >= drill.share * STEPS) return
  const told = `This consumer was told to fail (${DRILL_VARIABLE}).`
  throw drill.permanent ? new PermanentError('DRILLED_FAILURE', told) : new TransientError('DRILLED_FAILURE', told)
}
