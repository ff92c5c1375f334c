import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import { given } from '../../../../lambdas/runtime/testing/given-when-then.ts'
import { counter, counterRaised } from '../event-store/counter.ts'

const raised = (by: number) => draft(counterRaised, { by })

describe('given, when, then', () => {
  it('passes when it is so', () => {
    given(counter, raised(1)).when({ by: 2 }).then(raised(2))
    given(counter).when({ by: 0 }).thenNothing()
    given(counter).when({ by: -1 }).thenRefused('negative')
    expect(given(counter, raised(1), raised(2)).state.sum).toBe(3)
  })

  it.each<[string, () => void]>([
    ['other events', () => given(counter).when({ by: 2 }).then(raised(3))],
    ['more events', () => given(counter).when({ by: 2 }).thenNothing()],
    ['fewer events', () => given(counter).when({ by: 0 }).then(raised(0))],
    ['no refusal', () => given(counter).when({ by: 2 }).thenRefused('negative')],
    ['another refusal', () => given(counter).when({ by: -2 }).thenRefused('too_large')],
    ['other details', () => given(counter).when({ by: -2 }).thenRefused('negative', { by: -2 })],
  ])('fails on %s', (_, claim) => {
    expect(claim).toThrow(AssertionError)
  })

  it('refuses a history that no schema allows', () => {
    expect(() => given(counter, raised(0.5))).toThrow('does not match its schema')
  })

  it('hands the time on', () => {
    const clocked = { ...counter, decide: (_: { by: number }, __: unknown, { now }: { now: number }) => [raised(now)] }
    given(clocked).when({ by: 1 }, '1970-01-01T00:00:00.005Z').then(raised(5))
  })
})
