import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type LocalFunctions, MOST_REQUEST_BYTES } from '../lambda/index.ts'
import { createServer } from '../node-http.ts'
import type { Clock } from '../ports.ts'
import { authorize } from './authorizer.ts'
import { type CorsConfiguration, corsHeaders, isPreflight, withCorsHeaders } from './cors.ts'
import { headBytes, MOST_HEAD_BYTES, readBody } from './read-request.ts'
import { type ApiIdentity, requestEvent } from './request-event.ts'
import { type HttpAnswer, httpAnswer, message, noHttpAnswer } from './response.ts'
import { createRouter, type HttpApiRoute, type RouteMatch } from './routes.ts'
import type { TokenAuthority } from './token-authority.ts'

export { apiPrincipal } from './api-principal.ts'
export type { CorsConfiguration } from './cors.ts'
export { createRouter, type HttpApiRoute } from './routes.ts'
export { createTokenAuthority, type TokenRules } from './token-authority.ts'
export { tokenPage } from './token-page.ts'

const longestIntegrationMs = 30_000

/** API Gateway does not tell the caller that it may not invoke the function. */
const internalError = message(500, 'Internal Server Error')

const unauthorized = {
  ...message(401, 'Unauthorized'),
  headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer' },
}

export interface HttpApiDefinition {
  apiId: string
  routes: HttpApiRoute[]
  cors?: CorsConfiguration
  /** Default `$default`: paths have no prefix. */
  stage?: string
  stageVariables?: Record<string, string>
}

export interface HttpApiOptions {
  /** 0 takes a free one. */
  port: number
  /** Default 127.0.0.1. */
  host?: string
  accountId: string
  functions: Pick<LocalFunctions, 'invoke'>
  /** Whether a function's policy refuses the API; `caller` is the part of its ARN behind the account. Default: it does not. */
  refuses?: (functionArn: string, caller: string) => boolean
  /** Issues and checks the tokens that routes ask for. */
  tokens: TokenAuthority
  clock?: Clock
  /** Told why an answer is 500 or 503 where no function has logged it. */
  onProblem?: (message: string) => void
  /** Told of every answer of an API to its callers. */
  onAnswer?: (answer: { apiId: string; stage: string; status: number }) => void
}

/** API Gateway's HTTP API in front of functions. `GET /health` is its own: 200 while it serves, else 503. */
export interface HttpApi {
  readonly url: string
  /** Serves this API from now on; throws on a route key that is none. */
  serve(definition: HttpApiDefinition): void
  /** `GET /health` answers 200 from now on. */
  ready(): void
  /** Refuses new connections, answers what is in flight for at most `drainMs`, then cuts what is left. */
  close(drainMs: number): Promise<void>
}

interface Served {
  api: ApiIdentity
  prefix: string
  cors: CorsConfiguration | undefined
  route: (method: string, path: string) => RouteMatch | undefined
}

