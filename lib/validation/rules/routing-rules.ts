import { isFifo, kindOf, type WiringRule } from './rule.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MOST_KEYS = 5
const MOST_COMBINATIONS = 150

/**
 * "The total combination of values in a filter policy must not exceed 150": a nested list counts as often as it lies deep, and the
 * alternatives of a `$or` add up. AWS's example has 72. The local runtime counts alike, in `local/messaging/filter-policy.ts`.
 */
function combinationsOf(policy: unknown, depth = 1): number {
  if (Array.isArray(policy)) return policy.length * depth
  if (typeof policy !== 'object' || policy === null) return 1
  const inside = Object.entries(policy).map(([key, one]) => {
    if (!Array.isArray(one)) return combinationsOf(one, depth + 1)
    if (key !== '$or') return combinationsOf(one, depth)
    return one.reduce<number>((sum, alternative) => sum + combinationsOf(alternative, depth), 0)
  })
  return inside.reduce((product, count) => product * count, 1)
}

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
    id: 'filter-limits',
    demands: 'SNS takes the filter of a subscription',
    check: ({ routes }) =>
      routes.flatMap(({ id, filterPolicy = {} }) => {
        const keys = Object.keys(filterPolicy as object).length
        const combinations = combinationsOf(filterPolicy)
        if (keys <= MOST_KEYS && combinations <= MOST_COMBINATIONS) return []
        return {
          resource: id,
          is: `the filter of ${id} has ${keys} keys and ${combinations} combinations of values`,
          must: `SNS takes ${MOST_KEYS} keys and ${MOST_COMBINATIONS} combinations: the numbers of values of its lists, each times the depth of its list, multiplied`,
          fix: 'subscribe to fewer types, filter by fewer values, or let the handler skip what does not concern the consumer',
        }
      }),
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
