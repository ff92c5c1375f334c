import { z } from 'zod'
import { type FailureDrill, parseDrill } from '../../../lambdas/runtime/declarations/drill.ts'
import { audited } from '../../audit/audit-log.ts'
import { anyConsumer } from '../../consumers/find.ts'
import { drillOf, drillText, setDrill } from '../../drills/drills.ts'
import { pascalCase } from '../../stack/stack.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import { consumer } from './dead-letters/inputs.ts'
import type { ConsoleEnvironment } from './environment.ts'

export interface ShownDrill {
  readonly consumer: string
  /** The failure, as `ops drill start` takes it; null: the consumer works. */
  readonly fail: string | null
}

/** Drills, for the local runtime only: a consumer fails because it is told to, so that a newcomer sees what happens then. */
export function drillOperations({ stack, lambda, auditLog }: ConsoleEnvironment): ConsoleOperation[] {
  const functionOf = (name: string): string => stack.output(`Consumer${pascalCase(anyConsumer(name).name)}FunctionName`)
  const change = async (name: string, verb: 'start' | 'end', drill: FailureDrill | undefined) => {
    const functionName = functionOf(name)
    const action = {
      action: `drill ${verb}`,
      target: name,
      ...(drill && { details: { fail: drillText(drill) } }),
    }
    const changed = await audited(await auditLog(), action, () => setDrill(lambda, functionName, drill))
    return { changed }
  }
  return [
    consoleOperation({
      name: 'drill',
      kind: 'read',
      keptMs: 500,
      input: z.object({ consumer }),
      async run({ consumer: name }): Promise<ShownDrill> {
        const drill = await drillOf(lambda, functionOf(name))
        return { consumer: name, fail: drill ? drillText(drill) : null }
      },
    }),
    consoleOperation({
      name: 'drill-start',
      kind: 'change',
      input: z.strictObject({ consumer, fail: z.string() }),
      async run({ consumer: name, fail }) {
        const drill = parseDrill(fail)
        if (!drill) throw new InputError('fail: must be a share above 0 up to 1, such as 0.3, or 0.3:permanent')
        return change(name, 'start', drill)
      },
    }),
    consoleOperation({
      name: 'drill-end',
      kind: 'change',
      input: z.strictObject({ consumer }),
      run: ({ consumer: name }) => change(name, 'end', undefined),
    }),
  ]
}
