import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import type { Stack } from '../stack/stack.ts'
import type { ConsoleOperation } from './operation.ts'
import type { ConsoleEnvironment } from './operations/environment.ts'
import { type ConsoleServer, startConsoleServer } from './server/server.ts'

export interface ConsoleOptions {
  /** Opens the stack; called when a page asks for the first time. */
  readonly stack: () => Promise<Stack>
  /** 0: a free one. */
  readonly port: number
  /** The name that the operator gives, for the audit log. */
  readonly as?: string | undefined
  /** Operations that only the caller has. */
  readonly more?: readonly ConsoleOperation[]
  readonly onNewAddress?: (address: string) => void
}

/** The default port. It is the same everywhere, so that an address of a page works for everybody who runs a console. */
export const CONSOLE_PORT = 4577

/**
 * The console of a stack, on loopback. Clients and operations are loaded when a page asks for the first time.
 * @throws {UsageError} if the port is taken.
 */
export async function startConsole({ stack, as, more = [], ...options }: ConsoleOptions): Promise<ConsoleServer> {
  let opened: ConsoleEnvironment | undefined
  const operations = async () => {
    const [{ openEnvironment }, { consoleOperations }] = await Promise.all([
      import('./operations/environment.ts'),
      import('./operations/index.ts'),
    ])
    opened = openEnvironment(await stack(), as)
    return consoleOperations(opened, more)
  }
  const server = await startConsoleServer({ ...options, operations, now: systemClock.now })
  const close = async () => {
    await server.close()
    if (opened) await (await import('./operations/environment.ts')).closeEnvironment(opened)
  }
  return { ...server, close }
}