/** Listens at once, so that its address is known to what is created next; serves nothing until told to. */
export async function startHttpApi({
  port,
  host = '127.0.0.1',
  accountId,
  refuses = () => false,
  functions,
  tokens,
  clock,
  onProblem = () => {},
  onAnswer = () => {},
}: HttpApiOptions): Promise<HttpApi> {
  let served: Served | undefined
  let healthy = false
  let draining = false
  const now = () => clock?.now() ?? Date.now()

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?')
    if (path === '/health' && request.method === 'GET') {
      return json(healthy ? 200 : 503, { status: healthy ? 'ok' : 'unavailable' })
    }
    if (!served) return message(503, 'Service Unavailable')
    const answered = await callFunction(served, request, path, query)
    onAnswer({ apiId: served.api.apiId, stage: served.api.stage, status: answered.status })
    return answered
  }

  async function callFunction(served: Served, request: IncomingMessage, path: string, query: string) {
    const { api, prefix, cors, route } = served
    if (headBytes(request) > MOST_HEAD_BYTES) return message(431, 'Request Header Fields Too Large')
    if (!isDecodable(path)) return message(400, 'Bad Request')
    const match = path.startsWith(prefix) ? route(request.method ?? 'GET', path.slice(prefix.length) || '/') : undefined
    const preflight = cors !== undefined && isPreflight(request)
    if (!match && preflight) return { status: 204, headers: corsHeaders(cors, request), body: '' }
    if (!match) return message(404, 'Not Found')
    // Other unsigned requests are let in here. Browsers sign no preflight, so that letting these in would hide from
    // whoever tries a page locally that AWS refuses it.
    const unsigned = match.route.authorization === 'AWS_IAM' && request.headers.authorization === undefined
    if (preflight && unsigned) return message(403, 'Forbidden')
    const authorizer = await authorize(match.route, request.headers.authorization, { accountId, tokens })
    if (authorizer === 'refused') return unauthorized
    const body = await readBody(request)
    if (!body) return message(413, 'Request Entity Too Large')
    const { functionArn, routeKey } = match.route
    if (refuses(functionArn, `${api.apiId}/${api.stage}/${routeKey.replace(' /', '/')}`)) return internalError
    const requestId = randomUUID()
    const event = requestEvent({ request, path, query, body, match, authorizer, api, requestId, now: now() })
    const what = `${request.method} ${path}`
    if (body.length > MOST_REQUEST_BYTES / 2 && Buffer.byteLength(JSON.stringify(event)) > MOST_REQUEST_BYTES) {
      onProblem(`500 ${what}: the event is above the ${MOST_REQUEST_BYTES} bytes that a function takes`)
      return internalError
    }
    const response = await invokeWithin(match.route.timeoutMs ?? longestIntegrationMs, functionArn, event, what)
    const headers = { 'apigw-requestid': requestId, ...response.headers }
    return { ...response, headers: cors ? withCorsHeaders(headers, cors, request) : headers }
  }

  async function invokeWithin(
    timeoutMs: number,
    functionArn: string,
    event: { body?: string },
    what: string,
  ): Promise<HttpAnswer> {
    const timeout = new AbortController()
    const late = Promise.withResolvers<HttpAnswer>()
    const timer = setTimeout(() => {
      timeout.abort(new Error('Integration timeout'))
      onProblem(`503 ${what}: the function had not answered within ${timeoutMs / 1000} s`)
      late.resolve(message(503, 'Service Unavailable'))
    }, timeoutMs)
    const trigger = { source: 'http' as const, attempt: 1, messages: () => [event.body ?? ''] }
    const called = functions.invoke(functionArn, event, { signal: timeout.signal, trigger }).then(
      (result) => {
        const answered = httpAnswer(result)
        if (!result.error && answered === noHttpAnswer) {
          onProblem(`500 ${what}: the function answered what is no HTTP answer: ${result.payload.slice(0, 200)}`)
        }
        return answered
      },
      (error: Error) => {
        if (!timeout.signal.aborted) onProblem(`503 ${what}: ${error.message}`)
        return message(503, 'Service Unavailable')
      },
    )
    return Promise.race([called, late.promise]).finally(() => clearTimeout(timer))
  }

  const server = createServer((request, response) => {
    answer(request)
      .then((result) => send(request, response, result, draining))
      .catch((error: unknown) => {
        onProblem(`500 ${request.method} ${request.url}: ${stackOf(error)}`)
        if (response.headersSent) return void response.destroy()
        send(request, response, internalError, draining)
      })
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  // An error after the start, such as no file descriptor left for one more connection, must not end the others.
  server.on('error', (error) => onProblem(`HTTP API: ${error.message}`))
  const { port: actualPort } = server.address() as AddressInfo

  return {
    url: `http://${host}:${actualPort}`,
    serve({ apiId, routes, cors, stage = '$default', stageVariables }) {
      served = {
        api: { accountId, apiId, stage, ...(stageVariables && { stageVariables }) },
        prefix: stage === '$default' ? '' : `/${stage}`,
        cors,
        route: createRouter(routes),
      }
    },
    ready() {
      healthy = true
    },
    async close(drainMs) {
      healthy = false
      draining = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), drainMs)
      await closed
      clearTimeout(timer)
    },
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  last: boolean,
) {
  const bodiless = status === 204 || status === 304
  response.writeHead(status, {
    ...headers,
    ...(!bodiless && { 'content-length': Buffer.byteLength(body) }),
    ...(last && { connection: 'close' }),
  })
  response.end(bodiless || request.method === 'HEAD' ? undefined : body)
  // The rest of a body that was refused: a connection cut meanwhile would cost the client its answer.
  request.resume()
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
