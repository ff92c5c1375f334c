import { describe, expectTypeOf, it } from 'vitest'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCancelled, orderCreated } from '../../../../events/order.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'

const two = defineConsumer({
  name: 'two',
  subscribesTo: [orderCreated, orderCancelled],
  delivery: 'effectively-once',
  idempotency: 'atomic',
})
const everything = defineConsumer({ name: 'everything', subscribesTo: '*', delivery: 'at-least-once' })

describe('handlers of a declaration', () => {
  it('are one per event type, each with its own data', () => {
    expectTypeOf<keyof HandlersOf<typeof two>>().toEqualTypeOf<'order.created' | 'order.cancelled'>()
    expectTypeOf<Parameters<HandlersOf<typeof two>['order.created']>[0]>().toEqualTypeOf<EventOf<typeof orderCreated>>()
  })

  it('are one function for who subscribes to everything', () => {
    expectTypeOf<HandlersOf<typeof everything>>().toBeFunction()
  })

  it('do not compile when one is missing or superfluous', () => {
    // @ts-expect-error order.cancelled is missing
    const missing: HandlersOf<typeof two> = { 'order.created': () => {} }
    const superfluous: HandlersOf<typeof two> = {
      'order.created': () => {},
      'order.cancelled': () => {},
      // @ts-expect-error it does not subscribe to this one
      'order.confirmed': () => {},
    }
    expectTypeOf(missing).toBeObject()
    expectTypeOf(superfluous).toBeObject()
  })
})
