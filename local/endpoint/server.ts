import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from '../node-http.ts'
import type { AwsRequest, AwsResponse, InProcessEndpoint } from '../ports.ts'
import { readWhole } from '../read-whole.ts'
import { asRead, callOf, guardOf, internalFailure, type ServedCalls, unknownService } from './calls.ts'
import { inProcess } from './in-process.ts'
import { replay } from './replay.ts'
import { ServiceError } from './service-error.ts'
import { signatureScope } from './signature-scope.ts'

export type { Call, CallHooks } from './calls.ts'

/** Reads and answers a raw request by itself. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => void

export interface ServeOptions extends ServedCalls {
  /** By SigV4 service name. */
  raw: Record<string, RawHandler>
  /** Plain pages by path, answered with JSON: what is no AWS API. */
  pages: Record<string, (query: URLSearchParams) => unknown>
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
      // An error after the start, such as no file descriptor left for one more connection, must not end the others.
      server.on('error', (error) => console.error(`AWS endpoint: ${error.message}`))
      resolve()
    })
  })
  return { server, url: addressOf(server) }
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

export interface Endpoint {
  /** For functions of this process. */
  inProcess: InProcessEndpoint
  close(): Promise<void>
}

/** Serves every AWS service on one address; an unknown one gets a clear error. */
export function serve(server: Server, options: ServeOptions): Endpoint {
  server.on('request', (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy()
      send(response, internalFailure(error))
    })
  })
  return {
    inProcess: inProcess(addressOf(server), options),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(options: ServeOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { region, services, raw, pages, hooks, onCall } = options
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined
  if (page && request.method === 'GET') return send(response, await jsonPage(() => page(new URLSearchParams(query))))
  const scope = signatureScope(request.headers, request.url ?? '/', region)
  const rawHandler = scope && raw[scope.service]
  const service = scope && services[scope.service]
  if (!scope || (!rawHandler && !service))
    return send(response, unknownService(scope, [...Object.keys(services), ...Object.keys(raw)]))

  const call = callOf(request, scope)
  const closed = () => untilClosed(response)
  onCall?.(call)
  const instead = await hooks?.before?.(call)
  if (instead) {
    request.resume()
    return send(response, instead)
  }
  const bound = guardOf(options, scope)
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

function send(response: ServerResponse, { status, headers, body }: AwsResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

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
