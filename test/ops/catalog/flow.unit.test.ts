import { describe, expect, it } from 'vitest'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { services } from '../../../lib/services.ts'
import { consumerImpactOf } from '../../../ops/catalog/consumer-impact.ts'
import { catalogOf } from '../../../ops/catalog/derive.ts'
import { aroundConsumer, aroundEvent } from '../../../ops/catalog/flow/around.ts'
import { everything } from '../../../ops/catalog/flow/everything.ts'
import type { FlowEdge } from '../../../ops/catalog/flow/flow-graph.ts'
import { happened } from '../../../ops/catalog/flow/happened.ts'
import { consumerImpactGraph, impactGraph } from '../../../ops/catalog/flow/impact-graph.ts'
import { lifeOf, onlyAggregate } from '../../../ops/catalog/flow/life.ts'
import { flowMermaid } from '../../../ops/catalog/flow/mermaid.ts'
import { betweenServices, inTwoColumns } from '../../../ops/catalog/flow/services.ts'
import { impactOf } from '../../../ops/catalog/impact.ts'
import { found } from '../../../ops/catalog/show.ts'
import { consumerImpactText } from '../../../ops/catalog/text.ts'
import { layoutOf } from '../../../ops/console/pages/catalog/graph/layout.ts'
import type { TracedStep } from '../../../ops/trace/trace.ts'
import { largeSystem } from './large-system.ts'

const catalog = catalogOf({ events: allEvents, commands: allCommands, services })
const arrows = (edges: readonly FlowEdge[]) => edges.map(({ from, to, kind }) => `${from} > ${to} (${kind})`)

describe('the life of an order', () => {
  const { nodes, edges } = lifeOf(catalog, 'order')
  const names = nodes.map(({ name }) => name)

  it('has its events, those that are taken together with them, and the commands between', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'order.created',
        'order.cancelled',
        'payment.processed',
        'inventory.reserved',
        'cancel_order',
      ]),
    )
    expect(names).not.toContain('account.opened')
    expect(names).not.toContain('audit')
    expect(arrows(edges)).toEqual(
      expect.arrayContaining([
        'requests order > event order.created (may)',
        'event order.created > consumer payment (takes)',
        'consumer payment > event payment.processed (may)',
        'event payment.processed > consumer checkout (takes)',
        'consumer checkout > command confirm_order (may)',
        'command confirm_order > consumer order-commands (takes)',
        'consumer order-commands > event order.confirmed (may)',
      ]),
    )
  })

  it('has what only a schedule brings from nobody else, and no arrow from a consumer that may do neither', () => {
    expect(arrows(edges).filter((arrow) => arrow.includes('> command expire_checkout'))).toEqual([
      'consumer checkout > command expire_checkout (may)',
    ])
    expect(arrows(edges).filter((arrow) => arrow.startsWith('consumer order-view >'))).toEqual([])
  })

  it('is refused for an aggregate that there is not', () => {
    expect(() => lifeOf(catalog, 'ordr')).toThrow('Did you mean order?')
    expect(() => onlyAggregate(catalog)).toThrow(/^Say of which aggregate: product, order, /)
    expect(onlyAggregate({ ...catalog, events: catalog.events.filter(({ aggregate }) => aggregate === 'order') })).toBe(
      'order',
    )
  })
})

describe('what has happened to one order', () => {
  const step = (type: string, deliveries: Partial<TracedStep['deliveries'][number]>[]): TracedStep => ({
    id: `evt_${type}`,
    type,
    kind: 'event',
    stored_as: null,
    offset_ms: 0,
    caused_by: null,
    led_to: [],
    deliveries: deliveries.map((one) => ({
      consumer: '',
      state: 'done',
      attempts: [],
      marker: null,
      dead_letter: null,
      led_to: [],
      ...one,
    })),
  })
  const paid = step('payment.processed', [{ consumer: 'checkout' }])
  const traces = [
    {
      requests: [{ route: 'POST /orders' }],
      steps: [
        step('order.created', [
          { consumer: 'payment', led_to: [paid] },
          { consumer: 'checkout', state: 'waiting' },
        ]),
      ],
    },
    { requests: [], steps: [step('order.created', [{ consumer: 'payment', state: 'dead' }])] },
  ]

  it('is drawn once however often it happened, with the worst that came of it', () => {
    const { graph, standings } = happened(traces)
    expect(arrows(graph.edges)).toEqual([
      'requests POST /orders > event order.created (seen)',
      'event order.created > consumer payment (seen)',
      'consumer payment > event payment.processed (seen)',
      'event payment.processed > consumer checkout (seen)',
      'event order.created > consumer checkout (seen)',
    ])
    expect(Object.fromEntries(standings)).toEqual({ 'consumer payment': 'dead', 'consumer checkout': 'waits' })
  })
})

