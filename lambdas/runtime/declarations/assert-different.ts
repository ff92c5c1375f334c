import { DeclarationError } from '../../../events/declaration-error.ts'

export interface DeclaredName {
  readonly name: string
  /** Folder of the declaration, e.g. `lambdas/payment`. */
  readonly place: string
}

/**
 * Checks that no two declarations of one kind have one name.
 * @param inTemplate names that are different as declared may be one in the template. Default: they are compared as they are.
 * @throws {DeclarationError} naming both, the folders they are in, and the fix.
 */
export function assertDifferent(
  kind: string,
  all: readonly DeclaredName[],
  fix: string,
  inTemplate: (name: string) => string = (name) => name,
): void {
  const known = new Map<string, DeclaredName>()
  for (const one of all) {
    const id = inTemplate(one.name)
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
