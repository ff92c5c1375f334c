import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Station } from '../../../lib/deployment/message-flow.ts'
import { receiversFirst } from '../../../lib/deployment/update-order.ts'

const order = (flow: Record<string, string[]>) =>
  Object.fromEntries(receiversFirst(Object.entries(flow).map(([name, sendsTo]) => ({ name, sendsTo }))))

describe('the order of updates', () => {
  it('puts whoever receives before whoever sends', () => {
    expect(order({ api: ['worker', 'view'], worker: ['view'], view: [] })).toEqual({
      api: ['worker', 'view'],
      worker: ['view'],
      view: [],
    })
  })

  it('has none among those who send to each other, and one towards everybody else', () => {
    expect(order({ api: ['a'], a: ['b', 'view'], b: ['c'], c: ['a', 'view'], view: [] })).toEqual({
      api: ['a'],
      a: ['view'],
      b: [],
      c: ['view'],
      view: [],
    })
    expect(order({ self: ['self'] })).toEqual({ self: [] })
  })

  const flows = fc.integer({ min: 1, max: 9 }).chain((count) => {
    const names = Array.from({ length: count }, (_, index) => `f${index}`)
    return fc.tuple(...names.map((name) => fc.subarray(names).map((sendsTo): Station => ({ name, sendsTo }))))
  })

  it('is free of circles, and puts each function that only receives before all that send to it, whatever the flow', () => {
    fc.assert(
      fc.property(flows, (stations) => {
        const before = receiversFirst(stations)
        const done = new Set<string>()
        for (let left = stations.length; left > 0; left--) {
          const next = stations.find(({ name }) => !done.has(name) && before.get(name)?.every((one) => done.has(one)))
          expect(next, 'a circle').toBeDefined()
          done.add(next!.name)
        }
        const onlyReceives = new Set(stations.filter(({ sendsTo }) => sendsTo.length === 0).map(({ name }) => name))
        for (const { name, sendsTo } of stations) {
          for (const receiver of sendsTo) if (onlyReceives.has(receiver)) expect(before.get(name)).toContain(receiver)
        }
      }),
    )
  })
})
