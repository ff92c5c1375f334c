import type { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { codeText } from '../../../ops/dead-letters/commands/code-text.ts'
import { type RunningCode, runningCode } from '../../../ops/dead-letters/issues/running-code.ts'
import { START } from './kit.ts'

const answering = (answer: () => unknown) => ({ send: async () => answer() }) as unknown as LambdaClient

describe('what a consumer runs now', () => {
  it('is told by its function', async () => {
    const lambda = answering(() => ({
      Environment: { Variables: { CODE_REVISION: 'abc' } },
      LastModified: '2026-04-28T10:00:00.000+0000',
    }))
    expect(await runningCode(lambda, 'f')).toEqual({ revision: 'abc', deployedAt: '2026-04-28T10:00:00.000Z' })
  })

  it.each([
    ['says little', () => ({}), { revision: undefined, deployedAt: undefined }],
    ['may not be looked at', () => Promise.reject(new Error('AccessDenied')), undefined],
  ])('is unknown of a function that %s', async (_, answer, expected) => {
    expect(await runningCode(answering(answer), 'f')).toEqual(expected)
  })
})

describe('the code that something failed in', () => {
  const running: RunningCode = { revision: 'abc', deployedAt: new Date(START).toISOString() }
  it.each<[string, RunningCode | undefined, string]>([
    ['abc', running, 'abc, which runs now; deployed 2 h ago'],
    ['old', running, 'old, which does not run any more: abc does; deployed 2 h ago'],
    ['old', { ...running, deployedAt: undefined }, 'old, which does not run any more: abc does'],
    ['old', { ...running, revision: undefined }, 'old'],
    ['old', undefined, 'old'],
  ])('%s while %j runs', (revision, runs, text) => {
    expect(codeText(revision, runs, START + 7_200_000)).toBe(text)
  })
})
