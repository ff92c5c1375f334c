import type { Stack } from '../stack/stack.ts'
import type { ConsoleOperation } from './operation.ts'
import { closeEnvironment, openEnvironment } from './operations/environment.ts'
import { consoleOperations } from './operations/index.ts'
import { type ConsoleServer, startConsoleServer } from './server/server.ts'

export interface ConsoleOptions {
  readonly stack: Stack
  /** 0: a free one. */
  readonly port: number
  /** What the operator calls itself, for the audit log. */
  readonly as?: string | undefined
  /** Operations that only the caller has. */
  readonly more?: readonly ConsoleOperation[]
  readonly onNewAddress?: (address: string) => void
}

/** So that an address works for everybody who runs a console. */
export const CONSOLE_PORT = 4577

/** The console of a stack, on loopback. @throws {UsageError} if the port is taken. */
export async function startConsole({ stack, as, more = [], ...options }: ConsoleOptions): Promise<ConsoleServer> {
  const environment = openEnvironment(stack, as)
  try {
    const operations = consoleOperations(environment, more)
    const server = await startConsoleServer({ ...options, operations, now: environment.now })
    const close = async () => {
      await server.close()
      await closeEnvironment(environment)
    }
    return { ...server, close }
  } catch (error) {
    await closeEnvironment(environment)
    throw error
  }
}
