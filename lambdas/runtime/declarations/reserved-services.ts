import { DeclarationError } from '../../../events/declaration-error.ts'

/** Folders of `lambdas/` that are the engine's, and the name that a stack of its own has with `layout=services`. */
const RESERVED: ReadonlySet<string> = new Set(['runtime', 'relay', 'parking', 'route-fallback', 'joint'])

/** @throws {DeclarationError} for a name that no service can have. */
export function assertNotReserved(service: string): void {
  if (!RESERVED.has(service)) return
  throw new DeclarationError(`Service "${service}" needs another name: ${[...RESERVED].join(', ')} are the engine's.`)
}
