import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { throughSplitStream } from './split-stream.ts'

const appends = fc.array(fc.record({ aggregate: fc.constantFrom('a', 'b'), events: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 8,
})

/** In which order each aggregate's events were seen for the first time; consumers drop what they had. */
function firstSights(published: readonly string[]): Map<string, number[]> {
  const seen = new Map<string, number[]>()
  for (const one of new Set(published)) {
    const [aggregate = '', sequence] = one.split(' ')
    seen.set(aggregate, [...(seen.get(aggregate) ?? []), Number(sequence)])
  }
  return seen
}

const inOrder = (published: readonly string[]) =>
  [...firstSights(published).values()].every((sequences) =>
    sequences.every((sequence, index) => sequence === index + 1),
  )

describe('a stream that keeps the order of an item only', () => {
  it('is published completely and in the order of each aggregate, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(appends, fc.integer(), async (all, seed) => {
        const published = await throughSplitStream({ appends: all, seed, ordered: true })
        const seen = firstSights(published)
        for (const aggregate of ['a', 'b']) {
          const count = all.filter((one) => one.aggregate === aggregate).reduce((sum, { events }) => sum + events, 0)
          expect(seen.get(aggregate) ?? []).toEqual(Array.from({ length: count }, (_, index) => index + 1))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('would be published out of order by a relay that trusts the order of the records', async () => {
    const all = Array.from({ length: 8 }, () => ({ aggregate: 'a', events: 2 }))
    const orders = await Promise.all(
      [1, 2, 3, 4, 5].map(async (seed) => inOrder(await throughSplitStream({ appends: all, seed, ordered: false }))),
    )
    expect(orders).toContain(false)
  })
})
