import type { Decision } from './evaluate.ts'
import type { PolicySet } from './policy/policy-set.ts'
import type { AccessRequest } from './request.ts'

/** Tells which declaration of the app would grant an access; the local runtime itself knows of none. */
export type GrantHint = (access: Pick<AccessRequest, 'action' | 'resource'>, caller: string) => string | undefined

/** Why an access is refused, for people: AWS's own message leaves out which condition it was. */
export function reasonOf(
  { action, resource, context }: AccessRequest,
  decision: Decision & { allowed: false },
  identity: PolicySet,
): string {
  if (decision.denial === 'explicit') {
    return decision.in === 'identity' ? 'a policy of its role denies it' : "the resource's policy denies it"
  }
  const conditional = identity
    .about(action)
    .some((statement) => statement.effect === 'Allow' && statement.covers(resource) && !statement.holds(context))
  if (!conditional) return 'no policy of its role allows it'
  const keys = context['dynamodb:leadingkeys']
  const asked = keys === undefined ? '' : `, asked with dynamodb:LeadingKeys ${[keys].flat().join(', ')}`
  return `its role allows it only under a condition that does not hold${asked}`
}

/** One line, and only once for the same refusal: what is refused is tried again and again. */
export class RefusalLog {
  readonly #seen = new Set<string>()
  readonly #print: (line: string) => void
  readonly #hint: GrantHint | undefined

  constructor(print: (line: string) => void, hint: GrantHint | undefined) {
    this.#print = print
    this.#hint = hint
  }

  refused(caller: string, access: Pick<AccessRequest, 'action' | 'resource'>, reason: string): void {
    const hint = this.#hint?.(access, caller)
    this.note(
      `IAM: ${caller} may not ${access.action} on ${access.resource}: ${reason}.${hint ? ` Granted by: ${hint}` : ''}`,
    )
  }

  note(line: string): void {
    if (this.#seen.has(line)) return
    this.#seen.add(line)
    this.#print(line)
  }
}
