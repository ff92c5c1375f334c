import type { BreakersEnvironment } from './breakers.ts'
import { type BreakerSettings, breakerSettings } from './settings.ts'
import type { SharedBreaker } from './shared-breaker.ts'

/**
 * The circuit breakers of one function, by the names of its declaration. Their code is loaded at the first call: most
 * consumers have none.
 * @throws {Error} when there are names but no table, or settings that make no sense or are of no breaker of this consumer.
 */
export function lazyBreakers(
  consumer: string,
  names: readonly string[],
  environment: BreakersEnvironment,
  settings: Readonly<Record<string, Partial<BreakerSettings>>> = {},
): ReadonlyMap<string, SharedBreaker> {
  if (names.length > 0 && !environment.breakerTable) {
    throw new Error(`Consumer "${consumer}" declares breakers, but BREAKER_TABLE is missing.`)
  }
  const stranger = Object.keys(settings).find((name) => !names.includes(name))
  if (stranger !== undefined) {
    throw new Error(
      `Consumer "${consumer}" declares no breaker "${stranger}"; it declares: ${names.join(', ') || 'none'}.`,
    )
  }
  for (const [name, changes] of Object.entries(settings)) breakerSettings(name, changes)
  return new Map(
    names.map((name): [string, SharedBreaker] => {
      let loading: Promise<SharedBreaker> | undefined
      const breaker = (): Promise<SharedBreaker> => {
        loading ??= import('./breakers.ts').then(({ createBreaker }) =>
          createBreaker(name, environment, settings[name]),
        )
        return loading
      }
      return [
        name,
        {
          run: async (call, signal) => (await breaker()).run(call, signal),
          assertNotOpen: async () => (await breaker()).assertNotOpen(),
        },
      ]
    }),
  )
}
