import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DeclarationError } from '../../events/declaration-error.ts'

/**
 * Checks that the list of services has every folder of `lambdas/` that declares one: nothing of a forgotten one would be deployed, and
 * nothing would say so.
 * @throws {DeclarationError} naming the folders.
 */
export function assertServicesListed(root: string, services: readonly { readonly name: string }[]): void {
  const listed = new Set(services.map(({ name }) => name))
  const forgotten = readdirSync(join(root, 'lambdas'))
    .filter((folder) => !listed.has(folder) && existsSync(join(root, 'lambdas', folder, 'service.ts')))
    .map((folder) => `lambdas/${folder}/service.ts`)
  if (forgotten.length === 0) return
  const are = forgotten.length === 1 ? 'is' : 'are'
  throw new DeclarationError(
    `${forgotten.join(', ')} ${are} not in the list of lib/services.ts, so nothing of it would be deployed: add it there, or delete the folder. The name of a service is that of its folder.`,
  )
}
