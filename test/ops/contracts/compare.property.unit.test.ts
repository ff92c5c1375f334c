import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compare } from '../../../ops/contracts/compare/compare.ts'
import { schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'
import { edges, replaced, shape, toZod } from './shapes.ts'

const change = fc
  .tuple(shape, fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), shape, fc.nat({ max: 5 }))
  .map(([old, path, other, dice]) => ({ old, next: dice === 0 ? other : replaced(old, path, other) }))

it('finds what zod refuses, and nothing that zod accepts', () => {
  let accepted = 0
  let refused = 0
  fc.assert(
    fc.property(change, ({ old, next }) => {
      const [before, after] = [toZod(old), toZod(next)]
      const findings = compare(schemasOf('old', before).writer, schemasOf('next', after).reader)
      const values = edges(old)
      for (const value of values) expect(before.safeParse(value).success).toBe(true)
      const firstRefused = values.find((value) => !after.safeParse(value).success)
      if (findings.length === 0) {
        accepted++
        expect(firstRefused, 'passed the gate, refused by zod').toBeUndefined()
      } else {
        refused++
        expect(firstRefused, `stopped by ${findings[0]?.rule}: ${findings[0]?.message}, accepted by zod`).toBeDefined()
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 1000) },
  )
  expect(accepted).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(50)
})
