import type { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { drillOf, setDrill } from '../../../ops/drills/drills.ts'

type Environment = { readonly Variables?: Record<string, string>; readonly Error?: { readonly Message: string } }

/** A function whose variables Lambda answers so. */
function lambdaWith(environment: Environment) {
  const updates: object[] = []
  const send = async (command: { readonly input: object }) => {
    if (command.constructor.name === 'GetFunctionConfigurationCommand')
      return { Environment: environment, RevisionId: 'r1' }
    updates.push(command.input)
    return {}
  }
  return { lambda: { send } as unknown as LambdaClient, updates }
}

describe('a drill', () => {
  it('leaves all other variables as they are', async () => {
    const { lambda, updates } = lambdaWith({ Variables: { EVENT_TABLE: 'events', FAILURE_DRILL: '0.5' } })
    expect(await setDrill(lambda, 'fn-payment', { share: 0.2, permanent: false })).toBe(true)
    expect(await setDrill(lambda, 'fn-payment', undefined)).toBe(true)
    const update = (Variables: object) => ({ FunctionName: 'fn-payment', RevisionId: 'r1', Environment: { Variables } })
    expect(updates).toEqual([
      update({ EVENT_TABLE: 'events', FAILURE_DRILL: '0.2' }),
      update({ EVENT_TABLE: 'events' }),
    ])
  })

  it('changes nothing, and claims nothing, where Lambda cannot decrypt the variables for this caller', async () => {
    const { lambda, updates } = lambdaWith({ Error: { Message: 'AccessDenied: kms:Decrypt' } })
    const unreadable = /variables of fn-payment cannot be read.*kms:Decrypt/
    await expect(setDrill(lambda, 'fn-payment', { share: 1, permanent: true })).rejects.toThrow(unreadable)
    await expect(setDrill(lambda, 'fn-payment', undefined)).rejects.toThrow(unreadable)
    await expect(drillOf(lambda, 'fn-payment')).rejects.toThrow(unreadable)
    expect(updates).toEqual([])
  })
})
