import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { lambda } from './kit/aws.ts'
import { configured, functionOf } from './kit/functions.ts'

const variablesOf = async (consumer: string) => {
  const command = new GetFunctionConfigurationCommand({ FunctionName: await functionOf(consumer) })
  return (await lambda().send(command)).Environment?.Variables ?? {}
}

describe('a function that a test has changed', () => {
  let whileChanged: object = {}

  it.fails('is left so by a test that is over its time', { timeout: 3_000 }, async () => {
    await configured(
      ['analytics'],
      () => ({ LEFT_BEHIND: 'yes' }),
      async () => {
        whileChanged = await variablesOf('analytics')
        await new Promise(() => {})
      },
    )
  })

  it('is as it was before, for the test after that one', async () => {
    expect(whileChanged).toHaveProperty('LEFT_BEHIND')
    expect(await variablesOf('analytics')).not.toHaveProperty('LEFT_BEHIND')
  })
})
