import { DeclarationError } from '../../events/declaration-error.ts'
import { assertRoutesOnce, type RoutedService } from '../../lambdas/runtime/declarations/assert-routes-once.ts'
import { assertNotReserved } from '../../lambdas/runtime/declarations/reserved-services.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { pascalCase } from '../names.ts'

/**
 * Checks that no two services and no two consumers have one name, or names that are the same in a template (`a-1` and `a1`): their queues,
 * functions, dedup markers and outputs are named by it. Of routes see {@link assertRoutesOnce}.
 * @throws {DeclarationError} naming both and the folders they are in.
 */
export function assertDeclaredOnce(services: readonly (RoutedService & Pick<ServiceDeclaration, 'consumers'>)[]): void {
  for (const { name } of services) assertNotReserved(name)
  assertDifferent(
    'Service',
    services.map(({ name }) => ({ name, place: `lambdas/${name}` })),
    'lib/services.ts lists each folder of lambdas/ once, under the name of the folder',
  )
  assertDifferent(
    'Consumer',
    services.flatMap((service) => service.consumers.map(({ name }) => ({ name, place: `lambdas/${service.name}` }))),
    'give one of them another name',
  )
  assertRoutesOnce(services)
}

interface Named {
  readonly name: string
  readonly place: string
}

function assertDifferent(kind: string, all: readonly Named[], fix: string): void {
  const known = new Map<string, Named>()
  for (const one of all) {
    const id = pascalCase(one.name)
    const other = known.get(id)
    if (!other) {
      known.set(id, one)
      continue
    }
    const places = other.place === one.place ? `twice in ${one.place}` : `in ${other.place} and in ${one.place}`
    throw new DeclarationError(
      other.name === one.name
        ? `${kind} "${one.name}" is declared ${places}: ${fix}.`
        : `${kind} "${other.name}" and "${one.name}", declared ${places}, are both ${id} in the stack: ${fix}.`,
    )
  }
}
