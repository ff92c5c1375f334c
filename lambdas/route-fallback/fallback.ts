import type { Answer } from '../runtime/http/answer.ts'
import { problem } from '../runtime/http/problem.ts'

/** `[method, path]`, the path in API Gateway's form. */
export type KnownRoute = readonly [method: string, path: string]

/**
 * Answers what no route takes: 404 for an unknown path, for a known one 405 with its methods, and the same methods to
 * OPTIONS. A request that a known route should have taken gets 503: with a stack per service, the service may not be deployed yet
 * or any more, and a 404 would say that the resource is gone.
 */
export function fallback(routes: readonly KnownRoute[]): (method: string, path: string) => Answer {
  const known = routes.map(([method, path]) => ({ method, segments: path.split('/') }))
  return (method, path) => {
    const segments = path.split('/')
    const methods = known.filter((route) => matches(route.segments, segments)).map((route) => route.method)
    if (methods.length === 0) {
      return problem({ status: 404, code: 'not_found', detail: `There is nothing at ${path}.` })
    }
    if (methods.includes(method)) {
      const detail = `${method} ${path} is known, but the service that answers it is not deployed at the moment.`
      return problem({ status: 503, code: 'not_deployed', detail, headers: RETRY_LATER })
    }
    const headers = { allow: [...new Set([...methods, 'OPTIONS'])].join(', ') }
    if (method === 'OPTIONS') return { status: 204, headers }
    const detail = `${method} is not possible at ${path}; possible: ${headers.allow}.`
    return problem({ status: 405, code: 'method_not_allowed', detail, headers })
  }
}

/** Deploying a stack takes minutes. */
const RETRY_LATER = { 'retry-after': '60' }

const matches = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, index) => (part.startsWith('{') ? segments[index] !== '' : part === segments[index]))
