import { DeclarationError } from '../../../events/declaration-error.ts'
import type { Route } from './routes.ts'

export interface RoutedService {
  readonly name: string
  readonly api?: { readonly routes: readonly Route[] } | undefined
}

interface Declared {
  readonly route: Route
  readonly place: string
}

/**
 * Checks that all services together declare a route once, under an operation of its own, and that variables at one place of a path have one
 * name: API Gateway refuses anything else, but only when the stack is being deployed.
 * @throws {DeclarationError} naming both and the folders they are in.
 */
export function assertRoutesOnce(services: readonly RoutedService[]): void {
  const all = services.flatMap(({ name, api }) =>
    (api?.routes ?? []).map((route): Declared => ({ route, place: `lambdas/${name}` })),
  )
  assertDifferent(all, ({ method, path }) => `Route "${method} ${path}"`, 'give one of them another path')
  assertDifferent(all, ({ operation }) => `Operation "${operation}"`, 'give one of them another name')
  assertOneVariable(all)
}

function assertDifferent(all: readonly Declared[], nameOf: (route: Route) => string, fix: string): void {
  const known = new Map<string, string>()
  for (const { route, place } of all) {
    const name = nameOf(route)
    const other = known.get(name)
    known.set(name, place)
    if (other === undefined) continue
    const places = other === place ? `twice in ${place}` : `in ${other} and in ${place}`
    throw new DeclarationError(`${name} is declared ${places}: ${fix}.`)
  }
}

/**
 * "The provided route key … has a conflicting variable on the same hierarchical level as …", as in
 * https://github.com/plutomi/plutomi/issues/271.
 */
function assertOneVariable(all: readonly Declared[]): void {
  const known = new Map<string, Declared & { readonly variable: string }>()
  for (const { route, place } of all) {
    const segments = route.path.split('/')
    for (const [index, variable] of segments.entries()) {
      if (!variable.startsWith('{')) continue
      const before = segments.slice(0, index).map((segment) => (segment.startsWith('{') ? '{}' : segment))
      const other = known.get(before.join('/'))
      known.set(before.join('/'), { route, place, variable })
      if (other === undefined || other.variable === variable) continue
      throw new DeclarationError(
        `"${other.route.method} ${other.route.path}" in ${other.place} and "${route.method} ${route.path}" in ${place} name one part of the path ${other.variable} and ${variable}: API Gateway allows one name. Take the same for both.`,
      )
    }
  }
}
