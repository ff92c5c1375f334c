import { expect, it } from 'vitest'
import type { Invocation } from '../../../../lambdas/runtime/consumer/invocation.ts'
import { tellUndecided } from '../../../../lambdas/runtime/consumer/systemic.ts'
import { HeldError } from '../../../../lambdas/runtime/errors.ts'

const undecidedAfter = async (code: string) => {
  const types: string[] = []
  const health = { undecided: async (_: unknown, type: string) => void types.push(type) }
  const failed = { delivery: {}, message: { type: 'order.confirmed' } } as Parameters<typeof tellUndecided>[1]
  await tellUndecided({ health } as unknown as Invocation, failed, new HeldError(code, 'It waits.', 60))
  return types
}

it('a try of a held type is given back where the handler itself says that the message has to wait, such as for a secret', async () => {
  expect(await undecidedAfter('SECRET_REFUSED')).toEqual(['order.confirmed'])
})

it('a try of a held type whose failure was judged is not given back: it has failed', async () => {
  expect(await undecidedAfter('SYSTEMIC_FAILURE')).toEqual([])
})
