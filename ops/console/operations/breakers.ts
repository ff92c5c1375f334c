import { z } from 'zod'
import { audited } from '../../audit/audit-log.ts'
import { listBreakers, resetBreaker } from '../../breakers/breakers.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

export function breakerOperations({ stack, dynamo, auditLog }: ConsoleEnvironment): ConsoleOperation[] {
  const table = () => ({ dynamo, table: stack.output('BreakerTableName') })
  return [
    consoleOperation({
      name: 'breakers',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({}),
      run: () => listBreakers(table()),
    }),
    consoleOperation({
      name: 'breakers-reset',
      kind: 'change',
      input: z.strictObject({ breaker: z.string().min(1).max(200) }),
      async run({ breaker }) {
        const found = (await listBreakers(table())).find((one) => one.breaker === breaker)
        if (!found) throw new InputError(`There is no breaker "${breaker}".`)
        if (found.state === 'closed') return { breaker, was: found.state, reset: false }
        const reset = await audited(
          await auditLog(),
          { action: 'breakers reset', target: breaker, details: { was: found.state, by: 'console' } },
          () => resetBreaker(table(), breaker),
          (done) => ({ result: 'done', outcome: done ? 'closed' : 'had closed by itself' }),
        )
        return { breaker, was: found.state, reset }
      },
    }),
  ]
}
