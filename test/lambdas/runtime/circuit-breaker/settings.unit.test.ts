import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lazyBreakers } from '../../../../lambdas/runtime/circuit-breaker/lazy-breakers.ts'
import { breakerDefaults, breakerSettings } from '../../../../lambdas/runtime/circuit-breaker/settings.ts'

describe('settings of a circuit breaker', () => {
  it('are the defaults where nothing is said', () => {
    expect(breakerSettings('mail', { probes: 1 })).toEqual({ ...breakerDefaults, probes: 1 })
  })

  it.each([
    ['failureRatio', 0, 'Breaker "mail": failureRatio is 0, allowed are numbers above 0 up to 1.'],
    ['windowSeconds', 0, 'Breaker "mail": windowSeconds is 0, allowed are whole numbers from 1 to 86400.'],
    ['probes', 0.5, 'Breaker "mail": probes is 0.5, allowed are whole numbers from 1 to 1000.'],
    ['window', 30, 'Breaker "mail": there is no setting window; there are: windowSeconds,'],
  ])('are refused when the function starts: %s %j', (name, value, message) => {
    expect(() => breakerSettings('mail', { [name]: value })).toThrow(message)
  })

  it('are numbers that a breaker can reckon with, whatever was given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(breakerDefaults)), fc.anything(), (name, value) => {
        try {
          const given = breakerSettings('mail', { [name]: value })[name as keyof typeof breakerDefaults]
          expect(Number.isFinite(given) && given > 0).toBe(true)
        } catch (error) {
          expect((error as Error).message).toContain(`${name} is `)
        }
      }),
    )
  })

  it('are of breakers that the consumer declares', () => {
    const environment = { breakerTable: 'breakers' } as never
    const settings = { mial: { probes: 1 } }
    expect(() => lazyBreakers('notification', ['mail'], environment, settings)).toThrow(
      'Consumer "notification" declares no breaker "mial"; it declares: mail.',
    )
  })
})
