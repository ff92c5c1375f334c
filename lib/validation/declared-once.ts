import { assertDifferent } from '../../lambdas/runtime/declarations/assert-different.ts'
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
    pascalCase,
  )
  assertDifferent(
    'Consumer',
    services.flatMap((service) => service.consumers.map(({ name }) => ({ name, place: `lambdas/${service.name}` }))),
    'give one of them another name',
    pascalCase,
  )
  assertRoutesOnce(services)
}
