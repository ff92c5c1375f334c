import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { camelCase } from '../names.ts'
import { newRoute } from './route.ts'
import { newStatingRoute } from './stating-route.ts'

export interface RouteOptions {
  readonly service: string
  readonly readModel?: string | undefined
  readonly event?: string | undefined
  readonly operation?: string | undefined
  readonly summary?: string | undefined
}

/**
 * Begins a route of either kind: a GET shows a read model, a POST states an event.
 * @param route a path, which means GET, or a method and a path.
 * @throws {UsageError}
 */
export function newRouteOf(draft: Draft, route: string, { readModel, event, ...options }: RouteOptions): void {
  const [, method = 'GET', path = ''] = /^(?:([A-Za-z]+)\s+)?(.*)$/s.exec(route.trim()) ?? []
  if (method !== 'GET' && method !== 'POST')
    throw new UsageError(
      `Method "${method}" of route "${route}": allowed are GET, which shows a read model, and POST, which states an event.`,
    )
  if (method === 'POST') {
    if (readModel !== undefined) throw new UsageError(`--read-model goes with GET; POST ${path} needs --event <type>.`)
    if (event === undefined) throw new UsageError(`POST ${path} needs --event <type>: the event that it states.`)
    newStatingRoute(draft, { path, event, ...options })
    return
  }
  if (event !== undefined)
    throw new UsageError(`--event goes with POST, as in 'POST ${path}'; GET ${path} needs --read-model <name>.`)
  if (readModel === undefined)
    throw new UsageError(
      `GET ${path} needs --read-model <name>: what it shows. One that changes something is 'POST ${path}' with --event <type>.`,
    )
  newRoute(draft, { path, readModel, ...options, operation: options.operation ?? camelCase(`get-${readModel}`) })
}
