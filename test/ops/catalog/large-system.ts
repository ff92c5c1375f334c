import * as z from 'zod/mini'
import { defineEvent } from '../../../events/define-event.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineService } from '../../../lambdas/runtime/declarations/service.ts'
import type { Declared } from '../../../ops/catalog/derive.ts'

const NOUNS = ['order', 'parcel', 'invoice', 'claim', 'quote', 'refund', 'voucher', 'shipment', 'ticket', 'policy']
const VERBS = ['opened', 'checked', 'accepted', 'rejected', 'changed', 'sent', 'received', 'paid', 'closed', 'archived']
const SERVICES = 20

/** A system of 100 events of 20 services, and of 60 consumers that take two to twelve of them each. */
export function largeSystem(): Declared {
  const events = NOUNS.flatMap((noun, row) =>
    VERBS.map((verb, column) =>
      defineEvent({
        type: `${noun}.${verb}`,
        aggregate: noun,
        producer: `${serviceName((row * 2 + (column % 2)) % SERVICES)}-service`,
        meaning: `A ${noun} was ${verb}.`,
        schema: z.object({ id: z.string(), lines: z.array(z.object({ amount: z.number() })) }),
        example: { id: `${noun}_1`, lines: [{ amount: 1 }] },
      }),
    ),
  )
  const consumers = Array.from({ length: 60 }, (_, number) =>
    defineConsumer({
      name: `${NOUNS[number % NOUNS.length]}-watcher-${number}`,
      // A noun of its own and some of the next: as in life, most arrows stay near.
      subscribesTo: events.filter((_event, index) => (index - number * 2 + 100) % 100 < 2 + (number % 11)),
      delivery: 'at-least-once',
      uses: { eventStore: 'append' },
    }),
  )
  const services = Array.from({ length: SERVICES }, (_, number) =>
    defineService({
      name: serviceName(number),
      consumers: consumers.filter((_consumer, index) => index % SERVICES === number),
    }),
  )
  return { events, commands: [], services }
}

const serviceName = (number: number): string => `${NOUNS[Math.floor(number / 2)]}${number % 2 === 0 ? 's' : '-desk'}`
