import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { AwsRequest, AwsResponse, ServiceHandler } from '../ports.ts'
import { readWhole } from '../read-whole.ts'
import { replay } from './replay.ts'
import { ServiceError } from './service-error.ts'
import { type SignatureScope, signatureScope } from './signature-scope.ts'

/** Answers a request on its own, without it being read first. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => void

/** One AWS call as seen from outside its service. */
export interface Call {
  service: string
  /** Of X-Amz-Target; the HTTP method for the protocols that name the operation elsewhere. */
  operation: string
  accessKey: string | undefined
  /** All attempts that an SDK makes of one call have this in common; undefined if no SDK makes it. */
  sdkCallId?: string | undefined
}

/** Watches the calls from outside the services, so that a fault plan can strike between a call and its answer. */
export interface CallHooks {
  /** May answer in the service's stead. */
  before?(call: Call): AwsResponse | undefined | Promise<AwsResponse | undefined>
  /**
   * The call has taken effect and was not answered yet. True: the caller is gone, nobody is answered.
   * @param closed resolves once the caller has closed its connection.
   */
  after?(call: Call, closed: () => Promise<void>): Promise<boolean>
}

/** Judges the calls of those who are bound by a role. */
export interface CallGuard {
  binds(accessKey: string): boolean
  /** Whether requests of this service are judged without their bodies, which may be large. */
  judgesByHead(service: string): boolean
  /** The answer to a request that its caller may not make. */
  refuse(accessKey: string, request: AwsRequest): AwsResponse | undefined
}

export interface ServeOptions {
  region: string
  /** By SigV4 service name. */
  services: Record<string, ServiceHandler>
  /** By SigV4 service name. */
  raw: Record<string, RawHandler>
  /** Plain pages by path, answered with JSON: what is no AWS API. */
  pages: Record<string, (query: URLSearchParams) => unknown>
  hooks?: CallHooks
  /** Without it, nobody is refused anything. */
  guard?: CallGuard
  /** Told of each call, before anything else. */
  onCall?(call: Call): void
}

/** Takes the port (0: a free one) before there is anything to serve, because functions and queue URLs need the address. */
export async function listen(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer()
  // Idle connections of SDK clients are kept for long: a new one costs more than it is worth.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Serves every AWS service on one address; an unknown one gets a clear error. */
export function serve(server: Server, options: ServeOptions): { close(): Promise<void> } {
  server.on('request', (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy()
      send(response, internalFailure(error))
    })
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  { region, services, raw, pages, hooks, guard, onCall }: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined
  if (page && request.method === 'GET') return send(response, await jsonPage(() => page(new URLSearchParams(query))))
  const scope = signatureScope(request.headers, request.url ?? '/', region)
  const rawHandler = scope && raw[scope.service]
  const service = scope && services[scope.service]
  if (!scope || (!rawHandler && !service)) return send(response, unknownService(scope, services, raw))

  const call = {
    service: scope.service,
    operation: operationOf(request),
    accessKey: scope.accessKey,
    sdkCallId: request.headers['amz-sdk-invocation-id']?.toString(),
  }
  const closed = () => untilClosed(response)
  onCall?.(call)
  const instead = await hooks?.before?.(call)
  if (instead) {
    request.resume()
    return send(response, instead)
  }
  const bound = scope.accessKey !== undefined && guard?.binds(scope.accessKey) ? guard : undefined
  const refusal = (read: AwsRequest) => bound?.refuse(scope.accessKey ?? '', read)
  if (rawHandler) {
    const body = bound && !bound.judgesByHead(scope.service) ? await readWhole(request) : undefined
    const refused = bound && refusal(asRead(request, scope, body ?? Buffer.alloc(0)))
    if (refused) {
      request.resume()
      return send(response, refused)
    }
    if (hooks?.after) holdAnswer(response, () => hooks.after?.(call, closed) ?? Promise.resolve(false))
    return rawHandler(body ? replay(request, body) : request, response)
  }
  const read = asRead(request, scope, await readWhole(request))
  const refused = refusal(read)
  if (refused) return send(response, refused)
  const result = await service?.(read)
  if (await hooks?.after?.(call, closed)) return void response.destroy()
  if (result) send(response, result)
}

function untilClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve()
    else response.once('close', resolve)
  })
}

/** Holds the end of an answer back until `after` has decided; a caller that is gone gets its connection cut. */
function holdAnswer(response: ServerResponse, after: () => Promise<boolean>): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
  response.end = ((...args: unknown[]) => {
    after().then(
      (gone) => (gone ? response.destroy() : end(...args)),
      () => response.destroy(),
    )
    return response
  }) as typeof response.end
}

function asRead(request: IncomingMessage, { service, region, accessKey }: SignatureScope, body: Buffer): AwsRequest {
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
  return {
    service,
    region,
    accessKey,
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    body: headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
  }
}

function send(response: ServerResponse, { status, headers, body }: AwsResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const operationOf = (request: IncomingMessage) =>
  String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? request.method ?? ''

async function jsonPage(page: () => unknown): Promise<AwsResponse> {
  const json = (status: number, body: unknown): AwsResponse => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  try {
    return json(200, await page())
  } catch (error) {
    if (error instanceof ServiceError) return json(error.status, { message: error.message })
    throw error
  }
}

function unknownService(
  scope: SignatureScope | undefined,
  services: Record<string, unknown>,
  raw: Record<string, unknown>,
): AwsResponse {
  const known = [...new Set([...Object.keys(services), ...Object.keys(raw)])].sort().join(', ')
  const message = scope
    ? `The local runtime has no service "${scope.service}"; it has ${known}.`
    : 'The request is not signed, so the service that it is for is not known.'
  const error = new ServiceError('UnknownServiceException', message)
  return {
    status: 400,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message }),
  }
}

function internalFailure(error: unknown): AwsResponse {
  const message = error instanceof Error ? error.message : String(error)
  return {
    status: 500,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' },
    body: JSON.stringify({ __type: 'InternalFailure', message: `The local runtime failed: ${message}` }),
  }
}
