import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowBuilder } from '../../../ops/catalog/flow/flow-graph.ts'
import { columnsOf } from '../../../ops/console/pages/catalog/graph/columns/columns-of.ts'
import { crossingsOf, ordered } from '../../../ops/console/pages/catalog/graph/columns/order.ts'
import { spread } from '../../../ops/console/pages/catalog/graph/columns/spread.ts'

const arrow = fc.record({
  from: fc.nat({ max: 6 }).map((one) => `a${one}`),
  to: fc.nat({ max: 6 }).map((one) => `b${one}`),
})
const graph = fc.uniqueArray(arrow, { selector: ({ from, to }) => from + to, maxLength: 25 })
const columnOf = (letter: string) => Array.from({ length: 7 }, (_, index) => `${letter}${index}`)

describe('the order of columns', () => {
  it('counts each pair of arrows that cross', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const place = (id: string) => Number(id.slice(1))
        const pairs = edges.flatMap((one, index) => edges.slice(index + 1).map((other) => [one, other] as const))
        const crossing = pairs.filter(
          ([one, other]) => (place(one.from) - place(other.from)) * (place(one.to) - place(other.to)) < 0,
        )
        expect(crossingsOf([columnOf('a'), columnOf('b')], edges)).toBe(crossing.length)
      }),
    )
  })

  it('never lets more of them cross, and keeps every node', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const columns = [columnOf('a'), columnOf('b')]
        const better = ordered(columns, edges)
        expect(crossingsOf(better, edges)).toBeLessThanOrEqual(crossingsOf(columns, edges))
        expect(better.map((column) => [...column].sort())).toEqual(columns)
      }),
    )
  })

  it('disentangles what can be', () => {
    const edges = columnOf('a').map((from, index) => ({ from, to: `b${(index * 3) % 7}` }))
    expect(crossingsOf(ordered([columnOf('a'), columnOf('b')], edges), edges)).toBe(0)
  })
})

describe('the places in a column', () => {
  it('are as far apart as wished, in order, and as near to the wanted ones as that lets them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 8 }), (wanted) => {
        const places = spread(wanted, 10)
        const far = (at: readonly number[]) => at.reduce((sum, one, index) => sum + (one - wanted[index]!) ** 2, 0)
        for (const [index, place] of places.slice(1).entries()) expect(place - places[index]!).toBeGreaterThan(9.999)
        for (const step of [-0.5, 0.5]) {
          for (const from of places.keys()) {
            for (let to = from + 1; to <= places.length; to++) {
              const moved = places.map((place, index) => (index >= from && index < to ? place + step : place))
              const isAllowed = moved.slice(1).every((place, index) => place - moved[index]! >= 10)
              if (isAllowed) expect(far(moved)).toBeGreaterThan(far(places) - 1e-6)
            }
          }
        }
      }),
    )
  })
})

describe('columns', () => {
  it('are those of a picture whose arrows all lead to the next one', () => {
    const builder = new FlowBuilder()
    builder.edge(builder.node('service', 'order'), builder.node('event', 'order.created'), 'takes')
    builder.edge(builder.node('event', 'order.created'), builder.node('consumer', 'payment'), 'takes')
    builder.node('event', 'order.lost')
    const names = columnsOf(builder.build())?.map((column) => column.map(({ name }) => name))
    expect(names).toEqual([['order'], ['order.created', 'order.lost'], ['payment']])
    builder.edge(builder.node('consumer', 'payment'), builder.node('event', 'payment.processed'), 'may')
    expect(columnsOf(builder.build())).toBeUndefined()
  })
})
