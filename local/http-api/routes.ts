import type { TokenRules } from './token-authority.ts'

/** A route of an HTTP API, as AWS::ApiGatewayV2::Route names it. */
export interface HttpApiRoute {
  /** `GET /orders/{id}`, `ANY /{proxy+}` or `$default`. */
  routeKey: string
  /** Name or ARN of the function that answers. */
  functionArn: string
  /** Unsigned calls of AWS_IAM routes are accepted locally, as of the user `unsigned`; a route with token rules demands such a token. Default NONE. */
  authorization?: 'NONE' | 'AWS_IAM' | TokenRules
  /** 50 to 30000, the default. */
  timeoutMs?: number
}

export interface RouteMatch {
  route: HttpApiRoute
  /** Decoded. */
  pathParameters: Record<string, string>
}

interface Candidate {
  route: HttpApiRoute
  method: string
  segments: string[]
  /** Lower comes first; compared from left to right. */
  rank: number[]
}

/** Rank of a segment: literal text before a variable before a greedy variable. */
const literal = 0
const variable = 1
const greedy = 2

/** Throws on a route key that API Gateway would refuse. */
export function createRouter(routes: HttpApiRoute[]): (method: string, path: string) => RouteMatch | undefined {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default')
  const candidates = routes
    .filter((route) => route !== fallback)
    .map(parseRoute)
    .sort(mostSpecificFirst)

  return (method, path) => {
    const segments = path.split('/').slice(1)
    for (const candidate of candidates) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue
      const pathParameters = matchSegments(candidate.segments, segments)
      if (pathParameters) return { route: candidate.route, pathParameters }
    }
    return fallback && { route: fallback, pathParameters: {} }
  }
}

function parseRoute(route: HttpApiRoute): Candidate {
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(route.routeKey) ?? []
  if (!method || !path) throw new Error(`Not a route key: "${route.routeKey}"; expected "METHOD /path" or "$default"`)
  const segments = path.split('/').slice(1)
  const greedyAt = segments.findIndex((segment) => /^\{.+\+\}$/.test(segment))
  if (greedyAt >= 0 && greedyAt < segments.length - 1) {
    throw new Error(`Route "${route.routeKey}": a greedy variable must be the last part of the path`)
  }
  const rank = segments.map((segment) =>
    !segment.startsWith('{') ? literal : segment.endsWith('+}') ? greedy : variable,
  )
  return { route, method, segments, rank }
}

/** The more specific path comes first; of the same path, the one that names the method. */
function mostSpecificFirst(a: Candidate, b: Candidate): number {
  for (let index = 0; index < Math.max(a.rank.length, b.rank.length); index++) {
    const difference = (a.rank[index] ?? -1) - (b.rank[index] ?? -1)
    if (difference !== 0) return difference
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY')
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]
    if (part.endsWith('+}')) {
      const rest = segments.slice(index).join('/')
      if (rest === '') return undefined
      parameters[part.slice(1, -2)] = decodeURIComponent(rest)
      return parameters
    }
    if (!segment) {
      // Only the root has an empty segment.
      if (segment === part) continue
      return undefined
    }
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = decodeURIComponent(segment)
    else if (part !== decodeURIComponent(segment)) return undefined
  }
  return segments.length === pattern.length ? parameters : undefined
}
