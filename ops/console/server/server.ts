import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../../cli/usage-error.ts'
import type { ConsoleOperation } from '../operation.ts'
import { type Answer, problem, send } from './answers.ts'
import type { ApiOptions, consoleApi } from './api.ts'
import { OWN_HEADER, refusalOf } from './guard.ts'
import { Session } from './session.ts'
import { shell } from './shell.ts'

export interface ServerOptions {
  /** A function is called with the first request: what operations need takes longer to load than everything else here. */
  readonly operations: readonly ConsoleOperation[] | (() => Promise<readonly ConsoleOperation[]>)
  /** 0: a free one. */
  readonly port: number
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Called with a new address when somebody asks again for one that has been used up. */
  readonly onNewAddress?: (address: string) => void
  /** Default: 32 random bytes as text. */
  readonly random?: () => string
  /** Milliseconds that a page waits for an answer at most. Default 30,000. */
  readonly patienceMs?: number
}

export interface ConsoleServer {
  /** Without the token, `http://127.0.0.1:4577`. */
  readonly origin: string
  /** With a token that lets one browser in, once. */
  readonly address: string
  /** Answers what is in hand, and takes nothing more. */
  close(): Promise<void>
}

// An import of node:http loads the client of fetch with it, which takes longer than all else here.
const { createServer } = process.getBuiltinModule('node:http')

const LOOPBACK = '127.0.0.1'
const randomText = (): string => randomBytes(32).toString('base64url')

/** Serves the console on the loopback interface, to this machine only. @throws {UsageError} if the port is taken. */
export async function startConsoleServer(options: ServerOptions): Promise<ConsoleServer> {
  const { operations, now, onNewAddress = () => undefined, random = randomText, patienceMs = 30_000 } = options
  const server = createServer()
  const port = await listen(server, options.port)
  const origin = `http://${LOOPBACK}:${port}`
  const session = new Session(port, random, now)
  const addressOf = (token: string): string => `${origin}/enter?token=${token}`
  let loading: Promise<ReturnType<typeof consoleApi>> | undefined
  const api = () => {
    loading ??= apiOf(operations, { now, patienceMs })
    // The next request tries again.
    loading.catch(() => (loading = undefined))
    return loading
  }

  const enter = (request: IncomingMessage, url: URL): Answer => {
    const home = (headers: Record<string, string>, to = '/'): Answer => ({
      status: 303,
      type: 'text/plain',
      body: '',
      headers: { location: to, ...headers },
    })
    // Some browsers load an address before anybody asks for it: that must not use it up.
    if (request.method !== 'GET' || request.headers['sec-purpose']) return problem(405, 'Open it in a browser.')
    const token = url.searchParams.get('token') ?? ''
    const admission = session.exchange(token)
    // What stands behind a # is sent to nobody: the page's script takes it out of the address at once.
    if (admission) return home({ 'set-cookie': admission.cookie }, `/#key=${admission.key}`)
    // Only for one that was right before: nobody else can fill the terminal, or make a token void that is still to be used.
    if (session.wasUsed(token) && !session.hasCookie(request.headers.cookie))
      onNewAddress(addressOf(session.issueToken()))
    return home({})
  }

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    if (!URL.canParse(request.url ?? '', origin)) return problem(400, 'That is no address.')
    const url = new URL(request.url ?? '', origin)
    const isApi = url.pathname.startsWith('/api/')
    const refusal = refusalOf(request, port, isApi)
    if (refusal) return problem(refusal.status, refusal.reason)
    if (url.pathname === '/enter') return enter(request, url)
    if (!isApi) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return problem(405, 'Ask with GET.')
      // A page is about to ask: what that needs is loaded meanwhile, and whoever asks learns of an error.
      api().catch(() => undefined)
      return (await shell(url.pathname)) ?? problem(404, 'There is no such page.')
    }
    if (!session.isOpenFor(request.headers.cookie, request.headers[OWN_HEADER]))
      return problem(401, 'Open the address that the terminal shows.')
    return (await api())(request, url)
  }

  server.on('request', (request, response) => {
    answer(request).then(
      (given) => send(response, given),
      (error) => send(response, problem(500, error instanceof Error ? error.message : String(error))),
    )
  })
  return {
    origin,
    address: addressOf(session.issueToken()),
    close: () => closed(server),
  }
}

/** Loaded with the first request, too: its errors alone bring most of the SDK along. */
async function apiOf(operations: ServerOptions['operations'], options: Pick<ApiOptions, 'now' | 'patienceMs'>) {
  const { consoleApi } = await import('./api.ts')
  return consoleApi({ ...options, operations: typeof operations === 'function' ? await operations() : operations })
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new UsageError(`Port ${port} is in use. Give another with --port.`) : error),
    )
    server.listen(port, LOOPBACK, resolve)
  })
  return (server.address() as AddressInfo).port
}

/** A browser keeps its connections open for as long as it likes. */
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 2_000).unref()
  })
