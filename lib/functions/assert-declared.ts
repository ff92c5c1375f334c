import { DeclarationError } from '../../events/declaration-error.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import { VARIABLES } from '../../lambdas/runtime/declarations/variables.ts'
import type { Access } from './access.ts'
import type { SourceNeed } from './source-needs.ts'

export interface Granted {
  /** What the consumer or the routes of the service declare that they use. */
  readonly uses: Uses
  /** Names of the breakers that a consumer declares. */
  readonly breakers?: readonly string[] | undefined
  readonly environment: Access['environment']
}

/**
 * Checks that a function is granted what its own source uses. It would else learn of what it lacks from its first message, which would
 * become a dead letter.
 * @param description of the function, e.g. `Consumer labels`.
 * @throws {DeclarationError} naming the first file that uses more, and what to declare.
 */
export function assertDeclared(description: string, needs: readonly SourceNeed[], granted: Granted): void {
  for (const { what, call, file } of needs) {
    const fix = missing(what, granted)
    if (fix !== undefined) throw new DeclarationError(`${description}: ${file} calls ${call}, and ${fix}.`)
  }
}

function missing(what: SourceNeed['what'], { uses, breakers = [], environment }: Granted): string | undefined {
  if (what === 'append') {
    return uses.eventStore === 'append' ? undefined : notAllowed("eventStore: 'append'")
  }
  if (what === 'send') return uses.commands ? undefined : notAllowed('commands: true')
  if ('secret' in what) {
    return uses.secrets?.includes(what.secret) ? undefined : notAllowed(`secrets: ['${what.secret}']`)
  }
  if ('ownVariable' in what) {
    return Object.hasOwn(uses.variables ?? {}, what.ownVariable)
      ? undefined
      : notAllowed(`variables: { ${what.ownVariable}: {} }`)
  }
  if ('breaker' in what) {
    return breakers.includes(what.breaker)
      ? undefined
      : `the declaration has no such breaker: add ${JSON.stringify(what.breaker)} to its breakers, or move the call to a file that this function does not import`
  }
  if (what.variable in environment) return undefined
  // A source may name a variable that there is not; only its types would tell.
  return `this function does not get that variable: it is set for ${VARIABLES[what.variable] ?? 'no function'}`
}

/** A file of the service may hold such a call for another function of it. */
const notAllowed = (uses: string): string =>
  `the declaration does not allow it: add uses: { ${uses} }, or move the call to a file that this function does not import`
