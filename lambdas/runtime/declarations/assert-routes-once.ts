import { DeclarationError } from '../../../events/declaration-error.ts'
import { assertDifferent } from './assert-different.ts'
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
  const paths = all.map(({ route, place }) => ({ name: `${route.method} ${route.path}`, place }))
  assertDifferent('Route', paths, 'give one of them another path')
  const operations = all.map(({ route, place }) => ({ name: route.operation, place }))
  assertDifferent('Operation', operations, 'give one of them another name')
  assertOneVariable(all)
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
