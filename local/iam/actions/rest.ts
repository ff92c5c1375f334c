import type { AwsRequest } from '../../ports.ts'
import type { AccessRequest } from '../request.ts'
import type { Input, Surroundings } from './action.ts'

/** The permissions for one route of a REST API; parameters of the path stand in its input beside those of the body. */
export interface Route {
  method: string
  /** A regular expression of the whole path, with named groups. */
  path: RegExp
  requires(input: Input, surroundings: Surroundings, query: URLSearchParams): AccessRequest[]
}

/** The requirements of the route that a request takes; undefined: not mapped. */
export function restRequirements(
  routes: readonly Route[],
  request: AwsRequest,
  surroundings: Surroundings,
): AccessRequest[] | undefined {
  const path = request.path.replace(/\/$/, '')
  for (const { method, path: pattern, requires } of routes) {
    const match = method === request.method ? pattern.exec(path) : null
    if (!match) continue
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])
    return requires({ ...bodyOf(request), ...Object.fromEntries(parameters) }, surroundings, request.query)
  }
  return undefined
}

function bodyOf({ body, method }: AwsRequest): Input {
  if (body.length === 0 || method === 'GET') return {}
  try {
    return JSON.parse(body.toString()) as Input
  } catch {
    // The service answers that it cannot be read.
    return {}
  }
}
