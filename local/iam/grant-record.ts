import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Decision } from './evaluate.ts'
import type { AccessRequest } from './request.ts'
import type { Role, UnseenUse } from './roles.ts'

/** One action on one resource that a role's own policy allows, as both are written there. */
export interface Grant {
  role: string
  /** The name of the function in the template (its description) that has the role. */
  holder: string
  action: string
  resource: string
  /** Why nobody sees it used here, or what proves it in its stead; undefined: it is to be used. */
  unseen?: Pick<UnseenUse, 'reason' | 'sameAs'>
}

/** A line of a record. */
export type GrantLine = { granted: Grant } | { used: Pick<Grant, 'role' | 'action' | 'resource'> }

/**
 * Writes down which grants there are and which of them were used, one line each, at once: a process that is killed has
 * recorded what it used. Each process has a file of its own.
 */
export class GrantRecord {
  readonly #file: string
  readonly #used = new Set<string>()

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true })
    this.#file = join(directory, `${process.pid}-${performance.timeOrigin.toFixed(0)}.jsonl`)
  }

  granted(roles: readonly Role[], holderOf: (role: Role) => string): void {
    this.#write(roles.flatMap((role) => grantsOf(role, holderOf(role)).map((granted) => ({ granted }))))
  }

  used({ name: role }: Role, request: AccessRequest, { by }: Decision & { allowed: true }): void {
    const action = by.actions.find(({ matches }) => matches(request.action))?.text
    const resource = by.resources.find(({ matches }) => matches(request.resource))?.text
    const key = `${role} ${action} ${resource}`
    if (action === undefined || resource === undefined || this.#used.has(key)) return
    this.#used.add(key)
    this.#write([{ used: { role, action, resource } }])
  }

  #write(lines: readonly GrantLine[]): void {
    if (lines.length > 0) appendFileSync(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
}

function grantsOf(role: Role, holder: string): Grant[] {
  return role.policies.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      actions.flatMap(({ text: action }) =>
        resources.map(({ text: resource }) => {
          const unseen = role.unseen.find((one) => one.actions.includes(action) && one.resources.includes(resource))
          const { reason, sameAs } = unseen ?? {}
          return {
            role: role.name,
            holder,
            action,
            resource,
            ...(unseen && { unseen: { ...(reason && { reason }), ...(sameAs && { sameAs }) } }),
          }
        }),
      ),
    )
}
