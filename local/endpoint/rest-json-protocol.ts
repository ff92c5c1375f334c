import type { AwsRequest, ServiceHandler } from '../ports.ts'
import { jsonError, parseJson, unknownOperation } from './json-protocol.ts'
import { ServiceError } from './service-error.ts'

export interface RestRoute {
  method: string
  /** Path, e.g. `/schedules/{Name}`; a parameter matches one segment. */
  path: string
  handle(input: never, parameters: Record<string, string>, request: AwsRequest): unknown
}

/** A service of the AWS REST JSON protocol. */
export function restJsonService(service: string, routes: RestRoute[]): ServiceHandler {
  const compiled = routes.map((route) => ({ ...route, pattern: compile(route.path) }))
  return async (request) => {
    try {
      const path = request.path.replace(/\/$/, '') || '/'
      for (const route of compiled) {
        const match = route.method === request.method ? route.pattern.exec(path) : null
        if (!match) continue
        const parameters = Object.fromEntries(
          Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]),
        )
        const output = await route.handle(parseJson(request.body) as never, parameters, request)
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: output === undefined ? '' : JSON.stringify(output),
        }
      }
      throw unknownOperation(
        service,
        `${request.method} ${request.path}`,
        routes.map((route) => `${route.method} ${route.path}`),
      )
    } catch (error) {
      return jsonError(error)
    }
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    throw new ServiceError('ValidationException', `The path holds ${value}, which is not percent-encoded UTF-8.`)
  }
}

function compile(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}
