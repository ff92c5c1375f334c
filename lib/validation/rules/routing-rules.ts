import { isFifo, kindOf, type WiringRule } from './rule.ts'

/** How events get into a queue. */
export const routingRules: readonly WiringRule[] = [
  {
    id: 'subscription',
    demands: 'a consumer of events has a route, one of commands has none',
    check: ({ declaration, routes, queue }) => {
      const isOfCommands = declaration.accepts.length > 0
      if (isOfCommands === (routes.length === 0)) return undefined
      return isOfCommands
        ? {
            resource: queue?.id,
            is: `${routes.map((route) => route.id).join(', ')} routes events to it`,
            must: 'it accepts commands, which are sent to its queue alone',
            fix: 'remove the route, or declare subscribesTo instead of accepts',
          }
        : {
            resource: queue?.id,
            is: 'no rule and no subscription routes to its queue',
            must: 'it subscribes to events and would get none',
            fix: 'subscribe its queue to the bus or the topic',
          }
    },
  },
  {
    id: 'ordering',
    demands: 'order per aggregate needs FIFO all the way, and nothing else may be FIFO',
    check: ({ declaration, queue, routes }) => {
      const wantsOrder = declaration.ordering === 'aggregate'
      if (wantsOrder !== isFifo(queue)) {
        return {
          resource: queue?.id,
          is: `ordering is "${declaration.ordering}"`,
          must: `its queue is ${kindOf(queue)}`,
          fix: `make the queue ${wantsOrder ? 'FIFO' : 'standard'}, or change ordering`,
        }
      }
      return routes
        .filter((route) => route.fromFifo !== wantsOrder)
        .map((route) => ({
          resource: route.id,
          is: `ordering is "${declaration.ordering}"`,
          must: `${route.id} routes from ${route.from === 'bus' ? 'the bus' : 'a topic'}, which ${route.fromFifo ? 'is FIFO' : 'keeps no order'}`,
          fix: wantsOrder ? 'subscribe the queue to the FIFO topic' : 'subscribe the queue to the bus',
        }))
    },
  },
  {
    id: 'target-dead-letters',
    demands: 'what cannot be delivered to the queue is dead-lettered',
    check: ({ routes, deadLetters }) =>
      routes
        .filter((route) => !route.deadLetters)
        .map((route) => ({
          resource: route.id,
          is: `${route.id} has no dead-letter queue`,
          must: 'an event that cannot be delivered would be dropped without a trace',
          fix: `give it ${deadLetters?.id ?? 'one'}`,
        })),
  },
]
