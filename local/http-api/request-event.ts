import type { IncomingMessage } from 'node:http'
import type { Authorizer } from './authorizer.ts'
import type { RouteMatch } from './routes.ts'

/** The fields of the event that describe the API itself. */
export interface ApiIdentity {
  accountId: string
  apiId: string
  /** `$default`, or a name that stands in front of each path. */
  stage: string
  stageVariables?: Record<string, string>
}

interface EventInput {
  request: IncomingMessage
  /** The path with its stage, percent-encoded, and the query without its question mark. */
  path: string
  query: string
  body: Buffer
  match: RouteMatch
  authorizer: Authorizer
  api: ApiIdentity
  requestId: string
  now: number
}

/** Measured against AWS: every other content type, none at all and forms included, arrives as Base64. */
const textContent = /^(text\/.*|application\/(json|xml|javascript))$/

/** The event of payload format 2.0. */
export function requestEvent({ request, path, query, body, match, authorizer, api, requestId, now }: EventInput) {
  const { cookie, ...headers } = joinedHeaders(request)
  const parameters = joinedQuery(query)
  const host = headers.host ?? ''
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1'
  const rawPath = decodeURIComponent(path)
  const method = request.method ?? 'GET'
  const isBase64Encoded = body.length > 0 && !textContent.test(mediaType(headers['content-type']))
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...headers,
      'x-forwarded-for': headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${sourceIp}` : sourceIp,
      'x-forwarded-port': String(request.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
    },
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(authorizer && { authorizer }),
      domainName: host,
      domainPrefix: host.split(/[.:]/)[0] ?? '',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.routeKey,
      stage: api.stage,
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...(api.stageVariables && { stageVariables: api.stageVariables }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  }
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    headers[name] = values.join(name === 'cookie' ? '; ' : ',')
  }
  return headers
}

function joinedQuery(query: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value
  }
  return parameters
}

function mediaType(contentType = ''): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase()
}

/** `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
