import { defineService } from '../runtime/declarations/service.ts'
import { checkoutCommandsConsumer, checkoutConsumer } from './consumers.ts'

/** The checkout saga. Its table holds one item per order: how far its checkout is. */
export const checkoutService = defineService({
  name: 'checkout',
  table: {},
  consumers: [checkoutConsumer, checkoutCommandsConsumer],
})
