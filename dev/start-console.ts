import type { LocalRuntime } from '../local/index.ts'
import { UsageError } from '../ops/cli/usage-error.ts'
import { type ConsoleOptions, startConsole } from '../ops/console/console.ts'
import type { ConsoleServer } from '../ops/console/server/server.ts'
import { operatorHeaders } from './api-access.ts'
import type { Sample } from './define-sample.ts'
import { resilientApi } from './resilient-api.ts'

/** For a press of a button: whoever waits longer wants to see why. */
const PATIENCE_MS = 15_000

/** The console of the local runtime; on a free port where another one runs already. */
export async function startLocalConsole(
  local: LocalRuntime,
  { stackName, port, sample }: { readonly stackName: string; readonly port: number; readonly sample: Sample },
): Promise<ConsoleServer> {
  const stack = async () => {
    const { openStack } = await import('../ops/stack/stack.ts')
    // Nothing of the terminal's environment, which may point to an account.
    return openStack({ stack: stackName, endpoint: local.endpointUrl }, {})
  }
  const api = resilientApi(local.apiUrl, { headers: await operatorHeaders(local), patienceMs: PATIENCE_MS })
  const options: Omit<ConsoleOptions, 'port'> = {
    stack,
    more: sample.consoleOperations?.({ api, local }, () => `console-${crypto.randomUUID()}`) ?? [],
    onNewAddress: (address) => void process.stdout.write(`That address was used. A new one: ${address}\n`),
  }
  try {
    return await startConsole({ ...options, port })
  } catch (error) {
    if (port === 0 || !(error instanceof UsageError)) throw error
    return startConsole({ ...options, port: 0 })
  }
}