describe('a consumer that is down', () => {
  it('keeps its messages waiting, its events from others, and its read model as it was', () => {
    const payment = consumerImpactOf(catalog, 'payment')
    expect(payment.waits.map(({ type }) => type)).toEqual(['order.created', 'order.cancelled'])
    expect(payment.withheld).toContainEqual({
      kind: 'event',
      type: 'payment.processed',
      consumers: ['order-summary', 'checkout'],
      othersState: true,
    })
    const view = consumerImpactOf(catalog, 'order-view')
    expect(view).toMatchObject({ withheld: [], staleReadModels: ['order-view'] })
    expect(view.staleRoutes).toContain('GET /orders/{order_id}')
    expect(consumerImpactText(view)).toContain('stays as it is      read model order-view')
    expect(consumerImpactOf(catalog, 'notification').sendsNoEmail).toBe(true)
    expect(() => consumerImpactOf(catalog, 'paymnt')).toThrow('Did you mean payment?')
  })

  it('is drawn with what waits before it, and what does not come behind it', () => {
    const { edges } = consumerImpactGraph(consumerImpactOf(catalog, 'payment'))
    expect(arrows(edges)).toContain('event order.created > consumer payment (takes)')
    expect(arrows(edges)).toContain('event payment.failed > consumer checkout (takes)')
  })
})

describe('the impact of a change', () => {
  it('goes on through consumers that state events only', () => {
    const impact = impactOf(catalog, 'order.created')
    expect(impact.next.find(({ event }) => event === 'payment.processed')?.by).toEqual(['payment'])
    expect(arrows(impactGraph(impact).edges)).toContain('consumer payment > event payment.processed (may)')
    expect(impactOf(catalog, 'account.opened').next).toEqual([])
  })

  it('says in which versions a field stands', () => {
    expect(impactOf(catalog, 'notification.sent', 'subject').versions).toEqual([2])
  })
})

describe('pictures around one entry', () => {
  it('have who states and takes an event, and what a consumer takes and may state', () => {
    expect(arrows(aroundEvent(catalog, 'order.confirmed').edges)).toEqual(
      expect.arrayContaining(['consumer order-commands > event order.confirmed (may)']),
    )
    const consumer = catalog.consumers.find(({ name }) => name === 'checkout-commands')!
    expect(arrows(aroundConsumer(catalog, consumer).edges)).toContain(
      'command expire_checkout > consumer checkout-commands (takes)',
    )
  })

  it('are text that Mermaid draws, whatever the names are', () => {
    const text = flowMermaid({
      nodes: [
        { id: 'a', kind: 'event', name: 'a"b' },
        { id: 'b', kind: 'consumer', name: 'c' },
      ],
      edges: [{ from: 'a', to: 'b', kind: 'may' }],
    })
    expect(text).toBe('flowchart LR\n  n0("a#quot;b")\n  n1[["c"]]\n  n0 -.-> n1\n')
  })
})

describe('an entry', () => {
  it('is found by its name, and by its kind where two have the same', () => {
    expect(found(catalog, 'payment')[1]()).toContain('a consumer of payment')
    expect(found(catalog, 'service:payment')[1]()).toContain('payment, a service')
    expect(found(catalog, 'POST /orders')[1]()).toContain('a route of order')
    expect(() => found(catalog, 'service:paymnt')).toThrow('There is no')
  })
})

describe('the picture of 60 consumers and 100 events', () => {
  const large = catalogOf(largeSystem())

  it('has every node in a place of its own, and every name whole', () => {
    const { nodes, edges } = layoutOf(everything(large))
    expect(nodes).toHaveLength(180)
    expect(edges.length).toBeGreaterThan(400)
    for (const [index, one] of nodes.entries()) {
      for (const other of nodes.slice(index + 1)) {
        const isApart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y
        expect(isApart, `${one.name} and ${other.name}`).toBe(true)
      }
      expect(one.text).toBe(one.name)
    }
  })

  it('is laid out with less than a second of processor time', () => {
    // Not the time of the clock, which a busy machine makes longer. One of several equal runs may pay for compiling the code.
    let milliseconds = Number.POSITIVE_INFINITY
    for (let times = 0; times < 3 && milliseconds >= 1_000; times++) {
      const before = process.threadCpuUsage()
      layoutOf(everything(large))
      const { user, system } = process.threadCpuUsage(before)
      milliseconds = Math.round((user + system) / 1_000)
    }
    process.stderr.write(`That graph was laid out with ${milliseconds} ms of processor time.\n`)
    expect(milliseconds).toBeLessThan(1_000)
  })

  it('goes from left to right', () => {
    const { nodes } = layoutOf(everything(large))
    const left = (kind: string) => nodes.filter((node) => node.kind === kind).map(({ x }) => x)
    expect(Math.max(...left('service'))).toBeLessThan(Math.min(...left('event')))
    expect(Math.max(...left('event'))).toBeLessThan(Math.min(...left('consumer')))
  })

  it('is drawn between services, too', () => {
    const graph = betweenServices(large)
    expect(graph.edges.every(({ label }) => /^\d+ events?$/.test(label ?? ''))).toBe(true)
    const sided = inTwoColumns(graph)
    expect(sided.edges).toHaveLength(graph.edges.length)
    const columns = Map.groupBy(layoutOf(sided).nodes, ({ x }) => x)
    expect([...columns.values()].map((column) => new Set(column.map(({ side }) => side)))).toEqual([
      new Set(['states']),
      new Set(['takes']),
    ])
    const few = betweenServices(catalog)
    expect(inTwoColumns(few)).toEqual(few)
    const own = layoutOf(betweenServices(catalog))
    expect(own.edges.find(({ from, to }) => from === 'service order' && to === 'service payment')?.label).toBe(
      '2 events, 1 command',
    )
  })
})
