import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createIds } from '../../../../lambdas/runtime/system/ids.ts'

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })

it('ids made one after the other sort in that order, whatever the random bytes, while time does not go back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), bytes), { minLength: 2, maxLength: 50 }), (steps) => {
      let now = 1_777_000_000_000
      let random = new Uint8Array(16)
      const ids = createIds({ now: () => now }, () => random)
      const made = steps.map(([elapsed, next]) => {
        now += elapsed
        random = new Uint8Array(next)
        return ids.next('evt')
      })
      expect(made).toEqual([...new Set(made)].sort())
    }),
  )
})
