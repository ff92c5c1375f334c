import { expect, it } from 'vitest'
import { isWithin } from '../../../../lambdas/runtime/system/clock.ts'

it.each([
  ['just now', 5_000, true],
  ['a moment ago', 4_001, true],
  ['as long ago as that', 4_000, false],
  ['never', Number.NEGATIVE_INFINITY, false],
  ['later, by a clock that was set back since', 5_001, false],
])('what happened %s', (_what, at, expected) => {
  expect(isWithin(1_000, at, 5_000)).toBe(expected)
})
