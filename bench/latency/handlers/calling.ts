import type { MessageContext } from '../../../lambdas/runtime/consumer/handlers.ts'
import { TransientError } from '../../../lambdas/runtime/errors.ts'
import { callDownstream } from '../call-downstream.ts'
import type { Service } from '../simulation.ts'

type Handler<Message> = (message: Message, context: MessageContext) => Promise<void> | void

/** The handler as it is, after a call of its downstream. A failed call fails the message, which comes back by itself. */
export const calling =
  <Message>(service: Service, handler: Handler<Message>): Handler<Message> =>
  async (message, context) => {
    try {
      await callDownstream(process.env.DOWNSTREAM_URL ?? '', service)
    } catch (cause) {
      throw new TransientError('DOWNSTREAM_UNAVAILABLE', `${service} is down: ${String(cause)}`, { cause })
    }
    await handler(message, context)
  }
