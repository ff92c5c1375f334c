import { isDomainError } from '../runtime/aggregate/domain-error.ts'
import { decideAndAppendSecond } from '../runtime/commands/decide-and-append.ts'
import type { HandlersOf, MessageContext } from '../runtime/consumer/handlers.ts'
import type { orderCommandsConsumer } from './consumers.ts'
import { type OrderCommand, type OrderStatus, order } from './order.ts'
import { replyOutcome } from './reply-outcome.ts'

/**
 * Carries out the decision of the checkout. An order that has ended in the meantime stays as it is: the checkout learns of
 * that end by its event. An order that is not there is a dead letter.
 */
export const checkoutDecisionHandlers: HandlersOf<typeof orderCommandsConsumer> = {
  confirm_order: ({ data }, context) => carryOut(data.order_id, { type: 'confirm' }, context),
  cancel_order: ({ data }, context) => carryOut(data.order_id, { type: 'cancel', reason: data.reason }, context),
}

async function carryOut(id: string, command: OrderCommand, context: MessageContext) {
  const { effects } = context
  try {
    const { state } = await decideAndAppendSecond(order, id, command, context)
    if (state.status !== 'none') replyOutcome(effects, id, state.status)
  } catch (error) {
    if (!isDomainError(error) || error.code !== 'status_not_allowed') throw error
    context.logger.info('order command came too late', { order_id: id, command: command.type, ...error.details })
    replyOutcome(effects, id, error.details.current_status as OrderStatus)
  }
}
